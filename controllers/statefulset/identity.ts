/** Who a pod of a StatefulSet is: its ordinal, and the names and labels that follow from it (upstream's stateful_set_utils.go). Pure. */
import type { apps, core } from '../../api';

type StatefulSet = apps.StatefulSet;

const podNameLabel = 'statefulset.kubernetes.io/pod-name';
const podIndexLabel = 'apps.kubernetes.io/pod-index';
const revisionLabel = 'controller-revision-hash';

/** `web-3` is the pod 3 of `web`; undefined for names that no stateful set would give. */
export function membership({ metadata: { name = '' } }: core.Pod): { readonly parent: string; readonly ordinal: number } | undefined {
  const dash = name.lastIndexOf('-');
  const digits = name.slice(dash + 1);
  const ordinal = Number(digits);
  return dash >= 0 && String(ordinal) === digits && Number.isInteger(ordinal) ? { parent: name.slice(0, dash), ordinal } : undefined;
}

export const isMember = (set: StatefulSet, pod: core.Pod): boolean => membership(pod)?.parent === set.metadata.name;

/** Of a pod that is a member. */
export const ordinalOf = (pod: core.Pod): number => membership(pod)?.ordinal ?? -1;

export const replicasOf = ({ spec }: StatefulSet): number => spec.replicas ?? 1;

export const firstOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;

/** Whether there should be such a pod, as far as its ordinal goes. */
export function isWanted(set: StatefulSet, pod: core.Pod): boolean {
  const index = ordinalOf(pod) - firstOrdinal(set);
  return index >= 0 && index < replicasOf(set);
}

export const podName = (set: StatefulSet, ordinal: number): string => `${set.metadata.name}-${ordinal}`;

/** The name of the ControllerRevision that the pod was made from. */
export const revisionOf = (pod: core.Pod): string | undefined => pod.metadata.labels?.[revisionLabel];

export const withRevision = (pod: core.Pod, revision: string): core.Pod =>
  ({ ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [revisionLabel]: revision } } });

export const hasIdentity = (set: StatefulSet, pod: core.Pod): boolean => isMember(set, pod) && pod.metadata.labels?.[podNameLabel] === pod.metadata.name;

export function withIdentity(set: StatefulSet, pod: core.Pod, ordinal: number): core.Pod {
  const name = podName(set, ordinal);
  const labels = { ...pod.metadata.labels, [podNameLabel]: name, [podIndexLabel]: String(ordinal) };
  return { ...pod, metadata: { ...pod.metadata, name, labels } };
}
