/** From metrics to numbers of replicas (upstream's pkg/controller/podautoscaler/replica_calculator.go, metrics/utilization.go). Pure. */
import type { core } from '../../api';
import type { PodMetrics } from './metrics-client';
import { groupPods, requestsOf } from './pod-groups';

/** How far from its target a metric may be before anything is done; as parts of 1 (KEP-4951). */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

const isWithin = ({ up, down }: Tolerances, ratio: number): boolean => 1 - down <= ratio && ratio <= 1 + up;

const maxInt32 = 2 ** 31 - 1;
const maxInt64 = 2 ** 63;
const wholeReplicas = (count: number): number => Math.min(Math.ceil(count), maxInt32);

export interface Situation {
  /** As asked for. */
  readonly current: number;
  readonly pods: readonly core.Pod[];
  readonly tolerances: Tolerances;
  readonly now: number;
}

interface Measure {
  /** Of what is used to what should be; the metrics are never none. */
  ratio(values: ReadonlyMap<string, number>): number;
  /** What a pod without a metric is taken to use when pods are to go. */
  full(pod: string): number;
}

const none = 'no pods returned by selector while calculating replica count';
const unmeasured = 'did not receive metrics for targeted pods (pods might be unready)';

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

export interface Utilization {
  readonly replicas: number;
  /** Percent of what is asked for. */
  readonly utilization: number;
  /** On average, in thousandths. */
  readonly average: number;
}

export function byUtilization({ pods, ...rest }: Situation, metrics: PodMetrics, resource: string, container: string | undefined, target: number): Utilization {
  const groups = grouped(pods, metrics, resource, rest.now);
  const requests = requestsOf(pods, resource, container);
  const utilizationOf = (values: ReadonlyMap<string, number>): number => {
    const known = [...values].filter(([name]) => requests.has(name));
    const requested = sum(known.map(([name]) => requests.get(name) ?? 0));
    if (requested === 0) throw new Error('no metrics returned matched known pods');
    return Math.trunc((sum(known.map(([, value]) => value)) * 100) / requested);
  };
  const values = valuesOf(groups.counted);
  const known = [...values].filter(([name]) => requests.has(name));
  const replicas = settle({ pods, ...rest }, groups, values, {
    ratio: (all) => utilizationOf(all) / target,
    full: (pod) => Math.trunc(((requests.get(pod) ?? 0) * Math.max(100, target)) / 100),
  });
  return { replicas, utilization: utilizationOf(values), average: Math.trunc(sum(known.map(([, value]) => value)) / values.size) };
}

/** `usage`: on average, in thousandths, as `target` is. */
export function byAverage(situation: Situation, metrics: PodMetrics, resource: string | undefined, target: number): { readonly replicas: number; readonly usage: number } {
  const groups = grouped(situation.pods, metrics, resource, situation.now);
  const averageOf = (values: ReadonlyMap<string, number>): number => Math.trunc(sum(values.values()) / values.size);
  const values = valuesOf(groups.counted);
  return { replicas: settle(situation, groups, values, { ratio: (all) => averageOf(all) / target, full: () => target }), usage: averageOf(values) };
}

const valuesOf = (metrics: PodMetrics): Map<string, number> => new Map([...metrics].map(([name, { value }]) => [name, value]));

function grouped(pods: readonly core.Pod[], metrics: PodMetrics, resource: string | undefined, now: number): ReturnType<typeof groupPods> {
  if (pods.length === 0) throw new Error(none);
  const groups = groupPods(pods, metrics, resource, now);
  if (groups.counted.size === 0) throw new Error(unmeasured);
  return groups;
}

/** What is not known is taken to be such that it speaks against a change. */
function settle({ current, tolerances }: Situation, { ready, unready, missing }: ReturnType<typeof groupPods>, values: ReadonlyMap<string, number>, { ratio, full }: Measure): number {
  const first = ratio(values);
  const growsWithUnready = unready.length > 0 && first > 1;
  if (!growsWithUnready && missing.length === 0) return isWithin(tolerances, first) ? current : wholeReplicas(first * ready);
  const completed = new Map(values);
  if (first !== 1) for (const pod of missing) completed.set(pod, first < 1 ? full(pod) : 0);
  if (growsWithUnready) for (const pod of unready) completed.set(pod, 0);
  const second = ratio(completed);
  if (isWithin(tolerances, second) || (first < 1 && second > 1) || (first > 1 && second < 1)) return current;
  const replicas = wholeReplicas(second * completed.size);
  return (second < 1 && replicas > current) || (second > 1 && replicas < current) ? current : replicas;
}

/** From one value for all pods. From zero replicas the value alone counts. */
export function byValue({ current, pods, tolerances }: Situation, usage: number, target: number): number {
  const ratio = usage / target;
  if (current === 0) return wholeReplicas(ratio);
  if (isWithin(tolerances, ratio)) return current;
  if (pods.length === 0) throw new Error(`unable to calculate ready pods: ${none}`);
  const ready = pods.filter(({ status }) => status.phase === 'Running' && status.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True'));
  return wholeReplicas(ratio * ready.length);
}

/** From one value that all pods share. `observed`: the replicas there are. */
export function byShare(observed: number, tolerances: Tolerances, usage: number, target: number): { readonly replicas: number; readonly usage: number } {
  const isFar = !isWithin(tolerances, usage / (target * observed));
  const share = Math.ceil(usage / observed);
  return { replicas: isFar ? wholeReplicas(usage / target) : observed, usage: Number.isFinite(share) ? Math.min(share, maxInt64) : 0 };
}
