/** Clusters: the sites that allocations are placed on (the Global Scheduler's Cluster). */
import { list, manifest, record, text } from '../../custom/shapes';
import { ApiError } from '../../errors';
import { invalid, type FieldError } from '../../field-error';
import { parseLabelSelector } from '../../label-selector-parser';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { age, builtIn, geoLocation, named, ruledBy, whole, type GeoLocation } from './kind';

export interface Cluster extends KubeObject {
  spec: ClusterSpec;
  status?: ClusterStatus;
}

export interface ClusterSpec {
  ipaddress?: string;
  geolocation?: GeoLocation;
  region?: { region?: string; availabilityzone?: string };
  operator?: { operator?: string };
  flavors?: { flavorid: string; totalcapacity?: number }[];
  storage?: { typeid: string; storagecapacity: number }[];
  eipcapacity?: number;
  cpucapacity?: number;
  /** MB. */
  memcapacity?: number;
  serverprice?: number;
  homescheduler?: string;
  homedispatcher?: string;
  /** `Offline` and `Sellout` take nothing. */
  status?: string;
  /** A label selector: the capacity is that of these nodes, and what is placed there becomes Pods. */
  nodeSelector?: string;
}

export interface ClusterStatus {
  state?: string;
  total?: Capacity;
  free?: Capacity;
  /** How many machines of a flavour there is room for, each flavour alone. */
  flavors?: { flavorid: string; allocatable: number }[];
  /** Nodes of ours that it consists of. */
  nodes?: number;
  conditions?: meta.Condition[];
}

export interface Capacity {
  vcpus: number;
  /** MB. */
  memory: number;
  /** GB. */
  storage?: number;
  addresses?: number;
}

const capacity = (description: string) => record(description, {
  vcpus: { type: 'integer', format: 'int64', description: 'How many vCPUs.' },
  memory: { type: 'integer', format: 'int64', description: 'How much memory, in MB.' },
  storage: { type: 'integer', format: 'int64', description: 'How much storage, in GB.' },
  addresses: { type: 'integer', format: 'int64', description: 'How many public addresses.' },
}, ['vcpus', 'memory']);

const spec = record('What the site is and has.', {
  ipaddress: text('Where it is reached. It is kept, and nobody reads it.'),
  geolocation: geoLocation('Where it lies.'),
  region: record('Its region and zone.', { region: text('The region.'), availabilityzone: text('The availability zone.') }),
  operator: record('Its network operator.', { operator: text('The name of the operator.') }),
  flavors: list(record('A flavour that it offers.', {
    flavorid: { ...text('The id of the flavour.'), minLength: 1 },
    totalcapacity: whole('How many machines of this flavour it has room for, where vCPUs and memory are not given.', 0),
  }, ['flavorid']), 'The flavours that it offers. None: all flavours of its region.'),
  storage: list(record('Volumes of one type.', {
    typeid: { ...text('The name of the volume type.'), minLength: 1 },
    storagecapacity: whole('How much there is, in GB.', 0),
  }, ['typeid', 'storagecapacity']), 'The volumes that it offers.'),
  eipcapacity: whole('How many public addresses it has. Not given: nobody counts them.', 0),
  cpucapacity: whole('How many vCPUs it has.', 0),
  memcapacity: whole('How much memory it has, in MB.', 0),
  serverprice: whole('What a server costs. It is kept, and nobody reads it.', 0),
  homescheduler: text('The scheduler that it belongs to. It is kept, and nobody reads it.'),
  homedispatcher: text('The dispatcher that it belongs to. It is kept, and nobody reads it.'),
  status: text('Whether it takes machines: not when Offline or Sellout.'),
  nodeSelector: text('A label selector of nodes of this cluster: they are what the site has, and what is placed on it becomes Pods there.'),
});

const structure = builtIn<Cluster>(manifest(named('Cluster', 'clusters', 'Cluster'), 'A site that machines are placed on.', spec, {
  status: {
    state: text('Whether it takes machines.'),
    total: capacity('What it has.'),
    free: capacity('What of it nobody uses and nothing is reserved of.'),
    flavors: list(record('A flavour that it offers.', {
      flavorid: text('The id of the flavour.'),
      allocatable: whole('How many machines of it there is room for, if there are no others.', 0),
    }, ['flavorid', 'allocatable']), 'How much room there is, flavour by flavour.'),
    nodes: whole('How many nodes of this cluster it consists of.', 0),
  },
  columns: [
    { name: 'Region', type: 'string', jsonPath: '.spec.region.region', description: 'The region that it is in.' },
    { name: 'Zone', type: 'string', jsonPath: '.spec.region.availabilityzone', description: 'The availability zone that it is in.' },
    { name: 'State', type: 'string', jsonPath: '.status.state', description: 'Whether it takes machines.' },
    { name: 'Free vCPUs', type: 'integer', jsonPath: '.status.free.vcpus', description: 'How many vCPUs nobody uses.' },
    { name: 'Free MB', type: 'integer', jsonPath: '.status.free.memory', description: 'How much memory nobody uses, in MB.' },
    { name: 'Operator', type: 'string', jsonPath: '.spec.operator.operator', description: 'The name of its network operator.', priority: 1 },
    { name: 'City', type: 'string', jsonPath: '.spec.geolocation.city', description: 'The city that it lies in.', priority: 1 },
    age,
  ],
}));

/** What they select is asked of the nodes: a text that makes no sense selects nothing. */
function selectorFaults({ spec: { nodeSelector } }: Cluster): FieldError[] {
  try {
    if (nodeSelector !== undefined) parseLabelSelector(nodeSelector);
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [invalid('spec.nodeSelector', nodeSelector, error.message)];
  }
}

export const clusters = ruledBy(structure, selectorFaults);
