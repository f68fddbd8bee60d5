/**
 * How empty a site is: the parts of its vCPUs, memory, storage and addresses that are free, weighed (specification, 7.4).
 *
 * The machines that are asked for are not counted in, and storage and addresses as if each resource were one machine. What is not asked
 * for is 0 and keeps its weight: without storage and addresses a site has 76 at most. So an emptier site with the third-choice flavour
 * comes before a fuller one with the first, unless the policy's weights say otherwise.
 */
import type { Candidate } from '../candidate';
import type { Score } from './score';

const weights = { cpu: 10, memory: 10, storage: 5, addresses: 1 };
const allWeights = weights.cpu + weights.memory + weights.storage + weights.addresses;

export const nodeResourcesLeastAllocated: Score = {
  name: 'NodeResourcesLeastAllocated',
  prepare: () => (candidate) => {
    const { cpu, memory } = machines(candidate);
    return Math.trunc((weights.cpu * cpu + weights.memory * memory + weights.storage * storage(candidate) + weights.addresses * addresses(candidate)) / allWeights);
  },
};

/** In hundredths; 0 where there is nothing, or less. */
const freePart = (capacity: number, free: number): number => (capacity === 0 || free < 0 ? 0 : Math.trunc((free * 100) / capacity));

/** Over the resource types of every flavour that is named, as often as it is. */
function machines(candidate: Candidate): { readonly cpu: number; readonly memory: number } {
  const total = { vcpu: 0, mem: 0 };
  const free = { vcpu: 0, mem: 0 };
  for (const [id, times] of candidate.context.demand.named) {
    const type = candidate.site.flavors.get(id)?.resourceType;
    if (type === undefined) continue;
    const all = candidate.total(type);
    const room = candidate.room(type);
    total.vcpu += times * all.vcpu;
    total.mem += times * all.mem;
    free.vcpu += times * room.vcpu;
    free.mem += times * room.mem;
  }
  return { cpu: freePart(total.vcpu, free.vcpu), memory: freePart(total.mem, free.mem) };
}

function storage(candidate: Candidate): number {
  let capacity = 0;
  let requested = 0;
  for (const [type, size] of candidate.context.demand.storageOfOneEach) {
    const volumes = candidate.volumes(type);
    capacity += Math.trunc(volumes?.total ?? 0);
    requested += Math.trunc(volumes?.provisioned ?? 0) + size;
  }
  return freePart(capacity, capacity - requested);
}

function addresses({ site, context }: Candidate): number {
  const { addressed } = context.demand;
  const pool = addressed > 0 ? context.addressesOf(site) : undefined;
  return pool && pool !== 'unlimited' ? freePart(pool.size, pool.size - pool.used - addressed) : 0;
}
