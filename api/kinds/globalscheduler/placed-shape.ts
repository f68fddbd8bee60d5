/** What has been reserved for an Allocation: where its copies are, and what each of them takes there. */
import { list, record, text, type Shape } from '../../custom/shapes';
import { whole } from './kind';

/** Copies of the group at one site, which are all alike. */
export interface PlacedGroup {
  name: string;
  resources: { name: string; flavor_id: string; count: number }[];
  selected: { node_id: string; region: string; availability_zone: string };
  /** How many of them; in an answer each stands for itself. */
  copies: number;
  charge: Charge;
}

/** What each copy takes of the site. */
export interface Charge {
  machines?: { resource_type: string; vcpus: number; ram: number }[];
  storage?: { volume_type: string; size: number }[];
  addresses?: number;
}

const charge = record('What each copy takes of the site.', {
  machines: list(record('vCPUs and memory of one kind of hosts.', {
    resource_type: text('The kind of hosts.'),
    vcpus: whole('How many vCPUs.', 0),
    ram: whole('How much memory, in MB.', 0),
  }, ['resource_type', 'vcpus', 'ram']), 'vCPUs and memory by the kind of hosts.'),
  storage: list(record('Volumes of one type.', {
    volume_type: text('The name of the volume type.'),
    size: whole('How large, in GB.', 0),
  }, ['volume_type', 'size']), 'Volumes by their type.'),
  addresses: whole('How many public addresses.', 0),
});

export const placedGroups: Shape = list(record('Copies of the group at one site.', {
  name: text('What the group is called.'),
  resources: list(record('Machines of one kind.', {
    name: text('What they are called.'),
    flavor_id: text('The flavour that was chosen.'),
    count: whole('How many there are in each copy.', 0),
  }, ['name', 'flavor_id', 'count']), 'The machines of a copy.'),
  selected: record('The site.', {
    node_id: text('Its id.'),
    region: text('Its region.'),
    availability_zone: text('Its zone.'),
  }, ['node_id', 'region', 'availability_zone']),
  copies: whole('How many copies are there, all alike.', 1),
  charge,
}, ['name', 'resources', 'selected', 'copies', 'charge']), 'Where the copies are, the best site first.');
