import type { PluginIngredients } from '../framework';
import { cycleOf, info, nodeInfo } from '../testing/objects';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation';
import { nodeResourcesFit } from './node-resources-fit';
import { requestedToCapacityRatio } from './resource-scores';

type Requests = Record<string, string>;

const gpu = 'example.com/gpu';
const half = nodeInfo({ allocatable: { cpu: '4', memory: '8Gi', [gpu]: '4' } }, [info({ name: 'other', requests: { cpu: '1', memory: '4Gi', [gpu]: '1' } })]);

const fitScore = (scoringStrategy: unknown, requests: Requests, node = half) => nodeResourcesFit({ args: { scoringStrategy } }).score?.(cycleOf({ requests }), node);
const cpuMemory = [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }];
const bins = (...shape: [number, number][]) => ({ shape: shape.map(([utilization, score]) => ({ utilization, score })) });

test.each<[string, unknown, Requests, number]>([
  ['least', { type: 'LeastAllocated', resources: cpuMemory }, { cpu: '1', memory: '2Gi' }, 37], // (50 + 25) / 2
  ['least, CPU three times', { type: 'LeastAllocated', resources: [{ name: 'cpu', weight: 3 }, { name: 'memory', weight: 1 }] }, { cpu: '1', memory: '2Gi' }, 43],
  ['most', { type: 'MostAllocated', resources: cpuMemory }, { cpu: '1', memory: '2Gi' }, 62],
  ['most, more than there is', { type: 'MostAllocated', resources: cpuMemory }, { cpu: '9', memory: '2Gi' }, 87],
  ['most of an extended resource', { type: 'MostAllocated', resources: [{ name: gpu, weight: 1 }] }, { cpu: '1', memory: '1', [gpu]: '2' }, 75],
  ['an extended resource that the pod does not want', { type: 'MostAllocated', resources: [{ name: gpu, weight: 5 }, ...cpuMemory] }, { cpu: '1', memory: '2Gi' }, 62],
  ['a resource that the node has not', { type: 'LeastAllocated', resources: [{ name: 'example.com/fpga' }] }, { 'example.com/fpga': '1' }, 0],
  ['ratio', { type: 'RequestedToCapacityRatio', resources: cpuMemory, requestedToCapacityRatio: bins([0, 0], [100, 10]) }, { cpu: '1', memory: '2Gi' }, 63], // 62.5
  ['ratio, where some are worth nothing', { type: 'RequestedToCapacityRatio', resources: cpuMemory, requestedToCapacityRatio: bins([50, 0], [100, 10]) }, { cpu: '1', memory: '2Gi' }, 50],
])('%s', (_, strategy, requests, score) => expect(fitScore(strategy, requests)).toBe(score));

test.each([[0, 20], [10, 20], [40, 50], [70, 80], [85, 40], [100, 0]])('a shape at %d%%', (utilization, score) =>
  expect(requestedToCapacityRatio([{ utilization: 10, score: 2 }, { utilization: 70, score: 8 }, { utilization: 100, score: 0 }])(utilization, 100)).toBe(score));

test('extended resources may be ignored, by name or by group; others may not', () => {
  const filter = (args: PluginIngredients['args'], requests: Requests) => nodeResourcesFit({ args }).filter?.(cycleOf({ requests }), half)?.reasons;
  const wanted = { 'example.com/fpga': '1', 'other.org/thing': '1' };
  expect(filter({}, wanted)).toEqual(['Insufficient example.com/fpga', 'Insufficient other.org/thing']);
  expect(filter({ ignoredResources: ['example.com/fpga'] }, wanted)).toEqual(['Insufficient other.org/thing']);
  expect(filter({ ignoredResources: ['example.com/fpga'], ignoredResourceGroups: ['other.org'] }, wanted)).toBeUndefined();
  expect(filter({ ignoredResources: ['cpu', 'hugepages-2Mi'] }, { cpu: '9', 'hugepages-2Mi': '2Mi' })).toEqual(['Insufficient cpu', 'Insufficient hugepages-2Mi']);
});

test.each<[string, Requests, PluginIngredients['args'], number]>([
  ['cpu and memory alike, which they were not', { cpu: '3', memory: '4Gi' }, {}, 81], // 50 + (50 + 100 - 87) / 2
  ['as uneven as before', { cpu: '1', memory: '2Gi' }, {}, 75],
  ['more than there is counts as all', { cpu: '100m', memory: '100Gi' }, {}, 63], // 50 + (50 + 63 - 87) / 2
  ['three resources', { cpu: '1', memory: '4Gi', [gpu]: '3' }, { resources: [...cpuMemory, { name: gpu, weight: 1 }] }, 69], // 50 + (50 + 76 - 88) / 2
  ['one resource is as even as before', { cpu: '1' }, { resources: [{ name: 'cpu', weight: 1 }] }, 75],
])('balance: %s', (_, requests, args, score) =>
  expect(nodeResourcesBalancedAllocation({ args }).score?.(cycleOf({ requests }), half)).toBe(score));

test('balance says nothing of pods that ask for nothing', () => {
  const plugin = nodeResourcesBalancedAllocation({ args: {} });
  expect(plugin.preScore?.(cycleOf(), [half])).toMatchObject({ code: 'Skip' });
  expect(plugin.preScore?.(cycleOf({ requests: { [gpu]: '1' } }), [half])).toMatchObject({ code: 'Skip' });
  expect(plugin.preScore?.(cycleOf({ requests: { cpu: '1' } }), [half])).toBeUndefined();
});
