import { formatTime, type policy } from '../../api';
import { pod } from '../testing/objects';
import { countHealthy, deletionTimeoutMs, disruptedPods } from './disrupted';

const now = Date.UTC(2026, 0, 1);
const agoMs = (ms: number): string => formatTime(now - ms);
const budget = (disrupted: Record<string, string>) => ({ status: { disruptedPods: disrupted } }) as unknown as policy.PodDisruptionBudget;
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const named = (name: string, metadata: object = {}) => pod({ metadata: { name, ...metadata }, status: ready });

test('pods that were let go are remembered until they are gone or late', () => {
  const all = [named('fresh'), named('older'), named('late'), named('going', { deletionTimestamp: agoMs(0) }), named('other')];
  const found = disruptedPods(all, budget({ fresh: agoMs(1000), older: agoMs(60_000), late: agoMs(deletionTimeoutMs + 1000), going: agoMs(0), gone: agoMs(0) }), now);
  expect(found.pods).toEqual({ fresh: agoMs(1000), older: agoMs(60_000) });
  expect(found.stayed.map(({ metadata }) => metadata.name)).toEqual(['late']);
  expect(found.recheckAfterMs).toBe(deletionTimeoutMs - 60_000);
  expect(countHealthy(all, found.pods)).toBe(2);
});

test('nothing to remember, nothing to look at again', () => expect(disruptedPods([named('a')], budget({}), now)).toEqual({ pods: {}, stayed: [] }));
