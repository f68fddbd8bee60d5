/** What has been reserved for an Allocation: where its copies are, and what each of them takes there. Ten thousand sites have room in one object. */
import { list, record, text, type Shape } from '../../custom/shapes';
import { whole } from './kind';

/** Copies of the group that are all alike, and the sites that they are at: one after the other as they were bound. */
export interface PlacedGroup {
  name: string;
  resources: PlacedResource[];
  selected: SelectedSite[];
  charge: Charge;
}

export interface PlacedResource {
  name: string;
  flavor_id: string;
  count: number;
  /** What each machine has; absent: of this site nobody knows (spot machines). */
  vcpus?: number;
  /** MB. */
  ram?: number;
}

export interface SelectedSite {
  node_id: string;
  region: string;
  availability_zone: string;
  /** How many copies; in an answer each stands for itself. */
  copies: number;
  /** The pool of its region that the addresses are of. */
  address_pool?: string;
  /** Nodes of this cluster that the site is made of: its machines are Pods there. */
  node_selector?: string;
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

export const placedGroups: Shape = list(record('Copies of the group that are all alike.', {
  name: text('What the group is called.'),
  resources: list(record('Machines of one kind.', {
    name: text('What they are called.'),
    flavor_id: text('The flavour that was chosen.'),
    count: whole('How many there are in each copy.', 0),
    vcpus: whole('How many vCPUs each has.', 0),
    ram: whole('How much memory each has, in MB.', 0),
  }, ['name', 'flavor_id', 'count']), 'The machines of a copy.'),
  selected: list(record('A site, and how many copies it has.', {
    node_id: text('The id of the site.'),
    region: text('Its region.'),
    availability_zone: text('Its zone.'),
    copies: whole('How many copies are there.', 1),
    address_pool: text('The pool of the region that the addresses are of.'),
    node_selector: text('The nodes of this cluster that the site is made of: the machines are Pods there.'),
  }, ['node_id', 'region', 'availability_zone', 'copies']), 'The sites that they are at, in the order in which they were chosen.'),
  charge,
}, ['name', 'resources', 'selected', 'charge']), 'Where the copies are, the best site first.');
