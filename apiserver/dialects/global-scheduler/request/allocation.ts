/**
 * What is asked for, with the document's own names: a group of machines, where it may go, and how many copies of it. It is what a body is
 * decoded to, and what the spec of an Allocation object says. Decoding leaves nothing out: what was not sent has Go's zero value.
 */

export interface AskedAllocation {
  /** Chosen by the server where none was sent. */
  readonly id: string;
  readonly resource_group: AskedGroup;
  readonly selector: Selector;
  readonly replicas: number;
}

export interface AskedGroup {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly uid: string;
  readonly resources: readonly AskedResource[];
}

/** One kind of machine in the group, `count` of them in each copy. */
export interface AskedResource {
  readonly name: string;
  readonly resource_type: string;
  /** The first is liked best. */
  readonly flavors: readonly AskedFlavor[];
  /** GB for each machine by the name of the volume type. */
  readonly storage: Readonly<Record<string, number>>;
  readonly need_eip: boolean;
  readonly count: number;
}

export interface AskedFlavor {
  readonly flavor_id: string;
  /** Absent: an ordinary machine. */
  readonly spot?: Spot;
}

export interface Spot {
  readonly max_price: string;
  readonly spot_duration_hours: number;
  readonly spot_duration_count: number;
  readonly interruption_policy: string;
}

/** What is empty is no constraint. */
export interface Selector {
  readonly geo_location: GeoLocation;
  /** One of them is enough. */
  readonly regions: readonly AskedRegion[];
  readonly operator: string;
  readonly node_id: string;
  readonly strategy: Strategy;
  readonly stack_affinity: readonly LabelRequirement[];
  readonly stack_antiaffinity: readonly LabelRequirement[];
}

export interface GeoLocation {
  readonly country: string;
  readonly area: string;
  readonly province: string;
  readonly city: string;
}

export interface AskedRegion {
  readonly region: string;
  readonly availability_zone: readonly string[];
}

export interface Strategy {
  /** `centralize`, `discrete` or empty, which is discrete. */
  readonly location_strategy: string;
  /** `alone`; any other text is no constraint. */
  readonly region_strategy: string;
}

/** On labels of groups that a site has. */
export interface LabelRequirement {
  readonly key: string;
  /** `=`, `==`, `in`, `!=`, `notin`, `exists`, `!`, `gt`, `lt`. */
  readonly operator: string;
  readonly values: readonly string[];
}
