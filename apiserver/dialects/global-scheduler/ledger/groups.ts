/** What is placed: as the engine says it, as the object keeps it, and as it is answered. Pure. */
import { same, type globalscheduler } from '../../../../api';
import type { Charge, PlacedCopies, Placement } from '../engine/placement';
import type { Reserving } from '../engine/taken';
import type { PlacedAllocation, PlacedGroup } from '../service';

type Allocation = globalscheduler.Allocation;

/** As the object keeps it: copies that are alike, one after the other, have what they are said once. */
export function groupsOf({ resource_group: { name, resources } }: globalscheduler.AllocationSpec, { placed }: Pick<Placement, 'placed'>): globalscheduler.PlacedGroup[] {
  const groups: globalscheduler.PlacedGroup[] = [];
  let last: PlacedCopies | undefined;
  for (const each of placed) {
    const { siteId, region, zone, copies, flavors, charge } = each;
    if (!last || !isAlike(last, each)) {
      groups.push({ name, resources: resources.map(({ name: resource, count }, i) => ({ name: resource, flavor_id: flavors[i] ?? '', count })), selected: [], charge: keptCharge(charge) });
    }
    groups.at(-1)?.selected.push({ node_id: siteId, region, availability_zone: zone, copies });
    last = each;
  }
  return groups;
}

/** The same flavours may be of another size elsewhere: then what they take differs. */
const isAlike = (a: PlacedCopies, b: PlacedCopies): boolean => same(a.flavors, b.flavors) && (a.charge === b.charge || same(keptCharge(a.charge), keptCharge(b.charge)));

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
  return selected.map(({ node_id, region, availability_zone, copies }) => ({ siteId: node_id, region, zone: availability_zone, copies, ...alike }));
}

const chargeOf = ({ machines, storage, addresses = 0 }: globalscheduler.Charge): Charge => ({
  machines: new Map(machines?.map(({ resource_type, vcpus, ram }) => [resource_type, { vcpu: vcpus, mem: ram }])),
  storage: new Map(storage?.map(({ volume_type, size }) => [volume_type, size])),
  addresses,
});

/** As it is answered: every copy stands for itself. */
export const answerOf = (id: string, groups: readonly globalscheduler.PlacedGroup[] = []): PlacedAllocation => ({ id, resource_groups: groups.flatMap(answeredCopies) });

const answeredCopies = ({ name, resources, selected }: globalscheduler.PlacedGroup): readonly PlacedGroup[] =>
  // One object for all that are alike: nobody changes it.
  selected.flatMap(({ copies, ...site }) => new Array<PlacedGroup>(copies).fill({ name, resources, selected: site }));
