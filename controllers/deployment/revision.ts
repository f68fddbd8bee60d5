/** Finds the set of the current template among a Deployment's sets, and makes one (upstream's getNewReplicaSet). Pure. */
import { same, type apps, type core } from '../../api';
import { controllerReference } from '../ownership';
import { podTemplateHash } from '../template-hash';
import { annotationsOfNew, highestRevision, withSizes } from './annotations';
import { byAge, nextSizeOfNew } from './sizes';
import type { Sets } from './status';

export const hashLabel = 'pod-template-hash';

/** The oldest set with the Deployment's template is the new one; all others are old. */
export function sortOut(deployment: apps.Deployment, all: readonly apps.ReplicaSet[]): Sets {
  const oldest = [...all].sort(byAge);
  const newSet = oldest.find((set) => set.spec.template && sameTemplate(set.spec.template, deployment.spec.template));
  return { newSet, old: oldest.filter((set) => set !== newSet) };
}

/** The label with the hash is the sets' own and does not count. */
export const sameTemplate = (a: core.PodTemplateSpec, b: core.PodTemplateSpec): boolean => same(withoutHash(a), withoutHash(b));

function withoutHash(template: core.PodTemplateSpec): core.PodTemplateSpec {
  const labels = Object.fromEntries(Object.entries(template.metadata?.labels ?? {}).filter(([key]) => key !== hashLabel));
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** A set that comes back (a rollback) gets the highest revision; the first one is 1. */
export const nextRevision = (old: readonly apps.ReplicaSet[]): number => highestRevision(old) + 1;

/** The existing new set as it should be; the set itself when it is so already. */
export function refreshed(deployment: apps.Deployment, newSet: apps.ReplicaSet, old: readonly apps.ReplicaSet[]): apps.ReplicaSet {
  const annotations = annotationsOfNew(deployment, newSet.metadata.annotations, nextRevision(old));
  const minReadySeconds = deployment.spec.minReadySeconds;
  if (same(annotations, newSet.metadata.annotations ?? {}) && (minReadySeconds ?? 0) === (newSet.spec.minReadySeconds ?? 0)) return newSet;
  return { ...newSet, metadata: { ...newSet.metadata, annotations }, spec: { ...newSet.spec, minReadySeconds } };
}

/** The set to create for the current template, with its first pods. */
export function newReplicaSet(deployment: apps.Deployment, old: readonly apps.ReplicaSet[]): apps.ReplicaSet {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = podTemplateHash(template, deployment.status.collisionCount);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: withSizes(annotationsOfNew(deployment, undefined, nextRevision(old)), deployment),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: nextSizeOfNew(deployment, old, 0),
      ...(minReadySeconds !== undefined && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}
