import { cycleOf, info, nodeInfo } from '../testing/objects';
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
