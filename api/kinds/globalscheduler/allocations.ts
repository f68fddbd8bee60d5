/**
 * Allocations: groups of machines that are placed over sites (the Global Scheduler's Allocation). The spec is the request, the status what was
 * made of it; what is reserved is the sum over all of them (docs/adr/0018-allocation-ledger.md).
 */
import { list, manifest, oneOf, record, text } from '../../custom/shapes';
import { forbidden } from '../../field-error';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { same } from '../equality';
import { when } from '../checks';
import { age, builtIn, keptByLedger, named, names, ruledBy, whole } from './kind';
import { placedGroups, type PlacedGroup } from './placed-shape';
import { resourceGroup, selector, type RequestedGroup, type RequestSelector } from './request-shape';

export interface Allocation extends KubeObject {
  spec: AllocationSpec;
  status?: AllocationStatus;
}

export interface AllocationSpec {
  resource_group: RequestedGroup;
  selector?: RequestSelector;
  replicas: number;
}

const phases = ['Assigned', 'Bound', 'Scheduled', 'Failed', 'NotScheduled'] as const;
export type AllocationPhase = (typeof phases)[number];

export interface AllocationStatus {
  /** Absent or empty: nobody has looked at it. */
  phase?: AllocationPhase | '';
  /** The commit that placed it; absent: nothing is reserved. Written by the ledger alone, as the groups are. */
  sequence?: number;
  resource_groups?: PlacedGroup[];
  cluster_names?: string[];
  scheduler_name?: string;
  distributor_name?: string;
  dispatcher_name?: string;
  message?: string;
  /** Why sites do not take it, the first of them. */
  unscheduled?: { node_id: string; plugin: string; reason: string }[];
  conditions?: meta.Condition[];
}

const spec = record('What is asked for. It cannot be changed.', {
  resource_group: resourceGroup,
  selector,
  replicas: whole('How many copies of the group.', 1),
}, ['resource_group', 'replicas']);

const structure = builtIn<Allocation>(manifest(named('Allocation', 'allocations', 'Namespaced', 'alloc'), 'Copies of a group of machines, and the sites that they are placed on.', spec, {
  status: {
    phase: oneOf('How far it is: Bound when sites are chosen, Scheduled when its machines are there, NotScheduled when no sites take it, Failed. Empty: nobody has looked at it.', '', ...phases),
    sequence: whole('The commit of the ledger that placed it.', 1),
    resource_groups: placedGroups,
    cluster_names: names('The sites.'),
    scheduler_name: text('The scheduler that placed it.'),
    distributor_name: text('The distributor that chose the scheduler. Nobody writes it.'),
    dispatcher_name: text('The dispatcher that makes the machines. Nobody writes it.'),
    message: text('Why it is as it is.'),
    unscheduled: list(record('A site, and what is against it.', {
      node_id: text('The id of the site.'),
      plugin: text('The filter that refused it.'),
      reason: text('Why.'),
    }, ['node_id', 'plugin', 'reason']), 'Why sites do not take it; the first of them.'),
  },
  columns: [
    { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'How far it is.' },
    { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas', description: 'How many copies of the group are asked for.' },
    { name: 'Sites', type: 'string', jsonPath: '.status.cluster_names', description: 'The sites that the copies are placed on.' },
    { name: 'Group', type: 'string', jsonPath: '.spec.resource_group.name', description: 'What the group is called.', priority: 1 },
    { name: 'Message', type: 'string', jsonPath: '.status.message', description: 'Why it is as it is.', priority: 1 },
    age,
  ],
}));

const immutable = ruledBy(structure, (allocation, old) =>
  when(old && !same(allocation.spec, old.spec), () => forbidden('spec', 'what is asked for may not be changed')));

export const allocations = keptByLedger(immutable, ['sequence', 'resource_groups', 'cluster_names'], () => true);
