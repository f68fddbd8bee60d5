/**
 * What there is to place on: sites with their hosts' capacity, volumes and address pools (specification, sections 5 and 6).
 *
 * A world is never changed: what changed is another world. Sites that did not change are best the same objects, since what is
 * derived of a site is kept by its identity.
 */
import type { SiteRecord } from './records';

/** vCPUs and memory. Memory is in the unit of a flavour's `ram` (MB). */
export interface Amount {
  readonly vcpu: number;
  readonly mem: number;
}

/** Where a site is; an empty text is an unknown one (5.4). */
export interface Geography {
  readonly country: string;
  readonly area: string;
  readonly province: string;
  readonly city: string;
}

/** A size of machine as it is offered in the region of a site (5.6). */
export interface Flavor {
  /** `flavor_id` of requests and answers. */
  readonly id: string;
  readonly vcpus: number;
  /** MB */
  readonly ram: number;
  /** The kind of hosts it runs on (`os_extra_specs.resource_type`). */
  readonly resourceType: string;
}

/** Volumes of one type at a site, in GB (5.8). What is available is `total - provisioned`. */
export interface Volumes {
  /** The pools' capacities, each times its over-subscription. */
  readonly total: number;
  readonly provisioned: number;
}

/** Public addresses of one pool (5.9). Several sites of a region may name the same pool. */
export interface Addresses {
  readonly size: number;
  readonly used: number;
}

/** One region and availability zone: what a copy of a group is placed on. */
export interface Site extends SiteRecord {
  /** The hosts' capacity by their literal resource type text, which may name several types (`general||gpu`) (6). */
  readonly total: ReadonlyMap<string, Amount>;
  /** What of it is in use by others than allocations of ours, by the same texts. */
  readonly used: ReadonlyMap<string, Amount>;
  /** The flavours that its hosts support, by id (6). */
  readonly flavors: ReadonlyMap<string, Flavor>;
  /** By the name of the volume type. */
  readonly volumes: ReadonlyMap<string, Volumes>;
}

export interface World {
  /** By id. */
  readonly sites: ReadonlyMap<string, Site>;
  /** By region, then by the pool's name. A region that is not here limits no addresses (7.2, EipAvailability). */
  readonly addressPools: ReadonlyMap<string, ReadonlyMap<string, Addresses>>;
  /** Every flavour id of the catalogue, of any region and usable or not: what a request may name (2.6). */
  readonly flavorIds: ReadonlySet<string>;
  /** Every volume type's name: what a request's storage may name (2.6). */
  readonly volumeTypes: ReadonlySet<string>;
}
