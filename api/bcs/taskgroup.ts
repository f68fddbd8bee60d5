/**
 * What a taskgroup and its tasks are like, told from its Pod (sections 6.2 and 12.3 of the document's specification). Nothing of it is
 * stored: whoever asks, and whenever, is told the same.
 */
import type * as core from '../schema/types/core.v1';
import { localHealth } from './health-reports';
import { parseTaskgroupId, type TaskgroupId } from './ids';
import * as marks from './marks';
import type { RestartHistory } from './restarts';
import { isFinal, runs, statusOfTaskgroup, type TaskgroupStatus, type TaskStatus } from './statuses';

export interface Task {
  /** Its number among the taskgroup's. */
  readonly index: number;
  /** Of its container in the pod. */
  readonly container: string;
  readonly status: TaskStatus;
  readonly lastStatus: TaskStatus | '';
  readonly message: string;
  readonly exitCode?: number;
  readonly isOomKilled: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** When it came into its status. */
  readonly updatedAt: number;
  /** Somebody looks after its health, and has looked. */
  readonly isChecked: boolean;
  readonly isHealthy: boolean;
  /** How often in a row it was found unhealthy. */
  readonly failures: number;
}

export interface Taskgroup {
  /** Undefined: the pod does not say of which taskgroup it is. */
  readonly id?: TaskgroupId;
  /** The id of the version that it was built from. */
  readonly version: string;
  readonly status: TaskgroupStatus;
  readonly lastStatus: TaskgroupStatus | '';
  readonly message: string;
  readonly tasks: readonly Task[];
  /** It has a node. */
  readonly bound: boolean;
  /** It waits behind its gate until its predecessor has gone. */
  readonly gated: boolean;
  readonly deleting: boolean;
  readonly nodeLost: boolean;
  /** It runs, and is healthy where somebody looks (section 8.4). */
  readonly ready: boolean;
  readonly predecessor?: string;
  readonly notBefore?: number;
  readonly restarts: RestartHistory;
  /** When it was placed; milliseconds since 1970, 0: not yet. */
  readonly startedAt: number;
  /** When it came into its status. */
  readonly updatedAt: number;
  /** When something was last heard of it. */
  readonly heardAt: number;
}

/** How long after a binding it is not surprising that its node has not been seen. */
const unseenMs = 10_000;

/** Whether what runs on the pod's node is lost: the node is not ready, or is gone. Kubernetes' own patience has passed by then. */
export function isNodeLost(pod: core.Pod, node: core.Node | undefined, now: number): boolean {
  if (!pod.spec.nodeName) return false;
  if (!node) return now - placedAt(pod) > unseenMs;
  return node.status.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True';
}

/** How a task ends that was told to stop: what runs it reports `Finish`. */
export type StoppedStatus = 'Finish' | 'Killed';

export function taskgroupOf(pod: core.Pod, { nodeLost, stopped = 'Finish' }: { readonly nodeLost: boolean; readonly stopped?: StoppedStatus }): Taskgroup {
  const { metadata: { annotations = {}, labels = {}, deletionTimestamp }, spec } = pod;
  const tasks = spec.containers.map((container, i) => taskOf(pod, container, i, nodeLost)).map((task) => (task.status === 'Finish' && wasStopped(pod, task.updatedAt) ? { ...task, status: stopped } : task));
  const status = statusOfTaskgroup(tasks.map((task) => task.status));
  const lastStatus = tasks.find((task) => task.status === status)?.lastStatus ?? '';
  const id = parseTaskgroupId(annotations[marks.taskgroupAnnotation] ?? '');
  const notBefore = Number(annotations[marks.notBeforeAnnotation]);
  const predecessor = annotations[marks.predecessorAnnotation];
  return {
    ...(id && { id }), version: labels[marks.versionLabel] ?? '',
    status, lastStatus, message: messages[status] ?? tasks.find((task) => task.status === status)?.message ?? '', tasks,
    bound: Boolean(spec.nodeName), gated: isGated(pod), deleting: deletionTimestamp !== undefined, nodeLost,
    ready: runs(status) && tasks.every((task, i) => isUp(task, spec.containers[i])),
    ...(predecessor !== undefined && { predecessor }),
    ...(annotations[marks.notBeforeAnnotation] !== undefined && Number.isFinite(notBefore) && { notBefore }),
    restarts: historyOf(pod),
    startedAt: spec.nodeName ? placedAt(pod) : 0, updatedAt: Math.max(...tasks.map(({ updatedAt }) => updatedAt), 0), heardAt: heardAt(pod),
  };
}

/** Of others, the task's that makes it so. */
const messages: Readonly<Partial<Record<TaskgroupStatus, string>>> = {
  Killing: 'some tasks are killing', Finish: 'all tasks are finish', Killed: 'some tasks are killed', Lost: 'some tasks are lost', Staging: 'all tasks is staging', Starting: 'some tasks are starting',
  Restarting: 'pod is restarting', Running: 'pod is running',
};

const isGated = ({ spec: { schedulingGates = [] } }: core.Pod): boolean => schedulingGates.some(({ name }) => name === marks.successorGate);

const isUp = ({ status, isChecked, isHealthy }: Task, container: core.Container | undefined): boolean =>
  status === 'Finish' || (runs(status) && (!container?.readinessProbe || (isChecked && isHealthy)));

const never: RestartHistory = { times: 0, last: 0 };

/** How often it was begun anew. */
export function historyOf({ metadata: { annotations = {} } }: core.Pod): RestartHistory {
  const text = annotations[marks.restartsAnnotation];
  if (!text) return never;
  try {
    const { times, last } = JSON.parse(text) as Partial<RestartHistory>;
    return Number.isInteger(times) && Number.isFinite(last) ? { times: times!, last: last! } : never;
  } catch {
    return never;
  }
}

/** 0: never. */
function instant(time: string | undefined): number {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? 0 : ms;
}

const conditionTime = ({ status: { conditions = [] } }: core.Pod, name: string): number => instant(conditions.find(({ type, status }) => type === name && status === 'True')?.lastTransitionTime);

const createdAt = ({ metadata }: core.Pod): number => instant(metadata.creationTimestamp);

const placedAt = (pod: core.Pod): number => conditionTime(pod, 'PodScheduled') || instant(pod.status.startTime) || createdAt(pod);

/** When somebody began to stop it: the timestamp says when it is over at the latest. */
const stoppedAt = ({ metadata: { deletionTimestamp, deletionGracePeriodSeconds = 0 } }: core.Pod): number => instant(deletionTimestamp) - deletionGracePeriodSeconds * 1000;

function heardAt(pod: core.Pod): number {
  const { status: { conditions = [], containerStatuses = [] }, metadata: { deletionTimestamp } } = pod;
  const times = containerStatuses.flatMap(({ state }) => [instant(state?.running?.startedAt), instant(state?.terminated?.finishedAt)]);
  return Math.max(createdAt(pod), ...conditions.map(({ lastTransitionTime }) => instant(lastTransitionTime)), ...times, deletionTimestamp ? stoppedAt(pod) : 0);
}

interface Told { readonly status: TaskStatus; readonly message: string; readonly at: number }

function taskOf(pod: core.Pod, container: core.Container, index: number, nodeLost: boolean): Task {
  const of = pod.status.containerStatuses?.find(({ name }) => name === container.name);
  const { running, terminated } = of?.state ?? {};
  const startedAt = instant(running?.startedAt ?? terminated?.startedAt);
  const told = toldOf(pod, container, of, nodeLost);
  return {
    index, container: container.name, status: told.status, lastStatus: formerOf(told.status, startedAt > 0), message: told.message, updatedAt: told.at,
    ...(terminated && { exitCode: terminated.exitCode, finishedAt: instant(terminated.finishedAt) }), isOomKilled: terminated?.reason === oom,
    ...(startedAt > 0 && { startedAt }), ...healthOf(pod, container, of),
  };
}

const oom = 'OOMKilled';

/** What has ended has ended, whatever becomes of its node. */
function toldOf(pod: core.Pod, container: core.Container, of: core.ContainerStatus | undefined, nodeLost: boolean): Told {
  const end = endOf(pod, container, of);
  if (end) return end;
  const { spec: { nodeName }, metadata: { deletionTimestamp } } = pod;
  if (nodeLost) return { status: 'Lost', message: 'agent is lost', at: heardAt(pod) };
  if (deletionTimestamp) return { status: 'Killing', message: 'container is being killed', at: stoppedAt(pod) };
  if (!nodeName) return { status: 'Staging', message: 'taskgroup is waiting for an agent', at: createdAt(pod) };
  if (pod.status.phase === 'Unknown') return { status: 'Unknown', message: pod.status.message ?? '', at: heardAt(pod) };
  if (of?.state?.running) return { status: 'Running', message: 'container is running', at: instant(of.state.running.startedAt) };
  const { reason = '', message = '' } = of?.state?.waiting ?? {};
  const told = message || reason || 'container is starting';
  if (of?.lastState?.terminated) return { status: 'Restarting', message: told, at: instant(of.lastState.terminated.finishedAt) };
  return { status: 'Starting', message: told, at: placedAt(pod) };
}

/** Its container was there and could not begin. */
const startFaults: readonly string[] = ['StartError', 'ContainerCannotRun', 'CreateContainerError', 'CreateContainerConfigError'];

/** Taken from a node that had it; anything else that ends a pod without its containers is a refusal. */
const takenAway: readonly string[] = ['Evicted', 'Preempting', 'DeadlineExceeded', 'Shutdown', 'Terminated', 'NodeShutdown'];

function endOf(pod: core.Pod, container: core.Container, of: core.ContainerStatus | undefined): Told | undefined {
  const { status: { phase, reason = '', message = '' } } = pod;
  const terminated = of?.state?.terminated;
  // A restarted process has ended only for a moment.
  if (terminated && (phase === 'Succeeded' || phase === 'Failed' || !restarts(pod))) return exitOf(pod, container, terminated);
  if (phase === 'Succeeded') return { status: 'Finish', message, at: heardAt(pod) };
  if (phase !== 'Failed') return undefined;
  if (wasStopped(pod, heardAt(pod))) return { status: 'Finish', message: 'container was killed', at: heardAt(pod) };
  const told = message || reason;
  if (reason === 'NodeLost') return { status: 'Lost', message: told, at: heardAt(pod) };
  return { status: takenAway.includes(reason) ? 'Failed' : 'Error', message: told, at: heardAt(pod) };
}

const restarts = ({ spec: { restartPolicy } }: core.Pod): boolean => restartPolicy !== 'Never';

/** Whether what ended then was told to. */
const wasStopped = (pod: core.Pod, at: number): boolean => pod.metadata.deletionTimestamp !== undefined && at >= stoppedAt(pod);

/** Killed by SIGKILL, as the agent does. */
const killed = 137;

function exitOf(pod: core.Pod, container: core.Container, { exitCode, reason = '', message = '', finishedAt }: core.ContainerStateTerminated): Told {
  const at = instant(finishedAt);
  // Whatever its exit code: the executor reports so what it has been told to stop.
  if (wasStopped(pod, at)) return { status: 'Finish', message: message || 'container was killed', at };
  if (exitCode === 0) return { status: 'Finish', message: message || 'container finished', at };
  if (startFaults.includes(reason)) return { status: 'Error', message: message || reason, at };
  if (message) return { status: 'Failed', message, at };
  if (reason === oom) return { status: 'Failed', message: 'container was killed: out of memory', at };
  if (exitCode === killed && container.livenessProbe) return { status: 'Failed', message: 'health check consecutive failure times over, kill by scheduler', at };
  return { status: 'Failed', message: `container exited with code ${exitCode}`, at };
}

/** What it was before, as far as one can tell. */
function formerOf(status: TaskStatus, hasStarted: boolean): TaskStatus | '' {
  if (status === 'Staging') return '';
  if (status === 'Starting') return 'Staging';
  if (status === 'Running') return 'Starting';
  if (hasStarted) return 'Running';
  return isFinal(status) || status === 'Killing' ? 'Starting' : 'Staging';
}

/**
 * It counts as healthy until somebody has looked, and what was found last stays when it has ended. A container that is not ready was found unhealthy if it has been ready before: the pod is
 * told to be unready later than the container began.
 */
function healthOf(pod: core.Pod, { readinessProbe }: core.Container, of: core.ContainerStatus | undefined): Pick<Task, 'isChecked' | 'isHealthy' | 'failures'> {
  const { conditions = [] } = pod.status;
  const found = readinessProbe && of && localHealth(pod, of);
  if (found && !found.healthy) return { isChecked: true, isHealthy: false, failures: found.failures };
  if (!readinessProbe || !of?.state?.running) return { isChecked: found !== undefined, isHealthy: true, failures: 0 };
  if (of.ready) return { isChecked: true, isHealthy: true, failures: 0 };
  const unready = conditions.find(({ type, status }) => type === 'Ready' && status === 'False');
  const wasReady = unready !== undefined && instant(unready.lastTransitionTime) > instant(of.state.running.startedAt);
  return { isChecked: wasReady, isHealthy: !wasReady, failures: wasReady ? 1 : 0 };
}
