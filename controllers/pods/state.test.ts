import { pod } from '../testing/objects';
import { isPodActive, isPodAvailable, isPodReady, isPodTerminating } from './state';

const readyAt = (time: string) => pod({ status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: time }] } });

test('a pod is active until it finishes or is deleted', () => {
  expect(isPodActive(pod({ status: { phase: 'Pending' } }))).toBe(true);
  expect(isPodActive(pod({ status: { phase: 'Succeeded' } }))).toBe(false);
  expect(isPodActive(pod({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }))).toBe(false);
});

test('a finished pod that is deleted is no longer terminating', () => {
  const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z' };
  expect(isPodTerminating(pod({ metadata, status: { phase: 'Running' } }))).toBe(true);
  expect(isPodTerminating(pod({ metadata, status: { phase: 'Failed' } }))).toBe(false);
});

test('availability is readiness that has lasted', () => {
  const ready = readyAt('2026-01-01T00:00:00Z');
  const at = Date.UTC(2026, 0, 1);
  expect(isPodReady(ready)).toBe(true);
  expect(isPodAvailable(ready, 0, at)).toBe(true);
  expect(isPodAvailable(ready, 10, at + 9_999)).toBe(false);
  expect(isPodAvailable(ready, 10, at + 10_000)).toBe(true);
});
