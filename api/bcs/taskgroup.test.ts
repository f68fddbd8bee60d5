import type * as core from '../schema/types/core.v1';
import * as marks from './marks';
import { isNodeLost, taskgroupOf, type Task } from './taskgroup';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const ms = (second: number): number => Date.UTC(2026, 0, 1, 0, 0, second);

const placed: core.PodCondition = { type: 'PodScheduled', status: 'True', lastTransitionTime: at(2) };

function pod(status: core.PodStatus, { metadata = {}, spec = {}, container = {} }: { metadata?: object; spec?: object; container?: object } = {}): core.Pod {
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: 'p', creationTimestamp: at(0), annotations: { [marks.taskgroupAnnotation]: '0.app.ns.10001.5' }, labels: { [marks.versionLabel]: '4' }, ...metadata },
    spec: { nodeName: 'n', restartPolicy: 'Never', containers: [{ name: 'a', image: 'i', ...container }], ...spec }, status,
  };
}

const container = (state: core.ContainerState, more: object = {}): core.ContainerStatus => ({ name: 'a', image: 'i', imageID: '', ready: false, restartCount: 0, state, ...more });
const containers = (state: core.ContainerState, phase: core.PodStatus['phase'] = 'Running', more: object = {}): core.PodStatus => ({ phase, conditions: [placed], containerStatuses: [container(state, more)] });
const exit = (exitCode: number, more: object = {}): core.ContainerState => ({ terminated: { exitCode, startedAt: at(3), finishedAt: at(9), ...more } });
const running: core.ContainerState = { running: { startedAt: at(3) } };

/** Told to stop at second 20, with 5 seconds for it. */
const stopped = { deletionTimestamp: at(25), deletionGracePeriodSeconds: 5 };
const stoppedEarly = { deletionTimestamp: at(10), deletionGracePeriodSeconds: 5 };

type Row = [name: string, pod: core.Pod, status: Task['status'], last: Task['lastStatus'], message: string, second: number, nodeLost?: boolean];

const rows: Row[] = [
  ['no node yet', pod({ phase: 'Pending' }, { spec: { nodeName: undefined } }), 'Staging', '', 'taskgroup is waiting for an agent', 0],
  ['a node has it', pod({ phase: 'Pending', conditions: [placed] }), 'Starting', 'Staging', 'container is starting', 2],
  ['its image is being fetched', pod(containers({ waiting: { reason: 'ContainerCreating' } }, 'Pending')), 'Starting', 'Staging', 'ContainerCreating', 2],
  ['it runs', pod(containers(running)), 'Running', 'Starting', 'container is running', 3],
  ['it is begun anew', pod(containers({ waiting: { reason: 'CrashLoopBackOff' } }, 'Running', { lastState: exit(1) })), 'Restarting', 'Staging', 'CrashLoopBackOff', 9],
  ['it did its work', pod(containers(exit(0), 'Succeeded')), 'Finish', 'Running', 'container finished', 9],
  ['it did not', pod(containers(exit(3), 'Failed')), 'Failed', 'Running', 'container exited with code 3', 9],
  ['too much memory', pod(containers(exit(137, { reason: 'OOMKilled' }), 'Failed')), 'Failed', 'Running', 'container was killed: out of memory', 9],
  ['it was unhealthy for too long', pod(containers(exit(137, { reason: 'Error' }), 'Failed'), { container: { livenessProbe: {} } }), 'Failed', 'Running', 'health check consecutive failure times over, kill by scheduler', 9],
  ['it could not begin', pod(containers(exit(128, { reason: 'StartError', message: 'no such file' }), 'Failed')), 'Error', 'Running', 'no such file', 9],
  ['its node refused it', pod({ phase: 'Failed', reason: 'OutOfcpu', message: 'Node did not have enough resource', conditions: [placed] }), 'Error', 'Starting', 'Node did not have enough resource', 2],
  ['its node drove it out', pod({ phase: 'Failed', reason: 'Evicted', message: 'low on memory', conditions: [placed] }), 'Failed', 'Starting', 'low on memory', 2],
  ['its node was lost for good', pod({ phase: 'Failed', reason: 'NodeLost', conditions: [placed] }), 'Lost', 'Staging', 'NodeLost', 2],
  ['nobody knows', pod({ phase: 'Unknown', conditions: [placed] }), 'Unknown', 'Staging', '', 2],
  ['it is told to stop', pod(containers(running), { metadata: stopped }), 'Killing', 'Running', 'container is being killed', 20],
  ['it is told to stop before it has a node', pod({ phase: 'Pending' }, { metadata: stopped, spec: { nodeName: undefined } }), 'Killing', 'Starting', 'container is being killed', 20],
  ['it did as told', pod(containers(exit(143), 'Failed'), { metadata: stoppedEarly }), 'Finish', 'Running', 'container was killed', 9],
  ['it had failed before it was told', pod(containers(exit(1), 'Failed'), { metadata: stopped }), 'Failed', 'Running', 'container exited with code 1', 9],
  ['its node is lost', pod(containers(running)), 'Lost', 'Running', 'agent is lost', 3, true],
  ['its node is lost while it is told to stop', pod(containers(running), { metadata: stopped }), 'Lost', 'Running', 'agent is lost', 20, true],
  ['what has failed is not lost', pod(containers(exit(1), 'Failed')), 'Failed', 'Running', 'container exited with code 1', 9, true],
  ['what has finished is not lost', pod(containers(exit(0), 'Succeeded'), { metadata: stopped }), 'Finish', 'Running', 'container finished', 9, true],
];

test.each(rows.map((row) => ({ row, name: row[0] })))('$name', ({ row: [, of, status, lastStatus, message, second, nodeLost = false] }) => {
  const taskgroup = taskgroupOf(of, { nodeLost });
  expect(taskgroup.tasks).toMatchObject([{ index: 0, container: 'a', status, lastStatus, message, updatedAt: ms(second) }]);
  expect(taskgroup).toMatchObject({ status, lastStatus, updatedAt: ms(second) });
});

test('several tasks make one taskgroup: a pod whose second container failed', () => {
  const of = pod({ phase: 'Running', conditions: [placed], containerStatuses: [container(running), container(exit(2), { name: 'b' })] }, { spec: { containers: [{ name: 'a', image: 'i' }, { name: 'b', image: 'i' }] } });
  expect(taskgroupOf(of, { nodeLost: false })).toMatchObject({ status: 'Failed', message: 'container exited with code 2', tasks: [{ status: 'Running' }, { status: 'Failed', exitCode: 2, finishedAt: ms(9) }] });
});

test.each([
  [containers(running), 'pod is running'], [containers(exit(3), 'Failed'), 'container exited with code 3'], [containers(exit(0), 'Succeeded'), 'all tasks are finish'],
])('what is told of a taskgroup: %#', (status, message) => expect(taskgroupOf(pod(status), { nodeLost: false }).message).toBe(message));

test('by what it is known, and when it was heard of', () => {
  const of = pod(containers(running), {
    metadata: {
      labels: { [marks.versionLabel]: '4' },
      annotations: { [marks.taskgroupAnnotation]: '7.app.ns.10001.5', [marks.predecessorAnnotation]: 'old', [marks.notBeforeAnnotation]: '12', [marks.restartsAnnotation]: '{"times":2,"last":9}' },
    },
    spec: { schedulingGates: [{ name: marks.successorGate }] },
  });
  expect(taskgroupOf(of, { nodeLost: false })).toMatchObject({
    id: { index: 7, application: 'app', namespace: 'ns', cluster: '10001', nanos: '5' }, version: '4', bound: true, gated: true, deleting: false, predecessor: 'old', notBefore: 12,
    restarts: { times: 2, last: 9 }, startedAt: ms(2), heardAt: ms(3),
  });
});

test.each(['{', '{"times":"x"}', 'null'])('marks that somebody else has written: %s', (text) => {
  const of = pod(containers(running), { metadata: { annotations: { [marks.taskgroupAnnotation]: 'x', [marks.restartsAnnotation]: text, [marks.notBeforeAnnotation]: 'x' } } });
  const taskgroup = taskgroupOf(of, { nodeLost: false });
  expect(taskgroup.restarts).toEqual({ times: 0, last: 0 });
  expect(taskgroup).not.toHaveProperty('id');
  expect(taskgroup).not.toHaveProperty('notBefore');
});

/** What its agent found of the run `r`. */
const found = (healthy: boolean, failures: number): object => ({ annotations: { [marks.healthAnnotation]: JSON.stringify({ a: { run: 'r', healthy, failures } }) } });

const ready = (status: 'True' | 'False', second: number): core.PodCondition => ({ type: 'Ready', status, lastTransitionTime: at(second) });

test.each([
  ['nobody looks', pod(containers(running)), { isChecked: false, isHealthy: true }, true],
  ['nobody has looked yet', pod({ ...containers(running), conditions: [placed, ready('False', 2)] }, { container: { readinessProbe: {} } }), { isChecked: false, isHealthy: true }, false],
  ['well', pod(containers(running, 'Running', { ready: true }), { container: { readinessProbe: {} } }), { isChecked: true, isHealthy: true }, true],
  ['no more', pod({ ...containers(running), conditions: [placed, ready('False', 8)] }, { container: { readinessProbe: {} } }), { isChecked: true, isHealthy: false }, false],
  ['what was found last stays when it has ended', pod(containers(exit(137), 'Failed', { containerID: 'r' }), { metadata: found(false, 3), container: { readinessProbe: {} } }), { isChecked: true, isHealthy: false, failures: 3 }, false],
  ['it ended well', pod(containers(exit(0), 'Succeeded', { containerID: 'r' }), { metadata: found(true, 0), container: { readinessProbe: {} } }), { isChecked: true, isHealthy: true, failures: 0 }, false],
  ['another run was looked at', pod(containers(exit(1), 'Failed', { containerID: 's' }), { metadata: found(false, 3), container: { readinessProbe: {} } }), { isChecked: false, isHealthy: true, failures: 0 }, false],
])('health: %s', (_, of, health, isReady) => {
  const taskgroup = taskgroupOf(of, { nodeLost: false });
  expect(taskgroup.tasks[0]).toMatchObject(health);
  expect(taskgroup.ready).toBe(isReady);
});

const node = (status: string): core.Node => ({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status: { conditions: [{ type: 'Ready', status }] } }) as core.Node;

test.each([
  ['is ready', pod(containers(running)), node('True'), false],
  ['is not', pod(containers(running)), node('Unknown'), true],
  ['is gone', pod(containers(running)), undefined, true],
  ['has not been heard of yet', pod({ ...containers(running), conditions: [{ ...placed, lastTransitionTime: at(55) }] }), undefined, false],
  ['is none yet', pod({ phase: 'Pending' }, { spec: { nodeName: undefined } }), undefined, false],
])('a node that %s', (_, of, on, lost) => expect(isNodeLost(of, on, ms(60))).toBe(lost));
