import type * as core from '../schema/types/core.v1';
import { healthReports, localHealth, taskgroupOfTask, withHealthReport } from './health-reports';
import { healthAnnotation } from './marks';

const pod = (text?: string): core.Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...(text !== undefined && { annotations: { [healthAnnotation]: text } }) }, spec: { containers: [] }, status: {} });

test('reports of containers add up, and the same again is none', () => {
  const one = withHealthReport(pod(), 'a', { run: 'r1', healthy: false, failures: 2 });
  const both = withHealthReport(one, 'b', { remote: { REMOTE_TCP: { result: false, message: 'refused' } } });
  expect(healthReports(both)).toEqual({ a: { run: 'r1', healthy: false, failures: 2, remote: {} }, b: { run: '', healthy: false, failures: 0, remote: { REMOTE_TCP: { result: false, message: 'refused' } } } });
  expect(withHealthReport(both, 'a', { failures: 2 })).toBe(both);
  expect(localHealth(both, { name: 'a', containerID: 'r1' })).toMatchObject({ failures: 2 });
  expect(localHealth(both, { name: 'a', containerID: 'r2' })).toBeUndefined();
  expect(localHealth(both, { name: 'b' })).toBeUndefined();
});

test.each([undefined, '', '{', '[]', '{"a":7}', '{"a":{"failures":"x"}}'])('%j reports nothing', (text) => {
  expect(healthReports(pod(text))).toEqual({});
});

test('a task\'s taskgroup', () => {
  expect(taskgroupOfTask('77.2.1.app.ns.10001')).toEqual({ taskgroup: '1.app.ns.10001.77', index: 2 });
  for (const none of ['', 'x', '77.a.1.app.ns.10001', '77.02.1.app.ns.10001', '77.1.app.ns.10001', '1.2.3.4.5.6.7']) expect(taskgroupOfTask(none)).toBeUndefined();
});
