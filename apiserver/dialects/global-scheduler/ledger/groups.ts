/** What is placed: as the engine says it, as the object keeps it, and as it is answered. Pure. */
import { same, type globalscheduler } from '../../../../api';
import type { Charge, Flavor, PlacedCopies, Placement, Reserving } from '../engine';
import type { PlacedAllocation, PlacedGroup } from '../service';
import type { Grounds } from './grounds';

type Allocation = globalscheduler.Allocation;
type Group = globalscheduler.PlacedGroup;

/** As the object keeps it: copies that are alike, one after the other, have what they are said once. */
export function groupsOf({ resource_group: { name, resources } }: globalscheduler.AllocationSpec, { placed }: Pick<Placement, 'placed'>, { world, own }: Pick<Grounds, 'world' | 'own'>): Group[] {
  const groups: Group[] = [];
  for (const { siteId, region, zone, copies, flavors, charge, addressPool } of placed) {
    const sizes = world.sites.get(siteId)?.flavors;
    const group: Group = {
      name, selected: [], charge: keptCharge(charge),
      resources: resources.map(({ name: resource, count }, i) => ({ name: resource, flavor_id: flavors[i] ?? '', count, ...sizeOf(sizes?.get(flavors[i] ?? '')) })),
    };
    const last = groups.at(-1);
    const of = last && isAlike(last, group) ? last : group;
    if (of === group) groups.push(group);
    const selector = own.get(siteId);
    of.selected.push({
      node_id: siteId, region, availability_zone: zone, copies,
      ...(addressPool !== undefined && { address_pool: addressPool }), ...(selector !== undefined && { node_selector: selector }),
    });
  }
  return groups;
}

const sizeOf = (flavor: Flavor | undefined): { vcpus?: number; ram?: number } => (flavor ? { vcpus: flavor.vcpus, ram: flavor.ram } : {});

/** The same flavours may be of another size elsewhere. */
const isAlike = (a: Group, b: Group): boolean => same(a.resources, b.resources) && same(a.charge, b.charge);

const keptCharge = ({ machines, storage, addresses }: Charge): globalscheduler.Charge => ({
  ...(machines.size && { machines: [...machines].map(([resource_type, { vcpu, mem }]) => ({ resource_type, vcpus: vcpu, ram: mem })) }),
  ...(storage.size && { storage: [...storage].map(([volume_type, size]) => ({ volume_type, size })) }),
  ...(addresses && { addresses }),
});

/** What an allocation reserves; undefined: nothing yet. */
export function reservingOf({ spec, status }: Allocation): Reserving | undefined {
  if (!status?.sequence) return undefined;
  return { placed: (status.resource_groups ?? []).flatMap(copiesOf), labels: new Map(Object.entries(spec.resource_group.labels ?? {})) };
}

function copiesOf({ resources, selected, charge }: globalscheduler.PlacedGroup): PlacedCopies[] {
  const alike = { flavors: resources.map(({ flavor_id }) => flavor_id), charge: chargeOf(charge) };
  return selected.map(({ node_id, region, availability_zone, copies, address_pool }) =>
    ({ siteId: node_id, region, zone: availability_zone, copies, ...(address_pool !== undefined && { addressPool: address_pool }), ...alike }));
}

const chargeOf = ({ machines, storage, addresses = 0 }: globalscheduler.Charge): Charge => ({
  machines: new Map(machines?.map(({ resource_type, vcpus, ram }) => [resource_type, { vcpu: vcpus, mem: ram }])),
  storage: new Map(storage?.map(({ volume_type, size }) => [volume_type, size])),
  addresses,
});

/** As it is answered. */
export const answerOf = (id: string, groups: readonly Group[] = []): PlacedAllocation => ({ id, resource_groups: groups.flatMap(answeredGroups) });

function answeredGroups({ name, resources, selected }: Group): readonly PlacedGroup[] {
  const answered = resources.map(({ name: resource, flavor_id, count }) => ({ name: resource, flavor_id, count }));
  return selected.map(({ node_id, region, availability_zone, copies }) => ({ copies, name, resources: answered, selected: { node_id, region, availability_zone } }));
}
