import { deployment, replicaSet } from '../testing/objects';
import { withSizes } from './annotations';
import type { Sizes } from './rolling';
import { isScalingEvent, scaledSizes } from './scaling';

const rolling = (replicas: number, maxSurge = 3) =>
  deployment({ spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 2 } } } });
const set = (name: string, replicas: number, of: number, created = '2026-01-01T00:00:00Z') => replicaSet({
  metadata: { name, creationTimestamp: created, annotations: withSizes({}, rolling(of)) },
  spec: { replicas }, status: { replicas, availableReplicas: replicas },
});
const named = (sizes: Sizes) => Object.fromEntries([...sizes].map(([{ metadata }, size]) => [metadata.name, size]));

test('a Deployment whose active sets remember another size was scaled', () => {
  expect(isScalingEvent(rolling(5), [set('a', 5, 5), set('gone', 0, 3)])).toBe(false);
  expect(isScalingEvent(rolling(10), [set('a', 5, 5)])).toBe(true);
});

test('a single set takes it all', () => {
  expect(named(scaledSizes(rolling(10), set('new', 5, 5), [set('old', 0, 5)]))).toEqual({ new: 10 });
  expect(named(scaledSizes(rolling(0), set('new', 5, 5), []))).toEqual({ new: 0 });
});

test('in a rollout sets grow in proportion, the rest goes to the largest', () => {
  expect(named(scaledSizes(rolling(15), set('new', 5, 10), [set('old', 8, 10)]))).toEqual({ old: 11, new: 7 });
});

test('in a rollout sets shrink in proportion', () => {
  expect(named(scaledSizes(rolling(5), set('new', 5, 10), [set('old', 8, 10)]))).toEqual({ old: 5, new: 3 });
  expect(named(scaledSizes(rolling(0), set('new', 5, 10), [set('old', 8, 10)]))).toEqual({ old: 0, new: 0 });
});

test('once the new set is saturated the old ones go', () => {
  expect(named(scaledSizes(rolling(5), set('new', 5, 5), [set('old', 2, 5)]))).toEqual({ old: 0 });
});
