/** What changed between two states of a node or pod, in the words that plugins' wakeOn uses. */
import type { KubeObject } from '../api';
import { lessOfSomething, sameAmounts } from './amounts';
import type { AssignedPodChangeKind, NodeChangeKind, OwnChangeKind } from './framework';
import type { NodeFacts } from './node-info';
import type { PodInfo } from './pod-info';

/** Of small plain values whose keys come in one order. */
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

type Labels = Readonly<Record<string, string>>;

export function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

const sameTaints = (a: NodeFacts, b: NodeFacts): boolean =>
  a.unschedulable === b.unschedulable && same(a.hardTaints, b.hardTaints) && same(a.softTaints, b.softTaints);

export function nodeChanges(node: NodeFacts, old: NodeFacts | undefined): NodeChangeKind[] {
  if (!old) return ['NodeAdded'];
  const kinds: NodeChangeKind[] = [];
  if (node.allowedPods !== old.allowedPods || !sameAmounts(node.allocatable, old.allocatable)) kinds.push('NodeAllocatableChanged');
  if (!sameLabels(node.labels, old.labels)) kinds.push('NodeLabelsChanged');
  if (!sameTaints(node, old)) kinds.push('NodeTaintsChanged');
  if (!sameLabels(annotationsOf(node.node), annotationsOf(old.node))) kinds.push('NodeAnnotationsChanged');
  return kinds;
}

const annotationsOf = ({ metadata }: KubeObject): Labels => metadata.annotations ?? {};

const labelsChanged = (pod: PodInfo, old: PodInfo): boolean => !sameLabels(pod.pod.metadata.labels ?? {}, old.pod.metadata.labels ?? {});

export function assignedPodChanges(pod: PodInfo, old: PodInfo): AssignedPodChangeKind[] {
  const kinds: AssignedPodChangeKind[] = [];
  if (labelsChanged(pod, old)) kinds.push('PodLabelsChanged');
  if (lessOfSomething(pod.requests, old.requests)) kinds.push('PodScaledDown');
  return kinds;
}

const gates = (pod: PodInfo): number => pod.pod.spec?.schedulingGates?.length ?? 0;

/** Of a pod without a node. */
export function ownChanges(pod: PodInfo, old: PodInfo): OwnChangeKind[] {
  const kinds: OwnChangeKind[] = [];
  if (gates(pod) === 0 && gates(old) > 0) kinds.push('OwnGatesRemoved');
  if (!same(pod.tolerations, old.tolerations)) kinds.push('OwnTolerationsChanged');
  if (labelsChanged(pod, old)) kinds.push('OwnLabelsChanged');
  if (lessOfSomething(pod.requests, old.requests)) kinds.push('OwnRequestsReduced');
  if (!sameLabels(annotationsOf(pod.pod), annotationsOf(old.pod))) kinds.push('OwnAnnotationsChanged');
  if (!same(pod.pod.status?.resourceClaimStatuses, old.pod.status?.resourceClaimStatuses)) kinds.push('OwnClaimsGenerated');
  return kinds;
}
