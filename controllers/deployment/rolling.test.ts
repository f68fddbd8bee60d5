import { deployment, replicaSet } from '../testing/objects';
import { growNew, shrinkOld, type Sizes } from './rolling';
import { fenceposts } from './sizes';

const rolling = (replicas: number, maxSurge: number | string, maxUnavailable: number | string) =>
  deployment({ spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } } });
const set = (name: string, replicas: number, available: number, created = '2026-01-01T00:00:00Z') =>
  replicaSet({ metadata: { name, creationTimestamp: created }, spec: { replicas }, status: { replicas, availableReplicas: available } });
const named = (sizes: Sizes) => Object.fromEntries([...sizes].map(([{ metadata }, size]) => [metadata.name, size]));

test('percentages: surge is rounded up, unavailable down', () => {
  expect(fenceposts(rolling(10, '25%', '25%'))).toEqual({ maxSurge: 3, maxUnavailable: 2 });
  expect(fenceposts(rolling(1, '25%', '25%'))).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  expect(fenceposts(rolling(3, 0, '1%'))).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  expect(fenceposts(rolling(2, 1, 5))).toEqual({ maxSurge: 1, maxUnavailable: 2 });
});

test('the new set grows by the surge, and on as old pods go', () => {
  const d = rolling(10, 3, 2);
  expect(named(growNew(d, set('new', 0, 0), [set('old', 10, 10)]))).toEqual({ new: 3 });
  expect(named(growNew(d, set('new', 3, 0), [set('old', 10, 10)]))).toEqual({});
  expect(named(growNew(d, set('new', 3, 3), [set('old', 5, 5)]))).toEqual({ new: 8 });
  expect(named(growNew(d, set('new', 12, 12), []))).toEqual({ new: 10 });
});

test('old sets shrink as far as enough pods stay available', () => {
  const d = rolling(10, 3, 2);
  expect(named(shrinkOld(d, set('new', 3, 0), [set('old', 10, 10)]))).toEqual({ old: 8 });
  expect(named(shrinkOld(d, set('new', 3, 0), [set('old', 8, 8)]))).toEqual({});
  expect(named(shrinkOld(d, set('new', 5, 5), [set('old', 8, 8)]))).toEqual({ old: 3 });
});

test('unhealthy pods of old sets go first, oldest set first', () => {
  const d = rolling(4, 1, 1);
  const older = set('older', 2, 0, '2026-01-01T00:00:00Z');
  const old = set('old', 3, 3, '2026-01-02T00:00:00Z');
  expect(named(shrinkOld(d, set('new', 0, 0), [old, older]))).toEqual({ older: 0 });
});

test('nothing shrinks while the new pods are not available and nothing can be spared', () => {
  expect(named(shrinkOld(rolling(3, 1, 0), set('new', 1, 0), [set('old', 3, 3)]))).toEqual({});
  expect(named(shrinkOld(rolling(3, 1, 0), set('new', 1, 1), [set('old', 3, 3)]))).toEqual({ old: 2 });
});
