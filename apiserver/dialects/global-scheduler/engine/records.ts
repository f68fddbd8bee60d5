/**
 * What a world is made of: the records of the configuration files as far as they decide something, parsed and checked (specification,
 * sections 5.4 to 5.9). What other sources of sites say (Cluster and Flavor objects) are such records too.
 */
import type { Amount, Geography } from './world';

/** `sites.json` */
export interface SiteRecord {
  /** `selected.node_id` of answers, `selector.node_id` of requests. */
  readonly id: string;
  readonly region: string;
  readonly zone: string;
  /** `Offline` and `Sellout` take nothing; anything else does (5.4). */
  readonly status: string;
  readonly geography: Geography;
  /** `operator.name`, not its id (12.7); empty where there is no operator. */
  readonly operator: string;
  /** `eip_type_name`: the name of its address pool in its region; empty: none. */
  readonly addressPool: string;
  /** `site_attributes`: `site_attr` to `site_attr_value`. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** `site_nodes.json`: the hosts of a region's zone. */
export interface SiteNodesRecord {
  /** `edge_site_id`: of records with the same key the last one counts. */
  readonly key: string;
  readonly region: string;
  readonly zone: string;
  readonly hosts: readonly HostRecord[];
}

/** `node_infos` */
export interface HostRecord {
  /** Of the host itself: by these flavours are supported, not by its site's. */
  readonly region: string;
  readonly zone: string;
  /** vCPUs before the allocation ratio; MB. */
  readonly total: Amount;
  readonly used: Amount;
  /** `cpu_allocation_ratio`; 1 where it is not given. */
  readonly cpuAllocationRatio: number;
  /** One or several types joined by `||`. */
  readonly resourceType: string;
}

/** `flavors.json` */
export interface FlavorRecord {
  /** `region_flavor_id`: of records with the same key the last one counts. */
  readonly key: string;
  readonly region: string;
  readonly id: string;
  /** 0 where its text is no whole number: a flavour with less than 1 is known, but no site supports it, as one with less than 1 MB. */
  readonly vcpus: number;
  readonly ram: number;
  readonly resourceType: string;
  /** `cond:operation:status`, `cond:operation:az` of `os_extra_specs`; empty where not given. */
  readonly operationStatus: string;
  readonly operationZones: string;
}

/** `volume_types.json` */
export interface VolumeTypeRecord {
  readonly name: string;
}

/** `volume_pools.json`, each pool with its region; of records with the same region the last one counts, which is the reader's to see to. */
export interface VolumePoolRecord {
  readonly region: string;
  readonly zone: string;
  readonly volumeType: string;
  /** GB */
  readonly totalCapacity: number;
  readonly provisionedCapacity: number;
  readonly maxOverSubscriptionRatio: number;
}

/** `eip_pools.json`: a region with its pools. */
export interface AddressPoolsRecord {
  /** Of records with the same region the last one counts. */
  readonly region: string;
  readonly pools: readonly { readonly name: string; readonly size: number; readonly used: number }[];
}

export interface WorldRecords {
  readonly sites: readonly SiteRecord[];
  readonly siteNodes: readonly SiteNodesRecord[];
  readonly flavors: readonly FlavorRecord[];
  readonly volumeTypes: readonly VolumeTypeRecord[];
  readonly volumePools: readonly VolumePoolRecord[];
  readonly addressPools: readonly AddressPoolsRecord[];
}
