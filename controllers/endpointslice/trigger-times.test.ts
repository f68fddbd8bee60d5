import type { core } from '../../api';
import { pod } from '../testing/objects';
import { TriggerTimes } from './trigger-times';

const service: core.Service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', creationTimestamp: '2026-01-01T00:00:05Z' }, spec: {}, status: {} };
const readyAt = (name: string, second: number): core.Pod =>
  pod({ metadata: { name }, status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: `2026-01-01T00:00:0${second}Z` }] } });

test('the first of the times that are new', () => {
  const times = new TriggerTimes();
  const next = (...pods: core.Pod[]) => times.next('default/web', service, pods);
  expect(next(readyAt('a', 7))).toBe('2026-01-01T00:00:05Z');
  expect(next(readyAt('a', 7))).toBeUndefined();
  expect(next(readyAt('a', 7), readyAt('b', 9), readyAt('c', 8))).toBe('2026-01-01T00:00:08Z');
  // One that goes has no time.
  expect(next(readyAt('a', 7), readyAt('b', 9))).toBeUndefined();
  times.forget('default/web');
  expect(next()).toBe('2026-01-01T00:00:05Z');
});
