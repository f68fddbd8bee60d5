/** What one copy takes of its site (specification, 7.7). */
import { demandOf } from './demand';
import type { Charge } from './placement';
import type { AllocationRequest } from './request';
import type { Amount, Flavor } from './world';

/** Says it by the flavour of each resource; `undefined` for machines that take nothing. */
export function charging(request: AllocationRequest): (flavors: readonly (Flavor | undefined)[]) => Charge {
  const { storage, addresses } = demandOf(request, { lastCountWins: false });
  return (flavors) => ({ machines: machinesOf(request, flavors), storage, addresses });
}

function machinesOf({ resources }: AllocationRequest, flavors: readonly (Flavor | undefined)[]): ReadonlyMap<string, Amount> {
  const machines = new Map<string, Amount>();
  for (const [i, { count }] of resources.entries()) {
    const flavor = flavors[i];
    if (!flavor) continue;
    const { vcpu, mem } = machines.get(flavor.resourceType) ?? { vcpu: 0, mem: 0 };
    machines.set(flavor.resourceType, { vcpu: vcpu + flavor.vcpus * count, mem: mem + flavor.ram * count });
  }
  return machines;
}
