/** How full a node would be of some resources, and what that is worth (kube-scheduler plugins/noderesources/resource_allocation.go). */
import { maxNodeScore, type Amounts, type NodeInfo, type PodInfo } from '../framework';

export interface ResourceSpec { readonly name: string; readonly weight?: number }

/** One resource of a node. */
interface Gauge {
  readonly weight: number;
  /** 0: the node has none, or the pod does not ask for it. */
  allocatable(pod: PodInfo, node: NodeInfo): number;
  /** What the pod asks for. */
  own(pod: PodInfo): number;
  /** What is in use without the pod. */
  used(node: NodeInfo): number;
}

type Basic = 'milliCpu' | 'memory' | 'ephemeralStorage';
/** Requests as they are, or as scoring reckons them: `scored` counts containers without any as small ones. */
export type Reckoning = 'requests' | 'scored';

const basics: Readonly<Record<string, Basic>> = { cpu: 'milliCpu', memory: 'memory', 'ephemeral-storage': 'ephemeralStorage' };

export function requestOf({ requests }: PodInfo, name: string): number {
  const basic = Object.hasOwn(basics, name) ? basics[name] : undefined;
  return basic ? requests[basic] : requests.scalars?.get(name) ?? 0;
}

const onNode = (node: NodeInfo, reckoning: Reckoning): Amounts => (reckoning === 'scored' ? node.scored : node.requested);

function gauge({ name, weight = 1 }: ResourceSpec, reckoning: Reckoning): Gauge {
  const basic = Object.hasOwn(basics, name) ? basics[name] : undefined;
  if (basic) {
    return {
      weight,
      allocatable: (_, { facts }) => facts.allocatable[basic],
      own: (pod) => pod[reckoning][basic],
      used: (node) => onNode(node, reckoning)[basic],
    };
  }
  return {
    weight,
    allocatable: (pod, { facts }) => (requestOf(pod, name) ? facts.allocatable.scalars?.get(name) ?? 0 : 0),
    own: (pod) => requestOf(pod, name),
    used: (node) => node.requested.scalars?.get(name) ?? 0,
  };
}

export const gauges = (resources: readonly ResourceSpec[], reckoning: Reckoning): readonly Gauge[] =>
  resources.map((resource) => gauge(resource, reckoning));

/** What a resource is worth by itself, from 0 to 100. */
export type Worth = (requested: number, allocatable: number) => number;

export const leastAllocated: Worth = (requested, allocatable) =>
  (requested > allocatable ? 0 : Math.floor(((allocatable - requested) * maxNodeScore) / allocatable));

export const mostAllocated: Worth = (requested, allocatable) => Math.floor((Math.min(requested, allocatable) * maxNodeScore) / allocatable);

export interface ShapePoint { readonly utilization: number; readonly score: number }

/** Scores of a shape lie between 0 and this. */
const maxShapeScore = 10;

/** A line from point to point; level before the first and behind the last. Whole numbers, as upstream. */
export function requestedToCapacityRatio(shape: readonly ShapePoint[]): Worth {
  const points = shape.map(({ utilization, score }) => ({ utilization, score: score * (maxNodeScore / maxShapeScore) }));
  const at = (utilization: number): number => {
    const next = points.findIndex((point) => utilization <= point.utilization);
    const [to, from] = [points[next] ?? points.at(-1), points[next - 1]];
    if (!to) return 0;
    if (next < 0 || !from) return to.score;
    return from.score + Math.trunc(((to.score - from.score) * (utilization - from.utilization)) / (to.utilization - from.utilization));
  };
  return (requested, allocatable) => at(requested > allocatable ? 100 : Math.floor((requested * 100) / allocatable));
}

/** The mean of what the resources are worth, by weight; `counts` says of which worths. */
export const weighted = (by: readonly Gauge[], worth: Worth, finish: (mean: number) => number, counts: (worth: number) => boolean) =>
  (pod: PodInfo, node: NodeInfo): number => {
    let [sum, weights] = [0, 0];
    for (const { weight, allocatable, own, used } of by) {
      const all = allocatable(pod, node);
      if (all === 0) continue;
      const value = worth(own(pod) + used(node), all);
      if (!counts(value)) continue;
      sum += value * weight;
      weights += weight;
    }
    return weights === 0 ? 0 : finish(sum / weights);
  };

/** 100 less the standard deviation of the shares in use; with two resources never less than 50. */
const evenness = (shares: readonly number[]): number => Math.trunc((1 - deviation(shares)) * maxNodeScore);

const half = maxNodeScore / 2;

/** How much more even it would be with the pod than without: 75 where it makes no difference (kubernetes pull request 135573). */
export const balanced = (by: readonly Gauge[]) => (pod: PodInfo, node: NodeInfo): number => {
  const [after, before]: [number[], number[]] = [[], []];
  for (const { allocatable, own, used } of by) {
    const all = allocatable(pod, node);
    if (all === 0) continue;
    after.push(Math.min((own(pod) + used(node)) / all, 1));
    before.push(Math.min(used(node) / all, 1));
  }
  return half + Math.trunc((half + evenness(after) - evenness(before)) / 2);
};

function deviation(shares: readonly number[]): number {
  const [first, second] = shares;
  if (first === undefined || second === undefined) return 0;
  if (shares.length === 2) return Math.abs((first - second) / 2);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length);
}
