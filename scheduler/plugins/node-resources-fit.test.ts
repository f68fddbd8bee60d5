import type { AssignedPodChange, NodeChange } from '../framework';
import { nodeFacts } from '../node-info';
import { cycleOf, info, node, nodeInfo } from '../testing/objects';
import { lacks, nodeResourcesFit } from './node-resources-fit';

const busy = nodeInfo({ allocatable: { cpu: '4', memory: '8Gi', 'example.com/gpu': '2', pods: '3' } },
  [info({ name: 'other', requests: { cpu: '3', memory: '6Gi', 'example.com/gpu': '1' } })]);

test.each<[string, Record<string, string>, string, string[]]>([
  ['too much cpu beside the others', { cpu: '2' }, 'Unschedulable', ['Insufficient cpu']],
  ['more cpu than the node has', { cpu: '5' }, 'UnschedulableAndUnresolvable', ['Insufficient cpu']],
  ['cpu and memory', { cpu: '2', memory: '3Gi' }, 'Unschedulable', ['Insufficient cpu', 'Insufficient memory']],
  ['ephemeral storage', { 'ephemeral-storage': '1Ti' }, 'UnschedulableAndUnresolvable', ['Insufficient ephemeral-storage']],
  ['an extended resource', { 'example.com/gpu': '2' }, 'Unschedulable', ['Insufficient example.com/gpu']],
  ['a resource nobody has', { 'example.com/fpga': '1', cpu: '2' }, 'UnschedulableAndUnresolvable', ['Insufficient cpu', 'Insufficient example.com/fpga']],
])('does not fit: %s', (_, requests, code, reasons) => expect(lacks(info({ requests }), busy)).toEqual({ code, reasons }));

test.each([['the rest exactly', { cpu: '1', memory: '2Gi', 'example.com/gpu': '1' }], ['nothing', undefined], ['zero of what is short', { cpu: '0', memory: '1Gi' }]])(
  'fits: %s', (_, requests) => expect(lacks(info({ requests }), busy)).toBeUndefined());

test('too many pods', () => {
  const full = nodeInfo({ allocatable: { pods: '1' } }, [info({ name: 'other' })]);
  expect(lacks(info(), full)).toEqual({ code: 'Unschedulable', reasons: ['Too many pods'] });
});

test('a full node rejects only pods that want what it lacks', () => {
  const over = nodeInfo({ allocatable: { cpu: '1' } }, [info({ name: 'other', requests: { cpu: '2' } })]);
  expect(lacks(info({ requests: { memory: '1Gi' } }), over)).toBeUndefined();
  expect(lacks(info({ requests: { cpu: '1m' } }), over)).toMatchObject({ reasons: ['Insufficient cpu'] });
});

test('score: the share left free, cpu and memory alike', () => {
  const score = (requests: Record<string, string>, node = nodeInfo({ allocatable: { cpu: '4', memory: '8Gi' } })) =>
    nodeResourcesFit({ args: {} }).score?.(cycleOf({ requests }), node);
  expect(score({ cpu: '1', memory: '4Gi' })).toBe(62); // (75 + 50) / 2
  expect(score({ cpu: '4', memory: '8Gi' })).toBe(0);
  expect(score({ cpu: '1', memory: '1Gi' }, busy)).toBe(6); // (0 + 12) / 2
  expect(score({ cpu: '5', memory: '4Gi' })).toBe(25); // more than all of it: 0
  expect(score({ cpu: '1' }, nodeInfo({ allocatable: { cpu: '4', memory: '0' } }))).toBe(75);
});

test('score: containers without requests count 100m and 200Mi', () => {
  const node = nodeInfo({ allocatable: { cpu: '1', memory: '1000Mi' } }, [info({ name: 'other' })]);
  expect(nodeResourcesFit({ args: {} }).score?.(cycleOf(), node)).toBe(70); // (80 + 60) / 2
});

type Change = AssignedPodChange | NodeChange;
const helps = (requests: Record<string, string>, change: Change): boolean => {
  const rules = nodeResourcesFit({ args: {} }).wakeOn?.filter(({ kinds }) => (kinds as readonly string[]).includes(change.kinds[0] ?? '')) ?? [];
  return rules.some((rule) => (rule.helps as ((pod: unknown, change: Change) => boolean) | undefined)?.(info({ requests }), change) ?? true);
};
const facts = (allocatable: Record<string, string>) => nodeFacts(node({ allocatable }));
const came = (allocatable: Record<string, string>): NodeChange => ({ subject: 'Node', kinds: ['NodeAdded'], node: facts(allocatable) });
const changed = (now: Record<string, string>, old: Record<string, string>): NodeChange => ({ subject: 'Node', kinds: ['NodeAllocatableChanged'], node: facts(now), old: facts(old) });
const other = (requests: Record<string, string>) => info({ name: 'other', requests });
const shrunk = (now: Record<string, string>, old: Record<string, string>): AssignedPodChange => ({ subject: 'AssignedPod', kinds: ['PodScaledDown'], pod: other(now), old: other(old) });
const gpu = 'example.com/gpu';

test.each<[string, Record<string, string>, Change, boolean]>([
  ['a pod went', { cpu: '1' }, { subject: 'AssignedPod', kinds: ['PodGone'], pod: other({ memory: '1' }) }, true],
  ['a pod has less of what is wanted', { cpu: '1' }, shrunk({ cpu: '1' }, { cpu: '2' }), true],
  ['a pod has less of something else', { cpu: '1' }, shrunk({ cpu: '1', memory: '1Gi' }, { cpu: '1', memory: '2Gi' }), false],
  ['a pod has fewer of an extended resource', { [gpu]: '1' }, shrunk({}, { [gpu]: '1' }), true],
  ['a node that is large enough', { cpu: '4' }, came({ cpu: '4' }), true],
  ['a node that is too small', { cpu: '4' }, came({ cpu: '3' }), false],
  ['a node without the extended resource', { [gpu]: '1' }, came({}), false],
  ['a node for no pods', {}, came({ pods: '0' }), false],
  ['a node has more CPU', { cpu: '1' }, changed({ cpu: '4' }, { cpu: '2' }), true],
  ['a node has more CPU, memory is wanted', { memory: '1Gi' }, changed({ cpu: '4' }, { cpu: '2' }), false],
  ['a node has more, but not enough', { cpu: '8' }, changed({ cpu: '4' }, { cpu: '2' }), false],
  ['a node takes more pods', { cpu: '1' }, changed({ pods: '20' }, { pods: '10' }), true],
  ['a node has an extended resource now', { [gpu]: '1' }, changed({ [gpu]: '1' }, {}), true],
])('wakes: %s', (_what, requests, change, expected) => expect(helps(requests, change)).toBe(expected));
