/**
 * What allocations have reserved: the sum over placements (specification, 7.7). Never changed; a sum is another sum.
 * All numbers are whole, so that a release restores exactly what was there.
 */
import type { PlacedCopies, Placement } from './placement';
import type { Amount } from './world';

/** Copies on a site whose groups have the same labels. */
export interface RecordedGroup {
  readonly labels: ReadonlyMap<string, string>;
  readonly copies: number;
}

/** What is reserved of one site. */
export interface SiteTaken {
  /** By the flavours' resource type. */
  readonly machines: ReadonlyMap<string, Amount>;
  /** GB by volume type. */
  readonly storage: ReadonlyMap<string, number>;
  /** By the canonical text of their labels. */
  readonly groups: ReadonlyMap<string, RecordedGroup>;
}

export interface Taken {
  /** By site id; sites of which nothing is reserved are not here. */
  readonly sites: ReadonlyMap<string, SiteTaken>;
  /** By `poolKey`: sites share pools, and what was taken of one stays taken whatever becomes of the site. */
  readonly addresses: ReadonlyMap<string, number>;
}

/** One text for a region's pool. */
export const poolKey = (region: string, pool: string): string => JSON.stringify([region, pool]);

export const nothingTaken: Taken = { sites: new Map(), addresses: new Map() };

/** What is reserved, as the part of a placement that matters for it. */
export type Reserving = Pick<Placement, 'placed' | 'labels'>;

export const plus = (taken: Taken, placement: Reserving): Taken => changed(taken, [placement], 1);

/** The placement's release. */
export const minus = (taken: Taken, placement: Reserving): Taken => changed(taken, [placement], -1);

/** Many at once, at the cost of one. */
export const sumOf = (placements: Iterable<Reserving>, onto: Taken = nothingTaken): Taken => changed(onto, placements, 1);

function changed(taken: Taken, placements: Iterable<Reserving>, sign: 1 | -1): Taken {
  const sites = new Map(taken.sites);
  const addresses = new Map(taken.addresses);
  const drafts = new Map<string, Draft>();
  for (const { placed, labels } of placements) {
    for (const copies of placed) {
      const { siteId, region, addressPool } = copies;
      const draft = drafts.get(siteId) ?? draftOf(sites.get(siteId));
      drafts.set(siteId, draft);
      charge(draft, copies, labels, sign);
      if (addressPool !== undefined) count(addresses, poolKey(region, addressPool), copies.charge.addresses * copies.copies * sign);
    }
  }
  for (const [siteId, draft] of drafts) {
    if (isNothing(draft)) sites.delete(siteId);
    else sites.set(siteId, draft);
  }
  return { sites, addresses };
}

interface Draft {
  readonly machines: Map<string, Amount>;
  readonly storage: Map<string, number>;
  readonly groups: Map<string, RecordedGroup>;
}

const draftOf = (site?: SiteTaken): Draft => ({
  machines: new Map(site?.machines), storage: new Map(site?.storage), groups: new Map(site?.groups),
});

const isNothing = ({ machines, storage, groups }: SiteTaken): boolean => machines.size === 0 && storage.size === 0 && groups.size === 0;

function charge(draft: Draft, { copies, charge }: PlacedCopies, labels: ReadonlyMap<string, string>, sign: 1 | -1): void {
  const times = sign * copies;
  for (const [type, { vcpu, mem }] of charge.machines) {
    const before = draft.machines.get(type);
    const after = { vcpu: (before?.vcpu ?? 0) + vcpu * times, mem: (before?.mem ?? 0) + mem * times };
    if (after.vcpu === 0 && after.mem === 0) draft.machines.delete(type);
    else draft.machines.set(type, after);
  }
  for (const [type, size] of charge.storage) count(draft.storage, type, size * times);
  const key = labelsKey(labels);
  const recorded = (draft.groups.get(key)?.copies ?? 0) + times;
  if (recorded === 0) draft.groups.delete(key);
  else draft.groups.set(key, { labels, copies: recorded });
}

function count(numbers: Map<string, number>, key: string, by: number): void {
  const after = (numbers.get(key) ?? 0) + by;
  if (after === 0) numbers.delete(key);
  else numbers.set(key, after);
}

const labelsKey = (labels: ReadonlyMap<string, string>): string => JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
