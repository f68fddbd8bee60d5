/** What comes of a request: the copies are placed, nothing fits, or it could not be decided (specification, section 7). */
import type { Amount } from './world';

/** What one copy of a group takes of its site. */
export interface Charge {
  /** By the flavours' resource type (one type, not a host's text). */
  readonly machines: ReadonlyMap<string, Amount>;
  /** GB by volume type. */
  readonly storage: ReadonlyMap<string, number>;
  /** Public addresses. */
  readonly addresses: number;
}

/** Copies on one site. They are alike, so that a million of them are as small as one. */
export interface PlacedCopies {
  readonly siteId: string;
  readonly region: string;
  readonly zone: string;
  /** How many copies, at least one. */
  readonly copies: number;
  /** The flavour's id of each resource of the request, in its order. */
  readonly flavors: readonly string[];
  /** What each of these copies takes. */
  readonly charge: Charge;
  /** The pool of its region that the addresses are of: the site may name another one later. Absent: none are taken. */
  readonly addressPool?: string;
}

/** One passed site: its total, and what its scores were before their weights. */
export interface Scored {
  readonly siteId: string;
  readonly total: number;
  readonly scores: readonly { readonly plugin: string; readonly score: number; readonly weight: number }[];
  /** Copies that the site can take (7.5). */
  readonly capacity: number;
}

/** One site that a filter refused. */
export interface Rejected {
  readonly siteId: string;
  /** The filter that refused it. */
  readonly plugin: string;
  readonly reason: string;
}

/** What every site answered, sites that passed best first. */
export interface Explanation {
  readonly scored: readonly Scored[];
  /** Ascending by site id. */
  readonly rejected: readonly Rejected[];
}

export interface Placement {
  readonly kind: 'placed';
  /** In the order of binding: the best site first. */
  readonly placed: readonly PlacedCopies[];
  /** The group's labels, as the request has them: later requests' affinity looks at them. */
  readonly labels: ReadonlyMap<string, string>;
  /** With `explain`. */
  readonly explanation?: Explanation;
}

/** Nothing fits: all or nothing, never a part. */
export interface Refused {
  readonly kind: 'refused';
  /** Why, in a sentence, where it is not for the filters alone (`6 of 9 copies have a place`). */
  readonly reason: string;
  /** With `explain`. */
  readonly explanation?: Explanation;
}

/** It could not be decided; nothing is placed. */
export interface Failed {
  readonly kind: 'failed';
  /** `policy`: it names a plugin that there is not. `plugin`: one answered with an error. `no-host`: only when faithful (7.6). */
  readonly cause: 'policy' | 'plugin' | 'no-host';
  /** The text behind `Internal Server Error: `; a policy's is for the log. */
  readonly message: string;
}

export type Outcome = Placement | Refused | Failed;
