/** Results on pods, written by a whole scheduler. */
import type { core } from '../../api';
import { isBound, isRejected, start, stopAll } from '../testing/running';
import { defaultPrefix } from './annotations';

afterEach(stopAll);

const at = (pod: core.Pod, key: string, prefix = defaultPrefix): string | undefined => pod.metadata.annotations?.[`${prefix}${key}`];
const attempts = (pod: core.Pod, prefix?: string): Record<string, string>[] => JSON.parse(at(pod, 'result-history', prefix) ?? '[]') as Record<string, string>[];

test('two attempts: the second has its node, the history has both', async () => {
  const bench = await start({ records: { level: 'annotations' } });
  await bench.addNode({ name: 'a', allocatable: { cpu: '1' } });
  await bench.addPod({ requests: { cpu: '2' } });
  const first = await bench.until('web', (pod) => isRejected(pod) && attempts(pod).length === 1);
  expect(at(first, 'selected-node')).toBe('');
  expect(JSON.parse(at(first, 'filter-result') ?? '')).toMatchObject({ a: { NodeUnschedulable: 'passed', NodeResourcesFit: 'Insufficient cpu' } });
  expect(JSON.parse(at(first, 'postfilter-result') ?? '')).toEqual({ a: {} });
  await bench.addNode({ name: 'b' });
  const second = await bench.until('web', (pod) => isBound(pod) && attempts(pod).length === 2);
  expect(at(second, 'selected-node')).toBe('b');
  expect(at(second, 'bind-result')).toBe('{"DefaultBinder":"success"}');
  expect(attempts(second).map((results) => results[`${defaultPrefix}selected-node`])).toEqual(['', 'b']);
});

test('plugins are told of as upstream has them, whatever ours leave out', async () => {
  const bench = await start({ records: { level: 'annotations' } });
  for (const name of ['a', 'b']) await bench.addNode({ name });
  await bench.addPod({ requests: { cpu: '1' } });
  const pod = await bench.until('web', (one) => attempts(one).length === 1);
  const result = (key: string): unknown => JSON.parse(at(pod, key) ?? '');
  expect(result('prefilter-result-status')).toMatchObject({ NodeAffinity: '', NodeResourcesFit: 'success' });
  expect(result('prefilter-result-status')).not.toHaveProperty('NodeName');
  expect(result('filter-result')).toMatchObject({ a: { NodeName: 'passed', NodeResourcesFit: 'passed', NodeUnschedulable: 'passed', TaintToleration: 'passed' } });
  expect(result('prescore-result')).toMatchObject({ NodeResourcesFit: 'success', TaintToleration: 'success' });
  expect(result('prescore-result')).not.toHaveProperty('ImageLocality');
  expect(result('score-result')).toMatchObject({ a: { ImageLocality: '0', TaintToleration: '0' } });
  expect(result('finalscore-result')).toMatchObject({ a: { ImageLocality: '0', TaintToleration: '300' } });
});

test('under another prefix', async () => {
  const bench = await start({ records: { level: 'annotations', prefix: 'scheduler-simulator/' } });
  await bench.addNode({ name: 'a' });
  await bench.addPod();
  const pod = await bench.until('web', (one) => attempts(one, 'scheduler-simulator/').length === 1);
  expect(Object.keys(pod.metadata.annotations ?? {}).every((key) => key.startsWith('scheduler-simulator/'))).toBe(true);
});

test.each([undefined, 'off', 'explain'] as const)('nothing is written with records %s', async (level) => {
  const bench = await start({ records: { level } });
  await bench.addNode({ name: 'a' });
  for (const name of ['web', 'later']) {
    await bench.addPod({ name });
    await bench.until(name, isBound);
  }
  expect((await bench.pod()).metadata.annotations ?? {}).toEqual({});
});
