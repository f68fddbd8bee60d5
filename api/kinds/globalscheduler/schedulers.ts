/**
 * Schedulers: who places allocations on which clusters (the Global Scheduler's Scheduler). The one named `default` is the ledger: commits
 * are serialised by its status (docs/adr/0018-allocation-ledger.md).
 */
import { list, manifest, oneOf, record, text } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { age, builtIn, geoLocation, keptByLedger, named, names, whole, type GeoLocation } from './kind';
import { placedGroups, type PlacedGroup } from './placed-shape';

/** The scheduler that acts. */
export const ledgerName = 'default';

export interface Scheduler extends KubeObject {
  spec: SchedulerSpec;
  status?: SchedulerStatus;
}

export interface SchedulerSpec {
  location?: GeoLocation;
  tag?: string;
  cluster?: string[];
  union?: Union;
  ipaddress?: string;
  portnumber?: number;
}

/** What its clusters are and have, merged. */
export interface Union {
  geolocations?: GeoLocation[];
  regions?: string[];
  operators?: string[];
  flavors?: string[];
  storage?: string[];
}

export interface SchedulerStatus {
  state?: 'Active' | 'Delete';
  /** The latest commit. */
  sequence?: number;
  intent?: Intent[];
  clusters?: number;
  cluster_names?: string[];
  union?: Union;
  conditions?: meta.Condition[];
}

/** An allocation of the latest commit: it gets this placement, whoever writes it. */
export interface Intent {
  namespace: string;
  name: string;
  uid: string;
  phase: 'Bound' | 'Scheduled';
  resource_groups: PlacedGroup[];
}

const union = (description: string) => record(description, {
  geolocations: list(geoLocation('Where a cluster lies.'), 'Where they lie.'),
  regions: names('Their regions.'),
  operators: names('Their network operators.'),
  flavors: names('The flavours that they offer.'),
  storage: names('The volume types that they offer.'),
});

const spec = record('What it is for. Of the scheduler named default nobody reads it.', {
  location: geoLocation('Where it is.'),
  tag: text('What somebody calls it.'),
  cluster: names('The clusters that it places on.'),
  union: union('What these clusters are and have.'),
  ipaddress: text('Where it is reached.'),
  portnumber: { ...whole('The port where it is reached.', 0), maximum: 65_535 },
});

const structure = builtIn<Scheduler>(manifest(named('Scheduler', 'schedulers', 'Cluster'), 'Who places allocations on clusters.', spec, {
  status: {
    state: oneOf('Whether it works.', 'Active', 'Delete'),
    sequence: whole('How many times it has placed allocations.', 0),
    intent: list(record('An allocation, and where it goes.', {
      namespace: text('The namespace of the allocation.'),
      name: text('The name of the allocation.'),
      uid: text('The uid of the allocation.'),
      phase: oneOf('The phase that it comes to: Bound where Pods are to be made, else Scheduled.', 'Bound', 'Scheduled'),
      resource_groups: placedGroups,
    }, ['namespace', 'name', 'uid', 'phase', 'resource_groups']), 'What the latest commit has decided.'),
    clusters: whole('How many clusters it places on.', 0),
    cluster_names: names('The clusters that it places on; the first of them.'),
    union: union('What these clusters are and have; the first of each.'),
  },
  columns: [
    { name: 'State', type: 'string', jsonPath: '.status.state', description: 'Whether it works.' },
    { name: 'Clusters', type: 'integer', jsonPath: '.status.clusters', description: 'How many clusters it places on.' },
    { name: 'Commits', type: 'integer', jsonPath: '.status.sequence', description: 'How many times it has placed allocations.' },
    age,
  ],
}));

export const schedulers = keptByLedger(structure, ['sequence', 'intent'], ({ metadata }) => metadata.name === ledgerName);
