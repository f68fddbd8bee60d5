/** The revisions of a DaemonSet (upstream's constructHistory, dedupCurHistories and cleanupHistory, pkg/controller/daemon/update.go). */
import { keyOf, type apps, type core, type Resources } from '../../api';
import { nextNumber, type RevisionHistory } from '../history/history';
import { ifPresent } from '../ownership';
import { hashLabel } from './pods';

type Revision = apps.ControllerRevision;

export interface DaemonRevisions {
  /** The oldest first. */
  readonly old: readonly Revision[];
  /** Of the current one. */
  readonly hash: string;
  readonly collisionCount: number;
}

const hashOf = ({ metadata }: Revision): string => metadata.labels?.[hashLabel] ?? '';

export class DaemonHistory {
  constructor(private readonly history: RevisionHistory<apps.DaemonSet>, private readonly pods: Resources<core.Pod>) {}

  /** The current template is remembered under the highest number; `owned`: the pods of the set. */
  async find(set: apps.DaemonSet, owned: readonly core.Pod[]): Promise<DaemonRevisions> {
    const all = await Promise.all((await this.history.of(set)).map((revision) => this.labelled(revision)));
    const same = all.filter((revision) => this.history.templates.remembers(revision, set));
    const old = all.filter((revision) => !same.includes(revision));
    const number = nextNumber(old);
    const current = same.at(-1);
    if (!current) {
      const { revision, collisionCount } = await this.history.snapshot(set, number);
      return { old, hash: hashOf(revision), collisionCount };
    }
    await this.merge(same.slice(0, -1), current, owned);
    if (current.revision < number) await this.history.renumber(current, number);
    return { old, hash: hashOf(current), collisionCount: set.status.collisionCount ?? 0 };
  }

  /** Deletes the oldest revisions beyond the limit that no pod is of. */
  async truncate(set: apps.DaemonSet, owned: readonly core.Pod[], { old }: DaemonRevisions): Promise<void> {
    const surplus = old.length - (set.spec.revisionHistoryLimit ?? old.length);
    if (surplus <= 0) return;
    const live = new Set(owned.map(({ metadata }) => metadata.labels?.[hashLabel]));
    await Promise.all(old.filter((revision) => !live.has(hashOf(revision))).slice(0, surplus).map((revision) => this.history.delete(revision)));
  }

  /** One that somebody else made has its name for a hash. */
  private async labelled(revision: Revision): Promise<Revision> {
    return hashOf(revision) ? revision : this.history.label(revision, revision.metadata.name ?? '');
  }

  /** Doubles go; their pods are the current one's from now on. */
  private async merge(doubles: readonly Revision[], current: Revision, owned: readonly core.Pod[]): Promise<void> {
    if (doubles.length === 0) return;
    const hashes = new Set(doubles.map(hashOf));
    const orphaned = owned.filter(({ metadata }) => hashes.has(metadata.labels?.[hashLabel] ?? ''));
    await Promise.all(orphaned.map((pod) => ifPresent(this.pods.update(keyOf(pod), (now) =>
      ({ ...now, metadata: { ...now.metadata, labels: { ...now.metadata.labels, [hashLabel]: hashOf(current) } } })))));
    await Promise.all(doubles.map((revision) => this.history.delete(revision)));
  }
}
