/** From one content to the next. */
import { replicaSet } from '../../testing/objects';
import { isOver, nextSizes } from './rollout';

const set = (name: string, replicas: number, readyReplicas: number, created = '2026-01-01T00:00:00Z') =>
  replicaSet({ metadata: { name, creationTimestamp: created }, spec: { replicas }, status: { replicas, readyReplicas } });

test.each<[string, number, [number, number], [number, number][], Record<string, number>]>([
  ['no old ones', 3, [2, 2], [], { new: 3 }],
  ['nothing to do', 2, [2, 1], [], {}],
  ['the new ones are not ready', 2, [2, 0], [[2, 2]], {}],
  ['one new one is', 2, [2, 1], [[2, 2]], { old0: 1 }],
  ['all new ones are', 2, [2, 2], [[2, 2]], { old0: 0 }],
  ['old ones that are not ready are no loss', 2, [2, 0], [[2, 2], [2, 0]], { old1: 0 }],
  ['the newest old ones stay', 2, [2, 0], [[2, 2], [1, 1]], { old0: 1 }],
  ['more are asked for meanwhile', 4, [2, 0], [[2, 2]], { new: 4 }],
  ['to sleep meanwhile', 0, [2, 0], [[2, 2]], { new: 0, old0: 0 }],
])('%s', (_, desired, [replicas, ready], old, expected) => {
  const olds = old.map(([size, count], index) => set(`old${index}`, size, count, `2026-01-0${index + 1}T00:00:00Z`));
  const sizes = nextSizes(desired, set('new', replicas, ready, '2026-01-09T00:00:00Z'), olds);
  expect(Object.fromEntries([...sizes].map(([{ metadata }, size]) => [metadata.name, size]))).toEqual(expected);
});

test('a set is over when nothing of it is left', () => {
  const over = replicaSet({ metadata: { generation: 2 }, spec: { replicas: 0 }, status: { replicas: 0, observedGeneration: 2 } });
  expect(isOver(over)).toBe(true);
  expect(isOver({ ...over, spec: { ...over.spec, replicas: 1 } })).toBe(false);
  expect(isOver({ ...over, status: { ...over.status, replicas: 1 } })).toBe(false);
  expect(isOver({ ...over, status: { ...over.status, terminatingReplicas: 1 } })).toBe(false);
  expect(isOver({ ...over, status: { ...over.status, observedGeneration: 1 } })).toBe(false);
});
