import { nodeFacts } from '../node-info';
import { cycleOf, info, node, nodeInfo } from '../testing/objects';
import { nodeUnschedulable } from './node-unschedulable';

const plugin = nodeUnschedulable();
const cordoned = { name: 'n', spec: { unschedulable: true } };
const tolerations = [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' as const }];

test.each([
  ['an open node', {}, {}, undefined],
  ['a cordoned node', {}, cordoned, { code: 'UnschedulableAndUnresolvable', reasons: ['node(s) were unschedulable'] }],
  ['a cordoned node with a toleration', { spec: { tolerations } }, cordoned, undefined],
])('%s', (_, pod, sketch, expected) => expect(plugin.filter?.(cycleOf(pod), nodeInfo(sketch))).toEqual(expected));

test('uncordoning helps, cordoning does not', () => {
  const [open, closed] = [nodeFacts(node({ name: 'n' })), nodeFacts(node(cordoned))];
  const wake = plugin.wakeOn?.find((rule) => rule.subject === 'Node');
  if (wake?.subject !== 'Node') throw new Error('no rule for nodes');
  const helps = (facts: typeof open, old: typeof open): boolean | undefined =>
    wake.helps?.(info(), { subject: 'Node', kinds: ['NodeTaintsChanged'], node: facts, old });
  expect([helps(open, closed), helps(closed, open)]).toEqual([true, false]);
});
