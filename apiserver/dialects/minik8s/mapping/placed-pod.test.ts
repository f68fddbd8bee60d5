/** Where pods of this API are to go (D-12). */
import { BadValue } from '../shape';
import { placedPod, storedPod, writtenPod } from './pod';

const containers = [{ name: 'web', image: 'nginx' }];

test.each<[string, { nodeName?: string; annotations?: Record<string, string> }, { schedulerName: string; wish?: string; only?: string }]>([
  ['round robin', {}, { schedulerName: 'minik8s-round-robin' }],
  ['by a policy', { annotations: { 'minik8s.io/scheduling-policy': 'Random' } }, { schedulerName: 'minik8s-random' }],
  ['rather on a node', { nodeName: 'n1' }, { schedulerName: 'minik8s-round-robin', wish: 'n1' }],
  ['only there', { nodeName: 'n1', annotations: { 'minik8s.io/strict-node-name': 'true' } }, { schedulerName: 'minik8s-round-robin', wish: 'n1', only: 'n1' }],
  ['only on none', { annotations: { 'minik8s.io/strict-node-name': 'true' } }, { schedulerName: 'minik8s-round-robin' }],
])('%s', (_what, { nodeName, annotations }, { schedulerName, wish, only }) => {
  const placed = placedPod({ spec: { containers, ...(nodeName && { nodeName }) }, annotations }, 'spec');
  expect(placed.spec.nodeName).toBeUndefined();
  expect(placed.spec.schedulerName).toBe(schedulerName);
  expect(placed.annotations['minik8s.io/node-name']).toBe(wish);
  expect(placed.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual(only && [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [only] }] }]);
});

test('what was written comes back', () => {
  const annotations = { 'minik8s.io/strict-node-name': 'true' };
  const { spec, metadata } = writtenPod(storedPod({ metadata: { name: 'web', annotations }, spec: { containers, nodeName: 'n1' } }));
  expect([spec?.nodeName, metadata?.annotations]).toEqual(['n1', annotations]);
});

test('a policy that there is not', () => {
  expect(() => placedPod({ annotations: { 'minik8s.io/scheduling-policy': 'Best' } }, 'spec')).toThrow(BadValue);
});
