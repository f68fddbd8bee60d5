/** What one commit decides: on those that wait, in their order, as many as belong together. No I/O. */
import { same, type Clock, type globalscheduler, type Logger } from '../../../../api';
import { place, sumOf, type Outcome, type Placement, type Taken } from '../engine';
import type { Books } from './books';
import type { Grounds } from './grounds';
import { groupsOf } from './groups';
import type { Waiting } from './waiting';
import type { Verdict, Wish } from './wish';

export interface Planned {
  readonly waiting: Waiting;
  readonly placement: Placement;
  readonly groups: globalscheduler.PlacedGroup[];
  readonly phase: globalscheduler.Intent['phase'];
}

export interface PlanningDeps {
  readonly books: Books;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The store takes values of up to 1.5 MiB (etcd's default); others want to be answered meanwhile. */
const mostBytes = 1024 * 1024;
const mostMs = 100;

/** Who has no place is settled here. */
export function plan(everybody: readonly Waiting[], grounds: Grounds, { books, clock, log }: PlanningDeps): readonly Planned[] {
  const planned: Planned[] = [];
  const names = new Set<string>();
  const begin = clock.monotonic();
  let { taken } = books;
  let bytes = 0;
  for (const waiting of everybody) {
    const name = `${waiting.wish.key.namespace}/${waiting.wish.key.name}`;
    if (names.has(name) || isSettledBy(books, waiting)) continue;
    const outcome = decide(waiting.wish, taken, grounds);
    const placed = outcome.kind === 'placed' ? placedBy(waiting, outcome, grounds) : undefined;
    const size = placed ? JSON.stringify(placed.groups).length : 0;
    if (!placed || size > mostBytes) waiting.settle(verdictOf(outcome, log));
    else {
      bytes += size;
      if (planned.length && bytes > mostBytes) break;
      planned.push(placed);
      names.add(name);
      taken = sumOf([placed.placement], taken);
    }
    if (clock.monotonic() - begin > mostMs) break;
  }
  return planned;
}

export const decide = ({ request, explain, domain }: Wish, taken: Taken, { world, policy, options }: Grounds): Outcome =>
  place(world, taken, policy, request, { ...options, explain, ...(domain !== undefined && { domain }) });

/** What there is already decides it: it has a place, its name is another's, or it is gone. */
function isSettledBy(books: Books, waiting: Waiting): boolean {
  const { wish: { key, spec }, uid } = waiting;
  const held = uid === undefined ? books.ofKey(key) : books.ofUid(uid);
  if (!held) {
    if (uid !== undefined) waiting.settle({ type: 'gone' });
    return uid !== undefined;
  }
  const isTaken = !same(held.allocation.spec, spec);
  if (isTaken) waiting.settle({ type: 'taken' });
  else if (held.reserving) waiting.settle({ type: 'placed', groups: held.allocation.status?.resource_groups ?? [], isKept: !waiting.isMade });
  // The same request was begun by somebody else: whoever comes first finds the place.
  else waiting.uid = held.allocation.metadata.uid;
  return isTaken || held.reserving !== undefined;
}

function placedBy(waiting: Waiting, placement: Placement, grounds: Grounds): Planned {
  const becomesPods = placement.placed.some(({ siteId }) => grounds.own.has(siteId));
  return { waiting, placement, groups: groupsOf(waiting.wish.spec, placement, grounds), phase: becomesPods ? 'Bound' : 'Scheduled' };
}

/** Of what is not to be kept. */
export function verdictOf(outcome: Outcome, log: Logger): Verdict {
  if (outcome.kind === 'refused') return { type: 'refused', reason: outcome.reason, ...(outcome.explanation && { explanation: outcome.explanation }) };
  if (outcome.kind === 'placed') return { type: 'failed', message: 'the placement is too large to be kept' };
  log.error('Global Scheduler: nothing could be decided', { cause: outcome.cause, message: outcome.message });
  // What is wrong with the policy is no matter of whoever asks.
  return { type: 'failed', message: outcome.cause === 'policy' ? '' : outcome.message };
}
