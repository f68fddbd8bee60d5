/**
 * Deployments of the BCS scheduler: an application that is exchanged for another in steps. What is intended is the spec; the status says how far
 * it is, so that whoever looks after it can go on from there after a restart.
 */
import { count, flag, manifest, oneOf, record, text, type Shape } from '../../custom/shapes';
import type { DeploymentStatus } from '../../bcs/statuses';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { faultsOfDeployment, keepUpdate } from './deployment-rules';
import { age, asSent, bcsName, builtIn, instant, named, ruledBy, type BcsName } from './kind';

export interface BcsDeployment extends KubeObject {
  spec: BcsDeploymentSpec;
  status?: BcsDeploymentStatus;
}

export interface BcsDeploymentSpec extends BcsName {
  /** The cluster's own name, a part of ids: `10001`. */
  cluster?: string;
  /** The document's Deployment; while it is being updated, the new one. */
  definition: Record<string, unknown>;
  /** What the definition was before the update that is going on. Kept by the kind itself when somebody changes the definition alone. */
  definitionBackup?: Record<string, unknown>;
  /** BCS' name of the application that is bound; absent: whoever looks after the deployment decides. */
  application?: string;
  /** BCS' name of the application that it takes the place of, and that goes. */
  replaces?: string;
  /** The update that is going on; absent: none is. */
  rollout?: Rollout;
  /** The latest order to change resources of the taskgroups that there are, as the definition has them now. Another id: another order. */
  resize?: { id: string };
  /** Somebody wants it to go, with its applications. Another id: once more. */
  deletion?: { id: string; enforce?: boolean };
}

export interface Rollout {
  /** Nanoseconds: another one is another update. */
  id: string;
  /** BCS' name of the application that comes: `<deployment>-v<unix seconds>`. */
  application: string;
  instances: number;
  paused?: boolean;
  /** How often somebody has said that it shall go on. */
  resumes?: number;
  /** It is to be undone. */
  cancelled?: boolean;
}

export type RollingOperation = '' | 'START' | 'DELETE';

/** One side of an update. */
export interface RolledApplication {
  /** BCS' name. */
  name: string;
  /** How many taskgroups it is to have at the end of the half of a step that is going on. */
  currTargetInstances?: number;
  /** How many are made, or taken away, in this step. */
  currentRollingInstances?: number;
}

/** Times are milliseconds since 1970. */
export interface BcsDeploymentStatus {
  observedGeneration?: number;
  status?: DeploymentStatus;
  message?: string;
  /** The application that is bound; absent: there is none yet. */
  application?: RolledApplication;
  applicationExt?: RolledApplication;
  currRollingOperation?: RollingOperation;
  isInRolling?: boolean;
  lastRollingTime?: number;
  /** Since when the half of a step that is going on has been waited for. */
  checkTime?: number;
  /** The update that the status speaks of, and what has been heard of the wishes about it. */
  rollout?: { id: string; resumes?: number; paused?: boolean; instancesBefore?: number };
  /** The resize that has been ordered, and whether it has come to an end. */
  resize?: { id: string; settled?: boolean };
  conditions?: meta.Condition[];
}

const statuses = ['Deploying', 'Running', 'Update', 'UpdatePaused', 'UpdateSuspend', 'UpdateResource', 'Deleting'] as const satisfies readonly DeploymentStatus[];

const spec = record('What is intended.', {
  ...bcsName,
  cluster: text('The cluster\'s own name, a part of ids; absent: 0.'),
  definition: asSent('The Deployment of the BCS scheduler\'s document; while it is being updated, the new one.'),
  definitionBackup: asSent('What the definition was before the update that is going on.'),
  application: text('What BCS calls the application that is bound; absent: it is decided by the selector.'),
  replaces: text('What BCS calls the application that it takes the place of.'),
  rollout: record('The update that is going on.', {
    id: text('Another one is another update.'),
    application: text('What BCS calls the application that comes.'),
    instances: { type: 'integer', minimum: 1, description: 'How many taskgroups it has in the end.' },
    paused: flag('Whether no further step begins.'),
    resumes: count('How often somebody has said that it shall go on.'),
    cancelled: flag('Whether it is to be undone.'),
  }, ['id', 'application', 'instances']),
  resize: record('The latest order to change resources of the taskgroups that there are.', { id: text('Another one is another order.') }, ['id']),
  deletion: record('Somebody wants it to go, with its applications.', { id: text('Another id: once more.'), enforce: flag('Without waiting for taskgroups to end.') }, ['id']),
}, ['definition']);

const rolled = (description: string): Shape => record(description, {
  name: text('What BCS calls it.'),
  currTargetInstances: count('How many taskgroups it is to have at the end of the half of a step that is going on.'),
  currentRollingInstances: count('How many taskgroups are made, or taken away, in this step.'),
}, ['name']);

const structure = builtIn<BcsDeployment>(manifest(named('BcsDeployment', 'bcsdeployments', 'Namespaced', 'bcsdeploy'), 'An application that is exchanged for another in steps (the BCS scheduler\'s Deployment).', spec, {
  status: {
    observedGeneration: count('The generation that the status speaks of.', 'int64'),
    status: oneOf('How it is.', ...statuses),
    message: text('Why it is as it is.'),
    application: rolled('The application that is bound.'),
    applicationExt: rolled('The application that comes.'),
    currRollingOperation: oneOf('What the step that is going on does: makes taskgroups, or takes some away. Empty: no step is going on.', '', 'START', 'DELETE'),
    isInRolling: flag('Whether a step is going on.'),
    lastRollingTime: instant('When the last step ended, in milliseconds since 1970.'),
    checkTime: instant('Since when the half of a step that is going on has been waited for, in milliseconds since 1970.'),
    rollout: record('The update that the status speaks of.', {
      id: text('Its id.'),
      resumes: count('How many resumes of it have been heard.'),
      paused: flag('Whether it has been heard that it is paused.'),
      instancesBefore: count('How many taskgroups the bound application had when it began.'),
    }, ['id']),
    resize: record('The resize that has been ordered.', { id: text('Its id.'), settled: flag('Whether it has come to an end.') }, ['id']),
  },
  columns: [
    { name: 'Status', type: 'string', jsonPath: '.status.status', description: 'How it is.' },
    { name: 'Application', type: 'string', jsonPath: '.status.application.name', description: 'The application that is bound.' },
    { name: 'Coming', type: 'string', jsonPath: '.status.applicationExt.name', description: 'The application that comes.' },
    { name: 'Operation', type: 'string', jsonPath: '.status.currRollingOperation', description: 'What the step that is going on does.', priority: 1 },
    { name: 'Message', type: 'string', jsonPath: '.status.message', description: 'Why it is as it is.', priority: 1 },
    age,
  ],
}));

const { strategy } = structure;

export const bcsdeployments = ruledBy({
  ...structure,
  strategy: {
    ...strategy,
    prepareForUpdate(object, old, context) {
      strategy.prepareForUpdate?.(object, old, context);
      keepUpdate(object, old);
    },
  },
}, faultsOfDeployment);
