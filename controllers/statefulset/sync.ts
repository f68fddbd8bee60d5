/** One pass over a StatefulSet (upstream's UpdateStatefulSet, pkg/controller/statefulset/stateful_set_control.go). */
import type { apps, core } from '../../api';
import type { RevisionHistory } from '../history/history';
import { slowStart } from '../slow-start';
import type { Patience } from './health';
import { needOfCondemned, needOfReplica, places, type Need, type Places } from './plan';
import type { StatefulPods } from './pods';
import { findRevisions, truncateHistory, type Revisions } from './revisions';
import { podsToReplace } from './rolling';
import { completed, statefulSetStatus, withoutReplaced } from './status';

type StatefulSet = apps.StatefulSet;

export interface SyncContext {
  readonly history: RevisionHistory<StatefulSet>;
  readonly pods: StatefulPods;
  /** Milliseconds since the epoch. */
  readonly now: number;
  writeStatus(set: StatefulSet, status: apps.StatefulSetStatus): Promise<void>;
}

/** `owned`: all pods of the set. Rejects when something could not be done, after the status was written. */
export async function syncStatefulSet(set: StatefulSet, owned: readonly core.Pod[], { history, pods, now, writeStatus }: SyncContext): Promise<void> {
  const revisions = await findRevisions(history, set);
  const patience = { minReadySeconds: set.spec.minReadySeconds ?? 0, now };
  const templates = { current: history.templates.templateOf(revisions.current) ?? set.spec.template, update: set.spec.template };
  const pass = new Pass(set, pods, places(set, owned, revisions, templates, patience), patience);
  const { replaced, error } = set.metadata.deletionTimestamp ? atRest : await pass.run(revisions);
  const status = withoutReplaced(statefulSetStatus(set, owned, revisions, patience), replaced);
  await writeStatus(set, completed(set, status));
  await truncateHistory(history, set, owned, revisions);
  if (error !== undefined) throw error;
}

interface Outcome {
  /** Pods that were told to go for the sake of a new revision. */
  readonly replaced: readonly core.Pod[];
  readonly error?: unknown;
}

const atRest: Outcome = { replaced: [] };

class Pass {
  private readonly inOrder: boolean;

  constructor(private readonly set: StatefulSet, private readonly pods: StatefulPods, private readonly places: Places, private readonly patience: Patience) {
    this.inOrder = set.spec.podManagementPolicy !== 'Parallel';
  }

  /** First every place is filled, then what is too much goes, then what is outdated. */
  async run({ update }: Revisions): Promise<Outcome> {
    const { set, places: { replicas, condemned } } = this;
    try {
      const isSettled = await this.forAll(replicas, (pod) => this.hasWork(pod), (pod) => this.settle(pod))
        && await this.forAll(condemned, (pod) => !this.pods.claims.haveRightOwner(set, pod), (pod) => this.correctClaims(pod))
        && await this.forAll(condemned, (pod) => this.needOfCondemned(pod) !== 'nothing', (pod) => this.remove(pod));
      if (!isSettled || set.spec.updateStrategy?.type === 'OnDelete') return atRest;
    } catch (error) {
      return { ...atRest, error };
    }
    return this.replace(podsToReplace(set, replicas, update.metadata.name, this.patience));
  }

  /** In order, `step` says whether the next pod has its turn. Resolves to whether all had theirs. */
  private async forAll(all: readonly core.Pod[], hasWork: (pod: core.Pod) => boolean, step: (pod: core.Pod) => Promise<boolean>): Promise<boolean> {
    if (this.inOrder) {
      for (const pod of all) if (!await step(pod)) return false;
      return true;
    }
    const busy = all.filter(hasWork);
    const { error } = await slowStart(busy.length, 1, async (i) => {
      const pod = busy[i];
      if (pod) await step(pod);
    });
    if (error !== undefined) throw error;
    return true;
  }

  private hasWork(pod: core.Pod): boolean {
    const need = needOfReplica(pod, this.patience);
    return need === 'delete' || need === 'create' || need === 'claims' || !this.pods.isRight(this.set, pod);
  }

  private async settle(pod: core.Pod): Promise<boolean> {
    const { set, pods } = this;
    const need = needOfReplica(pod, this.patience);
    if (need === 'delete') await pods.delete(set, pod);
    if (need === 'create' && !pods.claims.areLeftOver(set, pod)) await pods.create(set, pod);
    if (need === 'delete' || need === 'create') return false;
    if (need === 'claims') await pods.ensureClaims(set, pod);
    if (this.inOrder && need !== 'nothing') return false;
    if (!pods.isRight(set, pod)) await pods.correct(set, pod);
    return true;
  }

  private async correctClaims(pod: core.Pod): Promise<boolean> {
    await this.pods.claims.correctOwners(this.set, pod);
    return true;
  }

  private needOfCondemned(pod: core.Pod): Need {
    return needOfCondemned(pod, this.places.firstUnavailable, this.inOrder, this.patience);
  }

  private async remove(pod: core.Pod): Promise<boolean> {
    if (this.needOfCondemned(pod) === 'delete') await this.pods.delete(this.set, pod);
    return false;
  }

  private async replace(outdated: readonly core.Pod[]): Promise<Outcome> {
    const results = await Promise.allSettled(outdated.map((pod) => this.pods.delete(this.set, pod)));
    const replaced = outdated.filter((_, i) => results[i]?.status === 'fulfilled');
    return { replaced, error: results.find((result) => result.status === 'rejected')?.reason };
  }
}
