/** Which revision a StatefulSet comes from and which it goes to (upstream's getStatefulSetRevisions and truncateHistory). */
import type { apps, core } from '../../api';
import { nextNumber, type RevisionHistory } from '../history/history';
import { revisionOf } from './identity';

export interface Revisions {
  /** All there are, the oldest first. */
  readonly all: readonly apps.ControllerRevision[];
  readonly current: apps.ControllerRevision;
  readonly update: apps.ControllerRevision;
  readonly collisionCount: number;
}

type History = RevisionHistory<apps.StatefulSet>;

export async function findRevisions(history: History, set: apps.StatefulSet): Promise<Revisions> {
  const all = await history.of(set);
  const { revision: update, collisionCount } = await updateRevision(history, set, all);
  const current = all.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update;
  return { all, current, update, collisionCount };
}

async function updateRevision(history: History, set: apps.StatefulSet, all: readonly apps.ControllerRevision[]): ReturnType<History['snapshot']> {
  const same = all.findLast((revision) => history.templates.remembers(revision, set));
  if (!same) return history.snapshot(set, nextNumber(all));
  const revision = same === all.at(-1) ? same : await history.renumber(same, nextNumber(all));
  return { revision, collisionCount: set.status.collisionCount ?? 0 };
}

/** Deletes the oldest revisions beyond the limit that no pod is of. */
export async function truncateHistory(history: History, set: apps.StatefulSet, pods: readonly core.Pod[], { all, current, update }: Revisions): Promise<void> {
  const limit = set.spec.revisionHistoryLimit ?? -1;
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
  const past = all.filter(({ metadata }) => !live.has(metadata.name));
  if (limit < 0 || past.length <= limit) return;
  await Promise.all(past.slice(0, past.length - limit).map((revision) => history.delete(revision)));
}
