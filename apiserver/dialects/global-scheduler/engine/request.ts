/** What is asked for, decoded and validated (specification, section 3). Numbers are whole; counts, sizes and replicas at least 1. */
import type { Geography } from './world';

/** A flavour that a resource may have. */
export interface FlavorChoice {
  readonly flavorId: string;
  /** Given: a machine that may be taken back. */
  readonly spot?: Spot;
}

export interface Spot {
  /** A decimal as text; nobody reads it (3.2). */
  readonly maxPrice: string;
  /** Above 0: for `hours * count` hours; 0: open-ended. */
  readonly durationHours: number;
  readonly durationCount: number;
  /** `delay`; anything else is `immediate`. */
  readonly interruptionPolicy: string;
}

/** One kind of machine in the group. */
export interface ResourceRequest {
  readonly name: string;
  /** In the order of preference, at least one. */
  readonly flavors: readonly FlavorChoice[];
  /** GB per machine by the volume type's name. */
  readonly storage: ReadonlyMap<string, number>;
  /** Each machine has a public address. */
  readonly needsAddress: boolean;
  /** Machines in one copy of the group. */
  readonly count: number;
}

/** The site's region is `region` (empty: any) and its zone is one of `zones` (none: any). */
export interface RegionChoice {
  readonly region: string;
  readonly zones: readonly string[];
}

export const operators = ['=', '==', 'in', '!=', 'notin', 'exists', '!', 'gt', 'lt'] as const;
export type Operator = (typeof operators)[number];

/** What the labels of a group on a site have to be (3.3); `requirementFault` says whether one is well-formed. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** Everything that is given has to hold; an empty text, or no entry, asks for nothing (3.3). */
export interface Selector {
  readonly geography: Geography;
  /** Alternatives. */
  readonly regions: readonly RegionChoice[];
  /** The operator's name. */
  readonly operator: string;
  readonly siteId: string;
  /** `centralize` fills the best site first, `discrete` (the default) shares by capacity (7.6). */
  readonly locationStrategy: 'centralize' | 'discrete';
  /** `region_strategy: alone`: every copy in one region. */
  readonly regionAlone: boolean;
  readonly affinity: readonly LabelRequirement[];
  readonly antiAffinity: readonly LabelRequirement[];
}

export interface AllocationRequest {
  /** The group's labels: what affinity of later requests looks at. */
  readonly labels: ReadonlyMap<string, string>;
  /** At least one. */
  readonly resources: readonly ResourceRequest[];
  readonly selector: Selector;
  /** Copies of the group. */
  readonly replicas: number;
}

/** A request that asks for no particular place. */
export const anywhere: Selector = {
  geography: { country: '', area: '', province: '', city: '' },
  regions: [],
  operator: '',
  siteId: '',
  locationStrategy: 'discrete',
  regionAlone: false,
  affinity: [],
  antiAffinity: [],
};
