/** What sites have, counted plainly: an examiner that shares nothing with the engine. */
import type { AllocationRequest, Placement, Site, World } from '..';

interface Load {
  readonly vcpu: Map<string, number>;
  readonly mem: Map<string, number>;
}

/** A stored placement. */
export interface Held {
  readonly request: AllocationRequest;
  readonly placement: Placement;
}

/** Every limit that is broken, in words; none is what there should be. */
export function brokenLimits(world: World, held: readonly Held[]): readonly string[] {
  return [...world.sites.values()].flatMap((site) => [...machineFaults(site, held), ...storageFaults(site, held), ...addressFaults(world, site, held)]);
}

const add = (sums: Map<string, number>, key: string, by: number) => sums.set(key, (sums.get(key) ?? 0) + by);

/** One entry per copy and resource. */
function* machinesAt(siteId: string, held: readonly Held[]) {
  for (const { request, placement } of held) {
    for (const placed of placement.placed) {
      if (placed.siteId !== siteId) continue;
      for (const [i, resource] of request.resources.entries()) yield { resource, flavorId: placed.flavors[i] as string, machines: placed.copies * resource.count };
    }
  }
}

function machineFaults(site: Site, held: readonly Held[]): readonly string[] {
  const load: Load = { vcpu: new Map(), mem: new Map() };
  for (const { flavorId, machines } of machinesAt(site.id, held)) {
    const flavor = site.flavors.get(flavorId);
    if (!flavor) return [`${site.id} has no flavour ${flavorId}`];
    add(load.vcpu, flavor.resourceType, machines * flavor.vcpus);
    add(load.mem, flavor.resourceType, machines * flavor.ram);
  }
  return subsets([...load.vcpu.keys()]).flatMap((types) => (['vcpu', 'mem'] as const).flatMap((dimension) => {
    const needed = types.reduce((sum, type) => sum + (load[dimension].get(type) ?? 0), 0);
    const there = [...site.total].filter(([text]) => text.split('||').some((type) => types.includes(type)))
      .reduce((sum, [text, total]) => sum + Math.max(0, total[dimension] - (site.used.get(text)?.[dimension] ?? 0)), 0);
    return needed > there ? [`${site.id}: ${needed} ${dimension} of ${types.join('+')}, ${there} are there`] : [];
  }));
}

const subsets = (values: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** values.length }, (_, mask) => values.filter((_, i) => mask & (1 << i)));

function storageFaults(site: Site, held: readonly Held[]): readonly string[] {
  const load = new Map<string, number>();
  for (const { resource, machines } of machinesAt(site.id, held)) for (const [type, size] of resource.storage) add(load, type, machines * size);
  return [...load].filter(([type, size]) => size > (site.volumes.get(type)?.total ?? 0) - (site.volumes.get(type)?.provisioned ?? 0))
    .map(([type, size]) => `${site.id}: ${size} GB of ${type}`);
}

function addressFaults(world: World, site: Site, held: readonly Held[]): readonly string[] {
  const pools = world.addressPools.get(site.region);
  const sharing = [...world.sites.values()].filter(({ region, addressPool }) => region === site.region && addressPool === site.addressPool);
  const load = sharing.flatMap(({ id }) => [...machinesAt(id, held)]).reduce((sum, { resource, machines }) => sum + (resource.needsAddress ? machines : 0), 0);
  const pool = pools?.get(site.addressPool);
  return pools && load > Math.max(0, pool ? pool.size - pool.used : 0) ? [`${site.addressPool} of ${site.region}: ${load} addresses`] : [];
}
