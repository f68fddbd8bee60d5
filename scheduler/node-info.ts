/** A node and what runs on it, as immutable values: a snapshot is a list of references, and nobody can spoil it. */
import { unitValue, type core } from '../api';
import { minus, nothing, parseAmounts, plus, sameAmounts, type Amounts } from './amounts';
import type { HostPort, PodInfo } from './pod-info';
import { PodList } from './pod-list';

/** What the Node object says, read out of it once. */
export interface NodeFacts {
  readonly node: core.Node;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly unschedulable: boolean;
  /** Taints with effect NoSchedule or NoExecute: they keep pods away. */
  readonly hardTaints: readonly core.Taint[];
  /** Taints with effect PreferNoSchedule: they cost score. */
  readonly softTaints: readonly core.Taint[];
  readonly allocatable: Amounts;
  readonly allowedPods: number;
  /** Bytes of the images that the node has, by each of their names. */
  readonly images: ReadonlyMap<string, number>;
}

const noImages: ReadonlyMap<string, number> = new Map();

const imagesOf = (images: readonly core.ContainerImage[]): ReadonlyMap<string, number> =>
  (images.length ? new Map(images.flatMap(({ names, sizeBytes = 0 }) => (names ?? []).map((name) => [name, sizeBytes] as const))) : noImages);

export function nodeFacts(node: core.Node): NodeFacts {
  const taints = node.spec?.taints ?? [];
  const allocatable = node.status?.allocatable;
  return {
    node,
    name: node.metadata.name ?? '',
    labels: node.metadata.labels ?? {},
    unschedulable: node.spec?.unschedulable === true,
    hardTaints: taints.filter((taint) => taint.effect !== 'PreferNoSchedule'),
    softTaints: taints.filter((taint) => taint.effect === 'PreferNoSchedule'),
    allocatable: parseAmounts(allocatable),
    allowedPods: unitValue(allocatable?.pods ?? '0'),
    images: imagesOf(node.status?.images ?? []),
  };
}

/** Never changed in place; a changed node is a new NodeInfo. */
export interface NodeInfo {
  readonly name: string;
  /** Another one for every state of any node. */
  readonly version: number;
  /** A small number that no other node of the cluster has: where it stands in tables. */
  readonly seat: number;
  readonly facts: NodeFacts;
  /** Assigned and assumed pods that have not ended. */
  readonly pods: PodList;
  /** Sum of the pods' requests. */
  readonly requested: Amounts;
  /** Sum of the pods' requests as scoring reckons them. */
  readonly scored: Amounts;
  readonly usedPorts: readonly HostPort[];
}

const noPorts: readonly HostPort[] = [];

let versions = 1;

export const emptyNode = (facts: NodeFacts, seat: number): NodeInfo =>
  ({ name: facts.name, version: versions++, seat, facts, pods: PodList.empty, requested: nothing, scored: nothing, usedPorts: noPorts });

export const withFacts = (info: NodeInfo, facts: NodeFacts): NodeInfo => ({ ...info, name: facts.name, version: versions++, facts });

export const withPod = (info: NodeInfo, pod: PodInfo): NodeInfo => ({
  name: info.name,
  version: versions++,
  seat: info.seat,
  facts: info.facts,
  pods: info.pods.with(pod),
  requested: plus(info.requested, pod.requests),
  scored: plus(info.scored, pod.scored),
  usedPorts: pod.hostPorts.length ? [...info.usedPorts, ...pod.hostPorts] : info.usedPorts,
});

/** Without this very pod; the same where it is not there. */
export function withoutPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  const pods = info.pods.without(pod);
  if (pods === info.pods) return info;
  return {
    name: info.name,
    version: versions++,
    seat: info.seat,
    facts: info.facts,
    pods,
    requested: minus(info.requested, pod.requests),
    scored: minus(info.scored, pod.scored),
    usedPorts: pod.hostPorts.length ? [...pods].flatMap((other) => other.hostPorts) : info.usedPorts,
  };
}

/** A pod's new state in the place of its old one; most updates change nothing that is summed up here. */
export function withPodReplaced(info: NodeInfo, old: PodInfo, pod: PodInfo): NodeInfo {
  const same = sameAmounts(old.requests, pod.requests) && sameAmounts(old.scored, pod.scored);
  if (!same || old.hostPorts.length || pod.hostPorts.length) return withPod(withoutPod(info, old), pod);
  return { ...info, version: versions++, pods: info.pods.replacing(old, pod) };
}
