/** How full pools of like nodes are, and how evenly their nodes are filled. Pure. */
import type { core } from '../../api';
import { nodeFacts, podInfo, type Amounts } from '../../scheduler';

export interface PoolReport {
  /** The label's value; '' for nodes without it. */
  readonly name: string;
  readonly nodes: number;
  /** CPU in cores, memory and storage in bytes, everything else in pieces. */
  readonly resources: Readonly<Record<string, ResourceReport>>;
}

export interface ResourceReport {
  readonly allocatable: number;
  /** Before anything was placed, and after. */
  readonly requestedBefore: number;
  readonly requested: number;
  /** Shares of one. */
  readonly utilizationBefore: number;
  readonly utilization: number;
  /** Over the nodes of the pool that have any of it: the emptiest, the fullest, and the standard deviation. */
  readonly lowest: number;
  readonly highest: number;
  readonly deviation: number;
}

export interface Placements {
  readonly nodes: readonly core.Node[];
  readonly before: readonly core.Pod[];
  readonly after: readonly core.Pod[];
}

/** By the names of the pools. */
export function poolsOf({ nodes, before, after }: Placements, label: string): PoolReport[] {
  const [then, now] = [requestsByNode(before), requestsByNode(after)];
  const pools = new Map<string, Place[]>();
  for (const node of nodes) {
    const name = node.metadata.labels?.[label] ?? '';
    const { allocatable, allowedPods, name: nodeName } = nodeFacts(node);
    const place = { allocatable: { ...named(allocatable), pods: allowedPods }, before: then.get(nodeName) ?? {}, after: now.get(nodeName) ?? {} };
    const others = pools.get(name);
    if (others) others.push(place);
    else pools.set(name, [place]);
  }
  return [...pools].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, places]) => ({ name, nodes: places.length, resources: resourcesOf(places) }));
}

type Quantities = Readonly<Record<string, number>>;

interface Place { readonly allocatable: Quantities; readonly before: Quantities; readonly after: Quantities }

const named = ({ milliCpu, memory, ephemeralStorage, scalars }: Amounts): Quantities =>
  ({ cpu: milliCpu / 1000, memory, 'ephemeral-storage': ephemeralStorage, ...Object.fromEntries(scalars ?? []) });

/** Pods that have ended hold nothing. */
const holds = ({ spec, status }: core.Pod): boolean => Boolean(spec?.nodeName) && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

function requestsByNode(pods: readonly core.Pod[]): ReadonlyMap<string, Quantities> {
  const sums = new Map<string, Record<string, number>>();
  for (const pod of pods.filter(holds)) {
    const node = pod.spec.nodeName ?? '';
    const sum = sums.get(node) ?? {};
    for (const [name, value] of Object.entries({ ...named(podInfo(pod).requests), pods: 1 })) sum[name] = (sum[name] ?? 0) + value;
    sums.set(node, sum);
  }
  return sums;
}

/** CPU, memory and pods always, others where there are any. */
function resourcesOf(places: readonly Place[]): PoolReport['resources'] {
  const names = new Set(['cpu', 'memory', 'pods', ...places.flatMap(({ allocatable, after }) => [...Object.keys(allocatable), ...Object.keys(after)])]);
  const always = ['cpu', 'memory', 'pods'];
  const reports = [...names].map((name) => [name, resourceOf(name, places)] as const);
  return Object.fromEntries(reports.filter(([name, { allocatable, requested }]) => always.includes(name) || allocatable > 0 || requested > 0));
}

function resourceOf(name: string, places: readonly Place[]): ResourceReport {
  const total = (of: keyof Place): number => places.reduce((all, place) => all + (place[of][name] ?? 0), 0);
  const [allocatable, requestedBefore, requested] = [total('allocatable'), total('before'), total('after')];
  const shares = places.filter((place) => (place.allocatable[name] ?? 0) > 0).map((place) => (place.after[name] ?? 0) / (place.allocatable[name] ?? 1));
  return {
    allocatable: rounded(allocatable), requestedBefore: rounded(requestedBefore), requested: rounded(requested),
    utilizationBefore: share(requestedBefore, allocatable), utilization: share(requested, allocatable),
    lowest: rounded(Math.min(...shares, shares.length ? Infinity : 0)), highest: rounded(Math.max(0, ...shares)), deviation: rounded(deviationOf(shares)),
  };
}

const share = (part: number, whole: number): number => (whole > 0 ? rounded(part / whole) : 0);

/** To four digits: enough to see, and the same on every machine. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function deviationOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((all, value) => all + value, 0) / values.length;
  return Math.sqrt(values.reduce((all, value) => all + (value - mean) ** 2, 0) / values.length);
}
