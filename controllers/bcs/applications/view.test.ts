import { bcsRules, type core, type ObjectKey } from '../../../api';
import type { Lister } from '../../../client';
import { Sight } from './view';

const { marks } = bcsRules;
const now = Date.UTC(2026, 0, 1, 12);
const at = (ms: number): string => new Date(ms).toISOString();

const nodes = new Map<string, core.Node>();
const node = (name: string, ready: string): void => void nodes.set(name, { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: { conditions: [{ type: 'Ready', status: ready }] } });
const lister: Lister<core.Node> = { get: ({ name }: ObjectKey) => nodes.get(name), list: () => [...nodes.values()], byIndex: () => [] };
beforeEach(() => nodes.clear());

const pod = (index: number, nanos: string, parts: { annotations?: Record<string, string>; labels?: Record<string, string>; nodeName?: string; bound?: number } = {}): core.Pod => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: {
    name: `${index}-${nanos}`, namespace: 'default', creationTimestamp: at(now - 60_000), labels: parts.labels ?? { [marks.indexLabel]: String(index) },
    annotations: parts.annotations ?? { [marks.taskgroupAnnotation]: `${index}.web.prod.10001.${nanos}` },
  },
  spec: { containers: [{ name: 'c0', image: 'a' }], ...(parts.nodeName && { nodeName: parts.nodeName }) },
  status: {
    phase: 'Running', containerStatuses: [{ name: 'c0', image: 'a', imageID: '', ready: true, restartCount: 0, state: { running: { startedAt: at(now - 50_000) } } }],
    conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: at(parts.bound ?? now - 60_000) }],
  },
});

test('by index, then by age', () => {
  const seen = new Sight(lister).of([pod(2, '5'), pod(0, '10'), pod(0, '9'), pod(10, '1')], now);
  expect(seen.map(({ id: { index, nanos } }) => `${index}/${nanos}`)).toEqual(['0/9', '0/10', '2/5', '10/1']);
});

test('a pod is looked at once, and again when its node turns', () => {
  node('a', 'True');
  const sight = new Sight(lister);
  const one = pod(0, '1', { nodeName: 'a' });
  const [first] = sight.of([one], now);
  expect(first).toMatchObject({ status: 'Running', nodeLost: false, bound: true });
  expect(sight.of([one], now)[0]).toBe(first);
  node('a', 'Unknown');
  expect(sight.of([one], now)[0]).toMatchObject({ status: 'Lost', nodeLost: true });
});

test('a node that is gone is lost; one that was never seen may be on its way', () => {
  const sight = new Sight(lister);
  expect(sight.of([pod(0, '1', { nodeName: 'b' })], now)[0]?.nodeLost).toBe(true);
  expect(sight.of([pod(0, '1', { nodeName: 'b', bound: now - 1000 })], now)[0]?.nodeLost).toBe(false);
});

test('without its id it is known by its index, without that it is one too many', () => {
  const seen = new Sight(lister).of([pod(1, '1', { annotations: {} }), pod(1, '2', { annotations: {}, labels: { [marks.indexLabel]: 'x' } })], now);
  expect(seen.map(({ index, id }) => [index, id.nanos])).toEqual([[1, `${now - 60_000}000000`], [Number.MAX_SAFE_INTEGER, `${now - 60_000}000000`]]);
});
