/**
 * The world of a server: the sites of the configuration directory, those that Cluster objects are, and among both those whose hosts are
 * nodes of this cluster. Made anew when somebody asks after something has changed; sites that did not change are the same objects.
 */
import { idAnnotation, sourceLabel, type globalscheduler, type KubeObject } from '../../../../api';
import { nodeSelectorAttribute } from '../config';
import { catalogueOf, siteOf, worldOf, type Amount, type Catalogue, type FlavorRecord, type HostRecord, type Site, type SiteRecord, type VolumePoolRecord, type World, type WorldRecords } from '../engine';
import { flavorRecordsOf, hostsOf, offeredBy, poolNameOf, poolsOf, siteIdOf, siteRecordOf, typesText } from './records';

type Cluster = globalscheduler.Cluster;
type Flavor = globalscheduler.Flavor;

/** What the nodes have that a selector selects. */
export interface OwnHosts {
  readonly total: Amount;
  readonly used: Amount;
}

export interface WorldSources {
  /** The same object until the files are others. */
  readonly records: WorldRecords;
  readonly clusters: Iterable<Cluster>;
  /** The same array until they are others. */
  readonly flavors: readonly Flavor[];
  ownHosts(selector: string, siteId: string): OwnHosts;
}

export interface Composed {
  readonly world: World;
  /** Selectors of nodes by the id of the site. */
  readonly own: ReadonlyMap<string, string>;
  /** The sites that Cluster objects are, by the names of these. */
  readonly joined: ReadonlyMap<string, string>;
  /** Names of Cluster objects whose id the configuration has. */
  readonly shadowed: ReadonlySet<string>;
}

export const noRecords: WorldRecords = { sites: [], siteNodes: [], flavors: [], volumeTypes: [], volumePools: [], addressPools: [] };

/** It mirrors a record of the configuration directory: what it says comes from there. */
export const isMirror = ({ metadata: { labels } }: KubeObject): boolean => labels?.[sourceLabel] === 'config';

interface Base {
  readonly from: WorldRecords;
  readonly flavors: readonly Flavor[];
  readonly regions: string;
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly byRegion: ReadonlyMap<string, readonly FlavorRecord[]>;
  /** Of Cluster objects that did not change. */
  readonly sites: WeakMap<Cluster, Site>;
}

export class WorldComposer {
  private base: Base | undefined;

  compose({ records, clusters, flavors, ownHosts }: WorldSources): Composed {
    const others = oldestFirst([...clusters].filter((cluster) => !isMirror(cluster)));
    const base = this.baseOf(records, flavors, others);
    const sites = new Map(base.world.sites);
    const own = new Map<string, string>();
    for (const record of records.sites) {
      const selector = record.attributes.get(nodeSelectorAttribute);
      if (selector === undefined) continue;
      own.set(record.id, selector);
      sites.set(record.id, ownSite(base, record, ownHosts(selector, record.id), offeredIn(base, record), poolsAt(records, record)));
    }
    const configured = new Set(records.sites.map(({ id }) => id));
    const shadowed = new Set<string>();
    const joined = new Map<string, string>();
    const pools = new Map(base.world.addressPools);
    const types = new Set(base.world.volumeTypes);
    for (const cluster of others) {
      const id = siteIdOf(cluster);
      if (configured.has(id) || sites.has(id)) {
        shadowed.add(cluster.metadata.name ?? '');
        continue;
      }
      const { nodeSelector, eipcapacity, storage = [] } = cluster.spec;
      const site = nodeSelector === undefined ? known(base, cluster) : ownCluster(base, cluster, ownHosts(nodeSelector, id));
      sites.set(id, site);
      joined.set(cluster.metadata.name ?? '', id);
      if (nodeSelector !== undefined) own.set(id, nodeSelector);
      if (eipcapacity !== undefined) pools.set(site.region, new Map([...pools.get(site.region) ?? [], [poolNameOf(id), { size: eipcapacity, used: 0 }]]));
      for (const { typeid } of storage) types.add(typeid);
    }
    return { world: { ...base.world, sites, addressPools: pools, volumeTypes: types }, own, joined, shadowed };
  }

  private baseOf(records: WorldRecords, flavors: readonly Flavor[], clusters: readonly Cluster[]): Base {
    const regions = new Set([...records.sites.map(({ region }) => region), ...clusters.map(({ spec }) => spec.region?.region ?? '')]);
    const regionsText = JSON.stringify([...regions].sort());
    const { base } = this;
    if (base && base.from === records && base.flavors === flavors && base.regions === regionsText) return base;
    const ofObjects = flavors.filter((flavor) => !isMirror(flavor)).flatMap((flavor) => flavorRecordsOf(flavor, regions));
    // Of records with the same key the last one counts: the configuration's.
    const all = [...ofObjects, ...records.flavors];
    const byRegion = new Map<string, FlavorRecord[]>();
    for (const flavor of new Map(all.map((each) => [each.key, each])).values()) byRegion.set(flavor.region, [...byRegion.get(flavor.region) ?? [], flavor]);
    return this.base = { from: records, flavors, regions: regionsText, world: worldOf({ ...records, flavors: all }), catalogue: catalogueOf(all), byRegion, sites: new WeakMap() };
  }
}

/** Of two with one id, which only an annotation can give them, every server takes the same. */
function oldestFirst(clusters: readonly Cluster[]): readonly Cluster[] {
  if (!clusters.some(({ metadata }) => metadata.annotations?.[idAnnotation] !== undefined)) return clusters;
  const ageOf = ({ metadata: { creationTimestamp = '', name = '' } }: Cluster): string => `${creationTimestamp} ${name}`;
  return [...clusters].sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1));
}

const offeredIn = ({ byRegion }: Base, { region }: SiteRecord): readonly FlavorRecord[] => byRegion.get(region) ?? [];

const poolsAt = ({ volumePools }: WorldRecords, { region, zone }: SiteRecord): readonly VolumePoolRecord[] =>
  volumePools.filter((pool) => pool.region === region && pool.zone === zone);

function known(base: Base, cluster: Cluster): Site {
  let site = base.sites.get(cluster);
  if (!site) {
    const record = siteRecordOf(cluster);
    const offered = offeredBy(cluster, offeredIn(base, record));
    site = only(offered, siteOf(record, hostsOf(cluster, record, offered), base.catalogue, poolsOf(cluster, record)));
    base.sites.set(cluster, site);
  }
  return site;
}

function ownCluster(base: Base, cluster: Cluster, hosts: OwnHosts): Site {
  const record = siteRecordOf(cluster);
  return ownSite(base, record, hosts, offeredBy(cluster, offeredIn(base, record)), poolsOf(cluster, record));
}

/** Nodes run machines of any type. */
function ownSite({ catalogue }: Base, record: SiteRecord, { total, used }: OwnHosts, offered: readonly FlavorRecord[], pools: readonly VolumePoolRecord[]): Site {
  const host: HostRecord = { region: record.region, zone: record.zone, total, used, cpuAllocationRatio: 1, resourceType: typesText(offered) };
  return only(offered, siteOf(record, offered.length ? [host] : [], catalogue, pools));
}

/** Of what its hosts could run, what it offers. */
function only(offered: readonly FlavorRecord[], site: Site): Site {
  const ids = new Set(offered.map(({ id }) => id));
  return { ...site, flavors: new Map([...site.flavors].filter(([id]) => ids.has(id))) };
}
