/** What the HTTP side asks for, on the ledger and the objects that it keeps. */
import { ApiError, kinds, same, type globalscheduler, type Logger, type Random } from '../../../../api';
import type { Registry, ResourceStore } from '../../../../registry';
import type { AskedAllocation } from '../request/allocation';
import { PlacementFault, type Answer, type Catalogue, type Explanation, type PlacedAllocation, type PlaceOptions, type Release, type Service } from '../service';
import type { Books, Held } from './books';
import type { GroundsSource } from './grounds';
import { answerOf, groupsOf } from './groups';
import type { Ledger } from './ledger';
import { idAnnotations, idOf, madeName, nameOf } from './names';
import { decide, verdictOf } from './planning';
import { requestOf, specOf } from './request';
import type { Verdict, Wish } from './wish';

export interface ServiceDeps {
  readonly registry: Registry;
  readonly random: Random;
  readonly log: Logger;
  readonly books: Books;
  readonly grounds: GroundsSource;
  readonly ledger: Ledger;
  /** Of the objects that are made, and read. */
  readonly namespace: string;
  /** An id that is there already is placed once more. */
  readonly faithful: boolean;
}

type Placed = Extract<Verdict, { type: 'placed' }>;

export class LedgerService implements Service {
  private readonly store: ResourceStore<globalscheduler.Allocation>;

  constructor(private readonly deps: ServiceDeps) {
    this.store = deps.registry.store(kinds.allocations);
  }

  async catalogue(): Promise<Catalogue> {
    const { world: { flavorIds, volumeTypes } } = await this.deps.grounds.current();
    return { hasFlavor: (id) => flavorIds.has(id), hasVolumeType: (name) => volumeTypes.has(name) };
  }

  async allocate(request: AskedAllocation, options: PlaceOptions = {}): Promise<Answer | undefined> {
    const { ledger, faithful } = this.deps;
    const wish = this.wishOf(request, options);
    const verdict = await ledger.place(wish);
    const isThere = verdict.type === 'taken' || (verdict.type === 'placed' && verdict.isKept);
    return answered(request.id, isThere && faithful ? await ledger.place(this.onceMore(wish, request.id)) : verdict);
  }

  async dryRun(request: AskedAllocation, options: PlaceOptions = {}): Promise<Answer | undefined> {
    const { books, grounds, faithful, log } = this.deps;
    const wish = this.wishOf(request, options);
    await books.current();
    const kept = faithful ? undefined : keptAs(books.ofKey(wish.key), wish);
    if (kept) return answered(request.id, kept);
    const now = await grounds.current();
    const outcome = decide(wish, books.taken, now);
    const { explanation } = outcome.kind === 'failed' ? {} : outcome;
    return answered(request.id, outcome.kind === 'placed'
      ? { type: 'placed', groups: groupsOf(wish.spec, outcome, now), isKept: false, ...(explanation && { explanation }) }
      : verdictOf(outcome, log));
  }

  async get(id: string): Promise<PlacedAllocation | undefined> {
    await this.deps.books.current();
    const held = this.deps.books.ofKey(this.keyOf(id));
    return held?.reserving && shown(held);
  }

  async list(): Promise<readonly PlacedAllocation[]> {
    await this.deps.books.current();
    return this.deps.books.placedIn(this.deps.namespace).map(shown).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async release(id: string): Promise<Release> {
    try {
      const { gone } = await this.store.delete(this.keyOf(id));
      if (!gone) return 'held';
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return 'unknown';
      throw error;
    }
    await this.deps.books.current();
    return 'released';
  }

  private keyOf(id: string): Wish['key'] {
    return { namespace: this.deps.namespace, name: nameOf(id) };
  }

  private wishOf(request: AskedAllocation, { explain = false, domain }: PlaceOptions): Wish {
    const key = this.keyOf(request.id);
    const spec = specOf(request);
    return { key, spec, request: requestOf(spec), explain, ...(domain !== undefined && { domain }), ...idAnnotations(request.id) };
  }

  /** Two requests with one id are two allocations. */
  private onceMore(wish: Wish, id: string): Wish {
    const name = madeName(`${id} ${this.deps.random.uuid()}`);
    return { ...wish, key: { ...wish.key, name }, ...idAnnotations(id) };
  }
}

const shown = ({ allocation }: Held): PlacedAllocation => answerOf(idOf(allocation), allocation.status?.resource_groups);

/** What an Allocation of that name makes of the wish; undefined: nothing yet. */
function keptAs(held: Held | undefined, { spec }: Wish): Verdict | undefined {
  if (!held) return undefined;
  if (!same(held.allocation.spec, spec)) return { type: 'taken' };
  return held.reserving && { type: 'placed', groups: held.allocation.status?.resource_groups ?? [], isKept: true };
}

function answered(id: string, verdict: Verdict): Answer | undefined {
  switch (verdict.type) {
    case 'taken': return undefined;
    case 'gone': throw new PlacementFault('the allocation was deleted meanwhile');
    case 'failed': throw new PlacementFault(verdict.message);
    case 'placed': return { allocation: answerOf(id, verdict.groups), ...explained(verdict) };
    case 'refused': return { allocation: answerOf(id), ...explained(verdict, verdict.reason) };
  }
}

function explained({ explanation }: Pick<Placed, 'explanation'>, reason?: string): Pick<Answer, 'explanation'> {
  if (!explanation) return {};
  const told: Explanation = {
    ...(reason !== undefined && { reason }),
    unscheduled: explanation.rejected.map(({ siteId, plugin, reason: why }) => ({ node_id: siteId, plugin, reason: why })),
    scored: explanation.scored.map(({ siteId, total, scores, capacity }) => ({ node_id: siteId, total, capacity, scores: Object.fromEntries(scores.map(({ plugin, score }) => [plugin, score])) })),
  };
  return { explanation: told };
}
