/** The annotations by which `kubectl rollout` finds its way, and by which scaling is told from rolling out. Pure. */
import type { apps } from '../../api';
import { fenceposts, replicasOf } from './sizes';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
const maxHistoryCharacters = 2000;

type Annotations = Record<string, string>;

/** Never copied from the Deployment to its sets. */
const ownToEach: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, revisionHistoryAnnotation, desiredReplicasAnnotation, maxReplicasAnnotation,
  'deprecated.deployment.rollback.to',
];

const integer = (text: string | undefined): number | undefined => (text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined);

/** 0 where there is none, or nonsense. */
export const revisionOf = (set: apps.ReplicaSet): number => integer(set.metadata.annotations?.[revisionAnnotation]) ?? 0;

export const highestRevision = (sets: readonly apps.ReplicaSet[]): number => Math.max(0, ...sets.map(revisionOf));

/** The Deployment's size when the set was last scaled. */
export const desiredReplicas = (set: apps.ReplicaSet): number | undefined => integer(set.metadata.annotations?.[desiredReplicasAnnotation]);

/** The Deployment's largest allowed size when the set was last scaled. */
export const maxReplicas = (set: apps.ReplicaSet): number | undefined => integer(set.metadata.annotations?.[maxReplicasAnnotation]);

export const withSizes = (annotations: Annotations | undefined, deployment: apps.Deployment): Annotations => ({
  ...annotations,
  [desiredReplicasAnnotation]: String(replicasOf(deployment)),
  [maxReplicasAnnotation]: String(replicasOf(deployment) + fenceposts(deployment).maxSurge),
});

/**
 * The new set's annotations: the Deployment's own, the revision when it grew, and, when an old set comes back
 * (a rollback), the revisions it had before. Annotations the Deployment lost stay.
 */
export function annotationsOfNew(deployment: apps.Deployment, current: Annotations | undefined, revision: number): Annotations {
  const next: Annotations = { ...current };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!ownToEach.includes(key)) next[key] = value;
  const before = current?.[revisionAnnotation];
  if ((integer(before) ?? 0) >= revision) return next;
  next[revisionAnnotation] = String(revision);
  if (before !== undefined) next[revisionHistoryAnnotation] = history(current?.[revisionHistoryAnnotation], before);
  return next;
}

/** The oldest revisions fall out when the list gets too long. */
function history(list: string | undefined, revision: string): string {
  const revisions = [...(list ? list.split(',') : []), revision];
  while (revisions.length > 1 && revisions.join(',').length > maxHistoryCharacters) revisions.shift();
  return revisions.join(',');
}
