/** What the configuration directory says, as Cluster and Flavor objects. Pure. */
import { idAnnotation, kinds, sourceLabel, type globalscheduler, type ResourceDefinition } from '../../../../api';
import type { FlavorRecord, Site, World } from '../engine';
import { nameOf } from '../ledger/names';

type Cluster = globalscheduler.Cluster;
type Flavor = globalscheduler.Flavor;

/** Of a site that people did not make. `selector`: of the nodes that it is made of. */
export function clusterOf(site: Site, { addressPools }: Pick<World, 'addressPools'>, selector: string | undefined): Cluster {
  const { id, region, zone, status, operator, geography, total, flavors, volumes } = site;
  const pool = addressPools.get(region)?.get(site.addressPool);
  const amounts = [...total.values()];
  return {
    ...headOf(kinds.clusters, id, nameOf(id)),
    spec: {
      geolocation: filled({ ...geography }),
      region: { region, availabilityzone: zone },
      ...(operator && { operator: { operator } }),
      flavors: [...flavors.keys()].sort().map((flavorid) => ({ flavorid })),
      ...(volumes.size && { storage: [...volumes].map(([typeid, volume]) => ({ typeid, storagecapacity: Math.max(0, Math.trunc(volume.total)) })) }),
      ...(pool && { eipcapacity: Math.max(0, pool.size) }),
      ...(selector === undefined && { cpucapacity: Math.max(0, sum(amounts.map(({ vcpu }) => vcpu))), memcapacity: Math.max(0, sum(amounts.map(({ mem }) => mem))) }),
      ...(selector !== undefined && { nodeSelector: selector }),
      status,
    },
  };
}

/** Undefined: no site can support it. */
export function flavorOf({ id, region, vcpus, ram, resourceType, operationStatus, operationZones }: FlavorRecord): Flavor | undefined {
  if (vcpus < 1 || ram < 1) return undefined;
  const name = nameOf(`${region}.${id}`);
  const extra = filled({ resource_type: resourceType, 'cond:operation:status': operationStatus, 'cond:operation:az': operationZones });
  return { ...headOf(kinds.flavors, name, name), spec: { id, region, vcpus, ram, ...(Object.keys(extra).length && { os_extra_specs: extra }) } };
}

const headOf = ({ group, version, kind }: Pick<ResourceDefinition, 'group' | 'version' | 'kind'>, id: string, name: string): Pick<Cluster, 'apiVersion' | 'kind' | 'metadata'> => ({
  apiVersion: `${group}/${version}`, kind,
  metadata: { name, labels: { [sourceLabel]: 'config' }, ...(name !== id && { annotations: { [idAnnotation]: id } }) },
});

const filled = (texts: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(texts).filter(([, text]) => text));

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);
