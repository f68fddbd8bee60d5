/** What an Allocation asks for: the body of the Global Scheduler's request. */
import { flag, list, record, text, texts, type Shape } from '../../custom/shapes';
import { geoLocation, names, whole, type GeoLocation } from './kind';

export interface RequestedGroup {
  name: string;
  labels?: Record<string, string>;
  uid?: string;
  resources: RequestedResource[];
}

export interface RequestedResource {
  name: string;
  resource_type?: string;
  flavors: RequestedFlavor[];
  storage?: Record<string, number>;
  need_eip?: boolean;
  count: number;
  virtual_machine?: VirtualMachine;
}

export interface RequestedFlavor {
  flavor_id: string;
  spot?: RequestedSpot;
}

export interface RequestedSpot {
  max_price?: string;
  spot_duration_hours?: number;
  spot_duration_count?: number;
  interruption_policy?: string;
}

export interface VirtualMachine {
  image?: string;
  security_group_id?: string;
  nic_name?: string;
  cluster_instances?: { cluster_name?: string; instance_id?: string }[];
}

export interface RequestSelector {
  geo_location?: GeoLocation;
  regions?: { region?: string; availability_zone?: string[] }[];
  operator?: string;
  node_id?: string;
  strategy?: { location_strategy?: string; region_strategy?: string };
  stack_affinity?: RequestedRequirement[];
  stack_antiaffinity?: RequestedRequirement[];
}

export interface RequestedRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** One to 64 letters (Chinese ones too), digits, `_`, `.` and `-`. */
const called = (description: string): Shape => ({ ...text(description), pattern: '^[A-Za-z0-9_.\u4e00-\u9fa5-]{1,64}$' });

const flavor = record('A flavour, and whether the machine may be taken back.', {
  flavor_id: { ...text('The id of the flavour.'), minLength: 1 },
  spot: record('The machine may be taken back.', {
    max_price: text('The most that it may cost, a decimal.'),
    spot_duration_hours: whole('How long it is wanted, in hours; 0: nobody knows.', 0),
    spot_duration_count: whole('How many times as long.', 0),
    interruption_policy: text('Whether it is taken back with delay or at once: delay or immediate.'),
  }),
}, ['flavor_id']);

const resource = record('Machines of one kind.', {
  name: called('What they are called.'),
  resource_type: text('What they are: vm.'),
  flavors: { ...list(flavor, 'The flavours that will do, the best liked one first.'), minItems: 1 },
  storage: { type: 'object', additionalProperties: { type: 'integer', format: 'int64', minimum: 1 }, description: 'GB for each machine by the name of the volume type.' },
  need_eip: flag('Each machine needs a public address.'),
  count: whole('How many there are in each copy of the group.', 1),
  virtual_machine: record('What the machines are made of. It is kept, and nobody reads it.', {
    image: text('The image.'),
    security_group_id: text('The security group.'),
    nic_name: text('The network card.'),
    cluster_instances: list(record('A machine at a site.', { cluster_name: text('The site.'), instance_id: text('The machine.') }), 'The machines that were made.'),
  }),
}, ['name', 'flavors', 'count']);

export const resourceGroup = record('The machines that are placed together.', {
  name: called('What the group is called.'),
  labels: texts('Labels, which other requests may ask to be near to, or away from.'),
  uid: text('What somebody else calls it. It is kept, and nobody reads it.'),
  resources: { ...list(resource, 'The kinds of machines in it.'), minItems: 1 },
}, ['name', 'resources']);

const requirements = (description: string): Shape => list(record('A requirement on labels.', {
  key: { ...text('The label.'), minLength: 1 },
  operator: { ...text('How it is compared.'), enum: ['=', '==', 'in', '!=', 'notin', 'exists', '!', 'gt', 'lt'] as unknown as Shape['enum'] },
  values: names('What it is compared with.'),
}, ['key', 'operator']), description);

export const selector = record('Where the copies may go. What is empty is no constraint.', {
  geo_location: geoLocation('Where the site lies.'),
  regions: list(record('A region, or some of its zones.', {
    region: text('The region; empty: any.'),
    availability_zone: names('The zones; none: any.'),
  }), 'Regions of which one will do.'),
  operator: text('The name of the network operator.'),
  node_id: text('The id of the only site that will do.'),
  strategy: record('How copies are spread.', {
    location_strategy: { ...text('centralize fills the best site first; discrete, or nothing, spreads by capacity.'), enum: ['', 'centralize', 'discrete'] as unknown as Shape['enum'] },
    region_strategy: text('alone: all copies in one region. Any other text is no constraint.'),
  }),
  stack_affinity: requirements('Labels of groups that the site should have.'),
  stack_antiaffinity: requirements('Labels of groups that the site should not have.'),
});
