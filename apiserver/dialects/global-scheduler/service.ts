/** What the HTTP side asks of whoever places allocations and keeps them (`ledger/`). Names are the document's own. */
import type { AskedAllocation } from './request/allocation';

export interface Service {
  /** What requests may name; rejects with PlacementFault while there is none. */
  catalogue(): Promise<Catalogue>;
  /**
   * Places a request that has been validated and has an id, and keeps it. Nothing fits: no groups, and nothing is kept or reserved.
   * An id that is kept already is answered as it is kept if the request is the same, else `undefined`; with the option `faithful`
   * it is placed once more. Rejects with PlacementFault.
   */
  allocate(request: AskedAllocation, options?: PlaceOptions): Promise<Answer | undefined>;
  /** What `allocate` would answer now; nothing is kept. */
  dryRun(request: AskedAllocation, options?: PlaceOptions): Promise<Answer | undefined>;
  get(id: string): Promise<PlacedAllocation | undefined>;
  /** By id. */
  list(): Promise<readonly PlacedAllocation[]>;
  /** What a released one held is free when this resolves; what finalizers hold is free when they let it go. */
  release(id: string): Promise<Release>;
}

export type Release = 'released' | 'held' | 'unknown';

export interface Catalogue {
  /** In any region. */
  hasFlavor(id: string): boolean;
  hasVolumeType(name: string): boolean;
}

export interface PlaceOptions {
  /** The answer says of each site why it was taken or not. */
  readonly explain?: boolean;
  /** Who asks, for sites that some domains have to themselves (ExclusiveNode). */
  readonly domain?: string;
}

export interface Answer {
  readonly allocation: PlacedAllocation;
  /** Only where it was asked for. */
  readonly explanation?: Explanation;
}

/** Members in the order in which they are answered. */
export interface PlacedAllocation {
  readonly id: string;
  /** The best site first; empty: nothing fits. */
  readonly resource_groups: readonly PlacedGroup[];
}

/** Copies that are alike: a million of them are as small as one, until they are answered. */
export interface PlacedGroup {
  readonly copies: number;
  readonly name: string;
  readonly resources: readonly PlacedResource[];
  readonly selected: SelectedSite;
}

export interface PlacedResource {
  readonly name: string;
  readonly flavor_id: string;
  readonly count: number;
}

export interface SelectedSite {
  readonly node_id: string;
  readonly region: string;
  readonly availability_zone: string;
}

export interface Explanation {
  /** Why nothing was placed although sites would take copies; absent: something was. */
  readonly reason?: string;
  /** Sites that a filter refused, by id. */
  readonly unscheduled: readonly RefusedSite[];
  /** Sites that passed, the best first. */
  readonly scored: readonly ScoredSite[];
}

export interface RefusedSite {
  readonly node_id: string;
  /** The filter. */
  readonly plugin: string;
  readonly reason: string;
}

export interface ScoredSite {
  readonly node_id: string;
  /** With weights. */
  readonly total: number;
  /** By the name of the score, without weights. */
  readonly scores: Readonly<Record<string, number>>;
  /** Copies of the group that it would take. */
  readonly capacity: number;
}

/** Something on this side is wrong: 500. `message` is told; empty: nothing is. */
export class PlacementFault extends Error {
  constructor(message = '', options?: ErrorOptions) {
    super(message, options);
    this.name = 'PlacementFault';
  }
}
