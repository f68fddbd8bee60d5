/** What one copy takes of its site (specification, 7.7). */
import { demandOf } from './demand';
import type { Charge } from './placement';
import type { PlaceOptions } from './policy';
import { quirksOf } from './quirks';
import type { AllocationRequest } from './request';
import type { Amount, Flavor, World } from './world';

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

/**
 * What a copy that was placed earlier takes, by the flavours that it was answered with. A flavour that its site no longer supports takes
 * nothing, as nobody knows its size.
 */
export function chargeOf(world: World, request: AllocationRequest, siteId: string, flavorIds: readonly string[], options: PlaceOptions = {}): Charge {
  const { spotCharged } = quirksOf(options);
  const site = world.sites.get(siteId);
  return charging(request)(request.resources.map(({ flavors }, i) => {
    const choice = flavors.find(({ flavorId }) => flavorId === flavorIds[i]);
    return choice?.spot && !spotCharged ? undefined : site?.flavors.get(flavorIds[i] ?? '');
  }));
}
