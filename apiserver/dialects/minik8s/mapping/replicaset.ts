/** ReplicaSets, in both forms. */
import { nodeWishAnnotation, type apps, type core } from '../../../../api';
import { BadValue } from '../shape';
import type { ReplicaSet, ReplicaSetStatus } from '../objects/replicaset';
import { recallObject, recallStatus, rememberObject, rememberStatus, storedMeta, writtenMeta } from './metadata';
import { placedPod } from './pod';
import { writtenPodSpec } from './pod-spec';

type Spec = NonNullable<ReplicaSet['spec']>;

export function storedReplicaSet({ metadata = {}, spec = {} }: ReplicaSet): apps.ReplicaSet {
  const { replicas, selector: { matchLabels = {} } = {}, template: { metadata: ofPods = {}, spec: podSpec } = {} } = spec;
  if (Object.keys(matchLabels).length === 0) throw new BadValue('spec.selector.matchLabels', 'must not be empty');
  notNegative(replicas);
  // A policy that the set names is that of its pods.
  const placed = placedPod({ spec: podSpec, annotations: { ...metadata.annotations, ...ofPods.annotations } }, 'spec.template.spec');
  const { name, labels, annotations } = storedMeta(ofPods);
  const wish = placed.annotations[nodeWishAnnotation];
  const replicaSet = {
    apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: storedMeta(metadata), status: { replicas: 0 },
    spec: {
      ...(replicas !== undefined && { replicas }),
      selector: { matchLabels },
      template: { metadata: { ...(name && { name }), labels, ...((annotations ?? wish) && { annotations: { ...annotations, ...(wish && { [nodeWishAnnotation]: wish }) } }) }, spec: placed.spec },
    },
  } as apps.ReplicaSet;
  return rememberObject(replicaSet, { spec }, { spec: specOf(replicaSet) });
}

function notNegative(replicas: number | undefined): void {
  if (replicas !== undefined && replicas < 0) throw new BadValue('spec.replicas', 'must not be negative');
}

const specOf = ({ spec: { replicas, selector, template } }: apps.ReplicaSet): Spec => ({
  replicas, selector: { matchLabels: selector.matchLabels },
  template: {
    metadata: template?.metadata && writtenMeta(template.metadata),
    spec: template?.spec && { ...writtenPodSpec(template.spec), nodeName: template.spec.nodeName ?? template.metadata?.annotations?.[nodeWishAnnotation] },
  },
});

export function writtenReplicaSet(replicaSet: apps.ReplicaSet, pods: readonly core.Pod[]): ReplicaSet {
  const { spec } = recallObject(replicaSet, { spec: specOf(replicaSet) });
  const status = recallStatus(replicaSet, statusOf(replicaSet));
  return { apiVersion: 'v1', kind: 'Replicaset', metadata: writtenMeta(replicaSet.metadata), spec, status: { ...status, ...(pods.length > 0 && { conditions: pods.map(conditionOf) }) } };
}

const statusOf = ({ status: { replicas, readyReplicas } }: apps.ReplicaSet): ReplicaSetStatus => ({ replicas, readyReplicas });

const conditionOf = ({ metadata, status: { phase, conditions = [] } }: core.Pod): NonNullable<ReplicaSetStatus['conditions']>[number] => ({
  type: 'Pod', status: metadata.deletionTimestamp ? 'Terminating' : phase,
  lastUpdateTime: conditions.map(({ lastTransitionTime }) => lastTransitionTime ?? '').sort().at(-1) || undefined, reason: '', message: '',
});

/** The number of replicas alone, where one is said (D-18). */
export function replaceReplicaSet(current: apps.ReplicaSet, { spec: { replicas } = {} }: ReplicaSet): apps.ReplicaSet {
  notNegative(replicas);
  return replicas === undefined ? current : { ...current, spec: { ...current.spec, replicas } };
}

/** What the members say that Kubernetes has no place for is remembered, until there are pods to be seen. */
export function reportReplicaSet(current: apps.ReplicaSet, sent: ReplicaSetStatus): apps.ReplicaSet {
  const { replicas, readyReplicas } = sent;
  const merged = { ...recallStatus(current, statusOf(current)), ...sent };
  const reported: apps.ReplicaSet = { ...current, status: { ...current.status, ...(replicas !== undefined && { replicas }), ...(readyReplicas !== undefined && { readyReplicas }) } };
  return rememberStatus(reported, merged, statusOf(reported));
}
