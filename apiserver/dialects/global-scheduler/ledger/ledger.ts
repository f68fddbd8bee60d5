/**
 * Gives Allocations their places, one commit after the other, together with all other servers on the store
 * (docs/adr/0018-allocation-ledger.md):
 *
 *   1. the latest commit is read, and what it has decided is carried out, if that is not known to be done;
 *   2. everything that waits is placed on the sums, which by now have everything that was acknowledged;
 *   3. Allocations that have no object yet are made, without a place;
 *   4. the Scheduler is written with what was decided, if the latest commit is still the latest; else all over from 1;
 *   5. each Allocation gets its place.
 *
 * Nothing counts before 5, and nobody goes past 4 before 5 is done for the commit before: so nothing is promised twice.
 */
import { ApiError, kinds, type Clock, type globalscheduler, type Logger } from '../../../../api';
import type { Registry, ResourceStore } from '../../../../registry';
import type { Explanation } from '../engine';
import type { Books } from './books';
import { complete, remove, type CompletingDeps } from './completing';
import type { GroundsSource } from './grounds';
import { Journal, type Commit } from './journal';
import { plan, type Planned } from './planning';
import { WaitingRoom, type Waiting } from './waiting';
import type { Verdict, Wish } from './wish';

type Allocation = globalscheduler.Allocation;
type Intent = globalscheduler.Intent;

export interface LedgerDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly books: Books;
  readonly grounds: GroundsSource;
}

const { group, version } = kinds.allocations;
const apiVersion = `${group}/${version}`;

export class Ledger {
  private readonly room = new WaitingRoom();
  private readonly store: ResourceStore<Allocation>;
  private readonly journal: Journal;
  private readonly completing: CompletingDeps;
  /** The latest commit that is known to be carried out. */
  private doneId: string | undefined;
  private running: Promise<void> | undefined;
  private isStopped = false;

  constructor(private readonly deps: LedgerDeps) {
    const { registry, clock, log } = deps;
    this.store = registry.store(kinds.allocations);
    this.journal = new Journal(registry.store(kinds.schedulers), log);
    this.completing = { store: this.store, clock, log };
  }

  /** Rejects when it is not known what came of it. */
  place(wish: Wish): Promise<Verdict> {
    if (this.isStopped) return Promise.reject(stopping());
    const verdict = this.room.add(wish);
    this.running ??= this.run();
    return verdict;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    for (const waiting of this.room.everybody()) waiting.fail(stopping());
    await this.running;
  }

  private async run(): Promise<void> {
    // Whoever asks in the same turn is placed in the same commit.
    await new Promise((resolve) => setImmediate(resolve));
    for (let everybody = this.room.everybody(); everybody.length; everybody = this.room.everybody()) {
      try {
        await this.round(everybody);
      } catch (error) {
        for (const waiting of everybody) waiting.fail(error);
      }
      await this.clearAway(everybody);
    }
    this.running = undefined;
  }

  private async round(everybody: readonly Waiting[]): Promise<void> {
    const latest = await this.journal.latest();
    await this.carryOut(latest);
    await this.deps.books.current();
    const planned = plan(everybody, await this.deps.grounds.current(), this.deps);
    const decided = (await Promise.all(planned.map((each) => this.decidedOn(each)))).filter((each) => each !== undefined);
    const commit = decided.length ? await this.journal.append(latest, decided.map(({ intent }) => intent)) : undefined;
    if (commit) await this.finish(decided, commit);
  }

  /** Whoever made the commit may have been ended before it was done. */
  private async carryOut({ id, sequence, intents }: Commit): Promise<void> {
    if (id === this.doneId) return;
    const isPlaced = ({ uid }: Intent): boolean => this.deps.books.ofUid(uid)?.reserving !== undefined;
    await Promise.all(intents.filter((intent) => !isPlaced(intent)).map((intent) => complete(this.completing, intent, sequence)));
    this.doneId = id;
  }

  /** There is an object to give the place to; undefined: another time, or never. */
  private async decidedOn({ waiting, groups, phase, placement: { explanation } }: Planned): Promise<Decided | undefined> {
    const { key } = waiting.wish;
    if (waiting.uid === undefined && !(await this.makeFor(waiting))) return undefined;
    return { waiting, explanation, intent: { ...key, uid: waiting.uid ?? '', phase, resource_groups: groups } };
  }

  private async makeFor(waiting: Waiting): Promise<boolean> {
    const { wish: { key, spec, annotations } } = waiting;
    try {
      const { object } = await this.store.create({ apiVersion, kind: 'Allocation', metadata: { ...key, ...(annotations && { annotations }) }, spec }, key.namespace);
      waiting.uid = object.metadata.uid;
      waiting.isMade = true;
      return true;
    } catch (error) {
      // Somebody was faster: the books have theirs before the next round.
      if (!ApiError.is(error, 'AlreadyExists') || waiting.wasLate) waiting.fail(error);
      waiting.wasLate = true;
      return false;
    }
  }

  private async finish(decided: readonly Decided[], { id, sequence }: Commit): Promise<void> {
    let isDone = true;
    await Promise.all(decided.map(async ({ waiting, intent, explanation }) => {
      try {
        const completed = await complete(this.completing, intent, sequence);
        if (completed.type === 'refused') waiting.fail(completed.error);
        else if (completed.type === 'gone') waiting.settle(completed);
        else waiting.settle({ type: 'placed', groups: completed.allocation.status?.resource_groups ?? [], isKept: false, ...(explanation && { explanation }) });
      } catch (error) {
        isDone = false;
        waiting.fail(error);
      }
    }));
    if (isDone) this.doneId = id;
  }

  /** Objects that were made here and have no place after all. What stays because it cannot be deleted now is given one later, as any Allocation is. */
  private async clearAway(everybody: readonly Waiting[]): Promise<void> {
    await Promise.all(everybody.filter(({ isMade, end }) => isMade && end === 'without').map(async ({ wish: { key }, uid = '' }) => {
      try {
        await remove(this.store, { ...key, uid });
      } catch (error) {
        this.deps.log.warn('an allocation without a place cannot be deleted', { ...key, error: String(error) });
      }
    }));
  }
}

interface Decided {
  readonly waiting: Waiting;
  readonly intent: Intent;
  readonly explanation: Explanation | undefined;
}

const stopping = (): ApiError => ApiError.unavailable('the server is stopping');
