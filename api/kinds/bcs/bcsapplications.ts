/** Applications of the BCS scheduler: so many taskgroups, which are Pods. What is intended with them is the spec, how far it is the status. */
import { byDefault, count, flag, manifest, oneOf, record, text } from '../../custom/shapes';
import type { ApplicationStatus, SubStatus } from '../../bcs/statuses';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { age, asSent, bcsName, builtIn, instant, keptWhereCalled, named, ruledBy, type BcsName } from './kind';

export interface BcsApplication extends KubeObject {
  spec: BcsApplicationSpec;
  status?: BcsApplicationStatus;
}

export interface BcsApplicationSpec extends BcsName {
  kind?: 'application' | 'process';
  /** The cluster's own name, a part of ids: `10001`. */
  cluster?: string;
  /** How many taskgroups there should be. */
  instances: number;
  /** The id (nanoseconds) of the version that the definition is; absent: whoever looks after it gives it one. */
  version?: string;
  /** The document's Application, from which new taskgroups are built. */
  definition: Record<string, unknown>;
  /** Nobody sent the definition: a deployment made it. */
  derived?: boolean;
  /** The latest order to replace, or to resize, taskgroups. */
  order?: ApplicationOrder;
  /** Somebody wants it to go. Another id: once more. */
  deletion?: { id: string; enforce?: boolean };
  /** The side of a deployment's rolling update that it is on: then that looks after its instances. */
  rolling?: 'Up' | 'Down';
  /** How many taskgroups it has, or had, when it is not being rolled (DefineInstances): then that is `instances`. */
  defined?: number;
}

export interface ApplicationOrder {
  /** Nanoseconds: a new one is a new order. */
  id: string;
  kind: 'update' | 'rollback' | 'resource' | 'relaunch';
  /** How many taskgroups, the oldest first; absent: all. */
  count?: number;
}

/** What is being done to an application, until when. Milliseconds since 1970. */
export interface Transaction {
  operation: 'launch' | 'scaleUp' | 'scaleDown' | 'update' | 'rollback' | 'resource' | 'delete' | 'relaunch' | 'innerScale';
  /** Of the order or the deletion that it carries out. */
  id?: string;
  begun: number;
  notBefore?: number;
  deadline: number;
}

export interface BcsApplicationStatus {
  observedGeneration?: number;
  status?: ApplicationStatus;
  lastStatus?: ApplicationStatus;
  subStatus?: SubStatus;
  message?: string;
  /** Taskgroups that have been placed. */
  instances?: number;
  /** Running or Restarting. */
  runningInstances?: number;
  /** Running, and healthy where somebody looks. */
  readyInstances?: number;
  /** Indices that taskgroups had, or were to get again, when no transaction saw to their number: `0-4,7`. */
  held?: string;
  /** The instances that the last finished launch or scale was about. */
  settledInstances?: number;
  /** The order, and the deletion, that have come to an end, one way or another. */
  settledOrder?: string;
  settledDeletion?: string;
  /** Seconds since 1970. */
  updateTime?: number;
  lastUpdateTime?: number;
  transaction?: Transaction;
  /** Of its pods, as text: what the scale subresource tells. */
  selector?: string;
  conditions?: meta.Condition[];
}

const statuses = ['Staging', 'Deploying', 'Running', 'Finish', 'Error', 'Operating', 'RollingUpdate', 'Unknown', 'Abnormal'] as const satisfies readonly ApplicationStatus[];
const subStatuses = ['Unknown', 'RollingUpdateDown', 'RollingUpdateUp'] as const satisfies readonly SubStatus[];
const operations = ['launch', 'scaleUp', 'scaleDown', 'update', 'rollback', 'resource', 'delete', 'relaunch', 'innerScale'] as const satisfies readonly Transaction['operation'][];

const spec = record('What is intended.', {
  ...bcsName,
  kind: byDefault(oneOf('Whether its taskgroups run containers or processes.', 'application', 'process'), 'application'),
  cluster: text('The cluster\'s own name, a part of ids; absent: 0.'),
  instances: count('How many taskgroups there should be.'),
  version: { ...text('The id of the version that the definition is; absent: it is given one.'), pattern: '^[0-9]{1,20}$' },
  definition: asSent('The Application of the BCS scheduler\'s document, from which taskgroups are built.'),
  derived: flag('Nobody sent the definition: a deployment made it.'),
  order: record('The latest order to replace, or to resize, taskgroups.', {
    id: text('A new one is a new order.'),
    kind: oneOf('What to do.', 'update', 'rollback', 'resource', 'relaunch'),
    count: { type: 'integer', minimum: 1, description: 'How many taskgroups, the oldest first; absent: all.' },
  }, ['id', 'kind']),
  deletion: record('Somebody wants it to go, with its taskgroups.', { id: text('Another id: once more.'), enforce: flag('Without waiting for taskgroups to end.') }, ['id']),
  rolling: oneOf('The side of a deployment\'s rolling update that it is on.', 'Up', 'Down'),
  defined: count('How many taskgroups it has, or had, beside that rolling update.'),
}, ['instances', 'definition']);

const definition = manifest(named('BcsApplication', 'bcsapplications', 'Namespaced', 'bcsapp'), 'Taskgroups of one definition, which are Pods (the BCS scheduler\'s Application).', spec, {
  status: {
    observedGeneration: count('The generation that the status speaks of.', 'int64'),
    status: oneOf('How it is.', ...statuses),
    lastStatus: oneOf('How it was before.', ...statuses),
    subStatus: oneOf('The side of a rolling update that it is on.', ...subStatuses),
    message: text('Why it is as it is.'),
    instances: count('Taskgroups that have been placed.'),
    runningInstances: count('Taskgroups that run.'),
    readyInstances: count('Taskgroups that run and are healthy.'),
    held: text('Indices that taskgroups had, as 0-4,7, when no transaction saw to their number: one that is not even there any more was killed.'),
    settledInstances: count('The instances that the last finished launch or scale was about.'),
    settledOrder: text('The order that has come to an end.'),
    settledDeletion: text('The deletion that has come to an end without the object\'s.'),
    updateTime: instant('When the status changed, in seconds since 1970.'),
    lastUpdateTime: instant('When it was looked at, in seconds since 1970.'),
    transaction: record('What is being done to it. Times are milliseconds since 1970.', {
      operation: oneOf('What.', ...operations),
      id: text('Of the order or the deletion that it carries out.'),
      begun: instant('Since when.'),
      notBefore: instant('When it acts first.'),
      deadline: instant('Until when it is tried.'),
    }, ['operation', 'begun', 'deadline']),
    selector: text('Of its pods.'),
  },
  scale: { specReplicasPath: '.spec.instances', statusReplicasPath: '.status.instances', labelSelectorPath: '.status.selector' },
  columns: [
    { name: 'Status', type: 'string', jsonPath: '.status.status', description: 'How it is.' },
    { name: 'Wanted', type: 'integer', jsonPath: '.spec.instances', description: 'How many taskgroups there should be.' },
    { name: 'Placed', type: 'integer', jsonPath: '.status.instances', description: 'How many have been placed.' },
    { name: 'Running', type: 'integer', jsonPath: '.status.runningInstances', description: 'How many run.' },
    { name: 'Version', type: 'string', jsonPath: '.spec.version', description: 'The version that new taskgroups are built from.', priority: 1 },
    { name: 'Message', type: 'string', jsonPath: '.status.message', description: 'Why it is as it is.', priority: 1 },
    age,
  ],
});

export const bcsapplications = ruledBy(builtIn<BcsApplication>(definition), keptWhereCalled);
