import type { core } from '../../api';
import { cycleOf, nodeInfo } from '../testing/objects';
import { taintToleration } from './taint-toleration';

const plugin = taintToleration();
const tainted = (...taints: core.Taint[]) => nodeInfo({ spec: { taints } });
const dedicated: core.Taint = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };
const rejection = { code: 'UnschedulableAndUnresolvable', reasons: ['node(s) had untolerated taint(s)'] };

const tolerating: [string, core.Toleration[], core.Taint, boolean][] = [
  ['no toleration', [], dedicated, false],
  ['the same key and value', [{ key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' }], dedicated, true],
  ['Equal is the default operator', [{ key: 'dedicated', value: 'db' }], dedicated, true],
  ['another value', [{ key: 'dedicated', value: 'web' }], dedicated, false],
  ['another effect', [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }], dedicated, false],
  ['Exists takes any value', [{ key: 'dedicated', operator: 'Exists' }], dedicated, true],
  ['Exists without key takes everything', [{ operator: 'Exists' }], dedicated, true],
  ['NoExecute keeps away too', [], { key: 'k', effect: 'NoExecute' }, false],
  ['PreferNoSchedule does not keep away', [], { key: 'k', effect: 'PreferNoSchedule' }, true],
  ['numeric operators are off by default', [{ key: 'dedicated', operator: 'Gt', value: '1' }], dedicated, false],
];

test.each(tolerating)('filter: %s', (_, tolerations, taint, passes) =>
  expect(plugin.filter?.(cycleOf({ spec: { tolerations } }), tainted(taint))).toEqual(passes ? undefined : rejection));

test('score: the fewer untolerated soft taints the better', () => {
  const soft = (key: string): core.Taint => ({ key, effect: 'PreferNoSchedule' });
  const nodes = [tainted(), tainted(soft('a')), tainted(soft('a'), soft('b')), tainted(soft('c'))];
  const cycle = cycleOf({ spec: { tolerations: [{ key: 'c', operator: 'Exists' }, { key: 'a', operator: 'Exists', effect: 'NoSchedule' }] } });
  plugin.preScore?.(cycle, nodes);
  const scores = Float64Array.from(nodes, (node) => plugin.score?.(cycle, node) ?? NaN);
  expect([...scores]).toEqual([0, 1, 2, 0]);
  plugin.normalize?.(cycle, scores, nodes);
  expect([...scores]).toEqual([100, 50, 0, 100]);
});
