/** The state machines of the BCS scheduler's document: what tasks make of a taskgroup, and taskgroups of an application. */

export type TaskStatus =
  | 'Staging' | 'Starting' | 'Running' | 'Finish' | 'Error' | 'Killing' | 'Killed' | 'Failed' | 'Lost' | 'Restarting' | 'Unknown';

/** A taskgroup's statuses are those of a task. */
export type TaskgroupStatus = TaskStatus;

export type ApplicationStatus = 'Staging' | 'Deploying' | 'Running' | 'Finish' | 'Error' | 'Operating' | 'RollingUpdate' | 'Unknown' | 'Abnormal';

/** Which side of a rolling update an application is on. */
export type SubStatus = 'Unknown' | 'RollingUpdateDown' | 'RollingUpdateUp';

export type DeploymentStatus = 'Deploying' | 'Running' | 'Update' | 'UpdatePaused' | 'UpdateSuspend' | 'UpdateResource' | 'Deleting';

/** After one of these nothing more is heard of a task or a taskgroup. */
const ended: ReadonlySet<TaskStatus> = new Set(['Finish', 'Error', 'Killed', 'Failed']);

export const isFinal = (status: TaskStatus): boolean => ended.has(status);

interface Rule { readonly status: TaskgroupStatus; readonly when: 'any' | 'all' }

/** In this order: the first that applies. */
const rules: readonly Rule[] = [
  { status: 'Failed', when: 'any' },
  { status: 'Killing', when: 'any' },
  { status: 'Error', when: 'any' },
  { status: 'Finish', when: 'all' },
  { status: 'Killed', when: 'all' },
  { status: 'Lost', when: 'any' },
  { status: 'Staging', when: 'all' },
  { status: 'Starting', when: 'any' },
  { status: 'Restarting', when: 'any' },
  { status: 'Running', when: 'any' },
];

/** What a taskgroup's tasks make of it. */
export function statusOfTaskgroup(tasks: readonly TaskStatus[]): TaskgroupStatus {
  if (tasks.length === 0) return 'Unknown';
  const applies = ({ status, when }: Rule): boolean => (when === 'any' ? tasks.includes(status) : tasks.every((each) => each === status));
  return rules.find(applies)?.status ?? 'Unknown';
}

const going: ReadonlySet<TaskStatus> = new Set(['Lost', 'Staging', 'Starting', 'Running', 'Killing']);

/** It may be removed, and a delete may finish. */
export const hasEnded = (tasks: readonly TaskStatus[]): boolean => !tasks.some((status) => going.has(status));

/** It counts for constraints that count taskgroups. */
export const isLive = (status: TaskgroupStatus): boolean => status !== 'Finish' && status !== 'Failed';

export interface Computed {
  readonly status: ApplicationStatus;
  readonly message: string;
}

/** Restarting counts as running. */
export const runs = (status: TaskgroupStatus): boolean => status === 'Running' || status === 'Restarting';

/** What an application's taskgroups make of it while no transaction says otherwise. `wanted`: its DefineInstances. */
export function statusOfApplication(taskgroups: readonly TaskgroupStatus[], wanted: number): Computed {
  const any = (...statuses: readonly TaskgroupStatus[]): boolean => taskgroups.some((status) => statuses.includes(status));
  if (any('Error')) return { status: 'Error', message: 'application has error pods' };
  if (any('Failed')) return { status: 'Abnormal', message: 'application has failed pods' };
  if (any('Lost')) return { status: 'Abnormal', message: 'have some lost taskgroups' };
  if (taskgroups.length < wanted) return { status: 'Abnormal', message: 'have not enough resources to launch application' };
  if (taskgroups.length > 0 && taskgroups.every((status) => status === 'Finish')) return { status: 'Finish', message: 'all pods are finish' };
  if (any('Staging', 'Starting')) return { status: 'Deploying', message: 'application in deploying' };
  if (taskgroups.filter(runs).length === wanted) return { status: 'Running', message: 'application is running' };
  return { status: 'Abnormal', message: 'application is abnormal' };
}

export type ApplicationOperation = 'scale' | 'update' | 'delete' | 'reschedule' | 'rollingUpdate';

const scalable: readonly ApplicationStatus[] = ['Running', 'Abnormal'];

/** Whether an operation may begin while its application is in this status (the document's table of legal operations). `enforce` counts for a delete alone. */
export function mayBegin(operation: ApplicationOperation, status: ApplicationStatus, enforce = false): boolean {
  switch (operation) {
    case 'scale':
    case 'rollingUpdate':
      return scalable.includes(status);
    case 'update':
      return status !== 'Operating' && status !== 'RollingUpdate';
    case 'delete':
      return status !== 'RollingUpdate' || enforce;
    case 'reschedule':
      return true;
  }
}

export type DeploymentOperation = 'update' | 'scale' | 'pause' | 'resume' | 'cancel' | 'delete';

const legal: Readonly<Record<DeploymentOperation, readonly DeploymentStatus[]>> = {
  update: ['Running'],
  scale: ['Running'],
  pause: ['Update'],
  resume: ['UpdatePaused', 'UpdateSuspend'],
  cancel: ['Update', 'UpdatePaused', 'UpdateSuspend'],
  delete: ['Deploying', 'Running', 'Update', 'UpdatePaused', 'UpdateSuspend', 'UpdateResource', 'Deleting'],
};

export const deploymentMay = (operation: DeploymentOperation, status: DeploymentStatus): boolean => legal[operation].includes(status);
