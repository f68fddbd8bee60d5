/**
 * Allocations that somebody has made as objects: they are given a place as requests are, and where there is none they say why, and are tried
 * again when something is released or the sites are others. What a server has left behind that was ended over a request is among them.
 */
import { kinds, ledgerUser, type Clock, type globalscheduler, type Logger, type Random, type Timer } from '../../../../api';
import type { Registry, ResourceStore } from '../../../../registry';
import { Paced } from '../paced';
import { requestFault } from '../request/validate';
import type { Books } from './books';
import type { Grounds, GroundsSource } from './grounds';
import type { Ledger } from './ledger';
import { isAsked } from './names';
import { askedOf, requestOf } from './request';
import { refusedStatus, type Refusal } from './status';

type Allocation = globalscheduler.Allocation;

export interface LatecomersDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly books: Books;
  readonly grounds: GroundsSource;
  readonly ledger: Ledger;
}

const gapMs = 50;
/** Before a server takes it that nobody waits for the answer any more. */
const forsakenMs = 10_000;
/** So many go into the ledger at once: requests come in between. */
const together = 16;

/** An id that says nothing: objects have names by other rules. */
const anyId = '00000000-0000-4000-8000-000000000000';

export class Latecomers {
  private readonly store: ResourceStore<Allocation>;
  private readonly paced: Paced;
  private readonly leave: readonly (() => void)[];
  private timer: Timer | undefined;

  constructor(private readonly deps: LatecomersDeps) {
    const { registry, books, grounds } = deps;
    this.store = registry.store(kinds.allocations);
    this.paced = new Paced((signal) => this.round(signal), { gapMs, what: 'allocations without a place' }, deps);
    this.leave = [
      books.onChange(({ waiting, released }) => { if (waiting || (released && books.isAnybodyWaiting)) this.paced.ring(); }),
      grounds.onChange(() => { if (books.isAnybodyWaiting) this.paced.ring(); }),
    ];
  }

  async stop(): Promise<void> {
    this.timer?.cancel();
    for (const leave of this.leave) leave();
    await this.paced.stop();
  }

  private async round(signal: AbortSignal): Promise<void> {
    const { books, clock } = this.deps;
    await books.current();
    const now = clock.now();
    const ripe = books.waiting().filter((allocation) => this.comesAt(allocation) <= now && !allocation.metadata.deletionTimestamp).sort(byAge);
    this.comeBack(now);
    for (let i = 0; i < ripe.length && !signal.aborted; i += together) {
      const grounds = await this.deps.grounds.current();
      await Promise.all(ripe.slice(i, i + together).map((allocation) => this.place(allocation, grounds)));
    }
  }

  /** When the next of those is forsaken whose answer may still be waited for. */
  private comeBack(now: number): void {
    const { books, clock } = this.deps;
    this.timer?.cancel();
    const next = books.waiting().reduce((first, allocation) => (this.comesAt(allocation) > now ? Math.min(first, this.comesAt(allocation)) : first), Infinity);
    if (next < Infinity) this.timer = clock.after(next - now, () => this.paced.ring());
  }

  private comesAt(allocation: Allocation): number {
    return isAsked(allocation) ? Date.parse(allocation.metadata.creationTimestamp ?? '') + forsakenMs : 0;
  }

  private async place(allocation: Allocation, { world }: Grounds): Promise<void> {
    const { metadata: { namespace = '', name = '', uid }, spec } = allocation;
    const catalogue = { hasFlavor: (id: string) => world.flavorIds.has(id), hasVolumeType: (type: string) => world.volumeTypes.has(type) };
    const fault = requestFault(askedOf(spec, anyId), { catalogue, faithful: false });
    if (fault !== undefined) return this.tell(allocation, { reason: fault });
    const verdict = await this.deps.ledger.place({ key: { namespace, name }, spec, request: requestOf(spec), explain: true, ...(uid !== undefined && { uid }) });
    if (verdict.type === 'refused') await this.tell(allocation, verdict);
    else if (verdict.type === 'failed') await this.tell(allocation, { reason: verdict.message || 'the policy cannot be used' });
  }

  private async tell({ metadata: { namespace, name = '', uid } }: Allocation, refusal: Refusal): Promise<void> {
    await this.store.update({ ...(namespace !== undefined && { namespace }), name }, (current) => {
      if (current.metadata.uid !== uid || current.status?.sequence) return current;
      return { ...current, status: refusedStatus(current.status, refusal, this.deps.clock.now()) };
    }, { subresource: 'status', user: ledgerUser });
  }
}

const byAge = ({ metadata: a }: Allocation, { metadata: b }: Allocation): number =>
  compare(a.creationTimestamp, b.creationTimestamp) || compare(a.namespace, b.namespace) || compare(a.name, b.name);

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);
