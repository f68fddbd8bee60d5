import type { BcsCommand } from '../kinds/bcs/bcscommands';
import type * as core from '../schema/types/core.v1';
import { beginningOf, commanded, commandInfo, isOver, keptUntil, readCommand, tasksOf, withTasks } from './commands';
import { taskgroupAnnotation } from './marks';
import { timing } from './timing';

const pod = {
  metadata: { name: 'p', annotations: { [taskgroupAnnotation]: '1.app.ns.10001.77' } },
  spec: { containers: [{ name: 'a', image: 'hub/web:v1' }, { name: 'b', image: 'hub/log:v1' }] }, status: {},
} as unknown as core.Pod;
const command = (more: Partial<BcsCommand> = {}): BcsCommand => ({
  apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsCommand', metadata: { name: 'c', namespace: 'ns', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { commandTargetRef: { kind: 'Application', name: 'app' }, command: ['ps'] }, ...more,
});

test('the containers of a taskgroup, by a part of the name of their image', () => {
  expect(commanded(pod)).toEqual({ taskgroupId: '1.app.ns.10001.77', pod: 'p', tasks: [
    { taskId: '77.0.1.app.ns.10001', container: 'a', status: 'staging', message: 'still not send command to task' },
    { taskId: '77.1.1.app.ns.10001', container: 'b', status: 'staging', message: 'still not send command to task' },
  ] });
  expect(commanded(pod, 'log').tasks.map(({ container }) => container)).toEqual(['b']);
  expect(commanded(pod, 'none').tasks).toEqual([]);
});

test('what is told of a command says its zero values too', () => {
  const staged = command({ status: { taskgroups: [commanded(pod, 'web')] } });
  expect(commandInfo(staged)).toEqual({
    id: 'c', createTime: Date.UTC(2026, 0, 1) / 1000,
    spec: { commandTargetRef: { kind: 'Application', name: 'app', namespace: 'ns' }, taskgroups: null, command: ['ps'], env: null, user: '', workingDir: '', privileged: false, reserveTime: 0 },
    status: { taskgroups: [{ taskgroupId: '1.app.ns.10001.77', tasks: [{ taskId: '77.0.1.app.ns.10001', status: 'staging', message: 'still not send command to task', commInspect: null }] }] },
  });
  const done = withTasks(staged, (task) => ({ ...task, commInspect: { stderr: 'b', stdout: 'a', exitCode: 1 } }));
  expect(JSON.stringify(commandInfo(done))).toContain('"commInspect":{"exitCode":1,"stdout":"a","stderr":"b"}');
  const info = commandInfo(command()) as { status: object };
  expect(info.status).toEqual({ taskgroups: [] });
});

test('a change of tasks that changes none is the same command', () => {
  const staged = command({ status: { taskgroups: [commanded(pod)] } });
  expect(withTasks(staged, (task) => task)).toBe(staged);
  const next = withTasks(staged, (task) => (task.container === 'a' ? { ...task, status: 'finish' } : task));
  expect(tasksOf(next).map(isOver)).toEqual([true, false]);
});

test('it is kept for as many minutes as it says, else for seven days', () => {
  const created = Date.UTC(2026, 0, 1);
  expect(keptUntil(command(), timing)).toBe(created + 7 * 86_400_000);
  expect(keptUntil(command({ spec: { ...command().spec, reserveTime: 2 } }), timing)).toBe(created + 120_000);
});

test('names are read in any case', () => {
  const { spec } = readCommand('{"apiVersion":"v4","Kind":"Command","spec":{"CommandTargetRef":{"Kind":"Application"},"command":["ps -aux"],"reserveTime":5}}');
  expect(spec).toMatchObject({ commandTargetRef: { kind: 'Application', image: '' }, command: ['ps -aux'], reserveTime: 5, env: [], privileged: false });
});

test('output is cut at whole letters', () => {
  expect(beginningOf(Buffer.from('abc'), 256)).toBe('abc');
  expect(beginningOf(Buffer.from('abcd'), 3)).toBe('abc');
  expect(beginningOf(Buffer.from('ab€'), 4)).toBe('ab');
  expect(beginningOf(Buffer.from('ab€'), 5)).toBe('ab€');
});
