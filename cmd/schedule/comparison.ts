/** Two reports on the same question side by side: which pods moved, and how full pools became. Pure. */
import type { PoolReport } from './pools';
import { reportVersion, type PodReport, type Report } from './report';

/**
 * - Moved: it has a node both times, not the same one.
 * - Gained, Lost: it has a node with the second configuration only, with the first one only.
 * - OtherReason: it has none both times, for other reasons.
 */
export type ChangeOfPod = 'Moved' | 'Gained' | 'Lost' | 'OtherReason';

type Fate = Pick<PodReport, 'outcome' | 'node' | 'reason'>;

export interface PodChange {
  readonly namespace: string;
  readonly name: string;
  readonly change: ChangeOfPod;
  readonly first: Fate;
  readonly second: Fate;
}

/** Second less first. */
export interface ResourceDifference {
  readonly utilization: number;
  readonly deviation: number;
}

export interface PoolDifference {
  readonly name: string;
  readonly resources: Readonly<Record<string, ResourceDifference>>;
}

export interface Comparison {
  readonly apiVersion: typeof reportVersion;
  readonly kind: 'ScheduleComparison';
  readonly first: Report;
  readonly second: Report;
  readonly summary: Readonly<Record<ChangeOfPod, number>> & { readonly pods: number; readonly Same: number };
  readonly changes: readonly PodChange[];
  readonly pools: readonly PoolDifference[];
}

export function compare(first: Report, second: Report): Comparison {
  const changes = changesOf(first, second);
  const count = (change: ChangeOfPod): number => changes.filter((one) => one.change === change).length;
  const summary = { pods: first.pods.length, Same: first.pods.length - changes.length, Moved: count('Moved'), Gained: count('Gained'), Lost: count('Lost'), OtherReason: count('OtherReason') };
  return { apiVersion: reportVersion, kind: 'ScheduleComparison', first, second, summary, changes, pools: differencesOf(first.pools, second.pools) };
}

/** The same pods are asked for both times. */
function changesOf(first: Report, second: Report): PodChange[] {
  const others = new Map(second.pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  return first.pods.flatMap((pod) => {
    const other = others.get(`${pod.namespace}/${pod.name}`);
    const change = other && changeOf(pod, other);
    return change ? [{ namespace: pod.namespace, name: pod.name, change, first: fateOf(pod), second: fateOf(other) }] : [];
  });
}

function changeOf(a: PodReport, b: PodReport): ChangeOfPod | undefined {
  if (a.node && b.node) return a.node === b.node ? undefined : 'Moved';
  if (a.node) return 'Lost';
  if (b.node) return 'Gained';
  return a.reason === b.reason ? undefined : 'OtherReason';
}

const fateOf = ({ outcome, node, reason }: PodReport): Fate => ({ outcome, ...(node && { node }), ...(reason !== undefined && { reason }) });

function differencesOf(first: readonly PoolReport[], second: readonly PoolReport[]): PoolDifference[] {
  return first.map(({ name, resources }) => {
    const other = second.find((pool) => pool.name === name);
    const differences = Object.entries(resources).map(([resource, { utilization, deviation }]) => {
      const then = other?.resources[resource];
      return [resource, { utilization: less(then?.utilization, utilization), deviation: less(then?.deviation, deviation) }] as const;
    });
    return { name, resources: Object.fromEntries(differences) };
  });
}

const less = (a: number | undefined, b: number): number => Math.round(((a ?? 0) - b) * 10_000) / 10_000;
