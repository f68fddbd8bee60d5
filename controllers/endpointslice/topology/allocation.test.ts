import type { core } from '../../../api';
import { allocate, sharesOf } from './allocation';

const node = (zone: string | undefined, cpu: string | undefined, parts: { ready?: boolean; labels?: Record<string, string> } = {}): core.Node => ({
  apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels: { ...(zone !== undefined && { 'topology.kubernetes.io/zone': zone }), ...parts.labels } }, spec: {},
  status: { ...(cpu !== undefined && { allocatable: { cpu } }), conditions: [{ type: 'Ready', status: parts.ready === false ? 'False' : 'True' } as core.NodeCondition] },
});

describe('shares', () => {
  it.each<[string, core.Node[], Record<string, number> | undefined]>([
    ['go by CPU', [node('b', '1'), node('a', '2'), node('a', '1000m')], { a: 0.75, b: 0.25 }],
    ['count ready nodes alone', [node('a', '1'), node('b', '1'), node('b', '8', { ready: false })], { a: 0.5, b: 0.5 }],
    ['count no control plane', [node('a', '1'), node('b', '1'), node(undefined, '8', { labels: { 'node-role.kubernetes.io/control-plane': '' } })], { a: 0.5, b: 0.5 }],
    ['need a zone of every node', [node('a', '1'), node('b', '1'), node(undefined, '1')], undefined],
    ['need the CPU of every node', [node('a', '1'), node('b', '1'), node('b', undefined)], undefined],
    ['need two zones', [node('a', '1'), node('a', '1')], undefined],
    ['need nodes', [], undefined],
  ])('%s', (_, nodes, shares) => {
    const found = sharesOf(nodes);
    expect(found && Object.fromEntries(found)).toEqual(shares);
    if (found) expect([...found.keys()]).toEqual([...found.keys()].sort());
  });
});

describe('allocations', () => {
  const even = new Map([['a', 0.5], ['b', 0.5]]);
  const thirds = new Map([['a', 1 / 3], ['b', 1 / 3], ['c', 1 / 3]]);
  const uneven = new Map([['a', 0.8], ['b', 0.2]]);

  it.each<[number, ReadonlyMap<string, number>, object]>([
    [4, even, { a: { minimum: 2, maximum: 2, desired: 2 }, b: { minimum: 2, maximum: 2, desired: 2 } }],
    [10, even, { a: { minimum: 5, maximum: 5, desired: 5 }, b: { minimum: 5, maximum: 5, desired: 5 } }],
    [12, even, { a: { minimum: 5, maximum: 7, desired: 6 }, b: { minimum: 5, maximum: 7, desired: 6 } }],
    [5, uneven, { a: { minimum: 4, maximum: 4, desired: 4 }, b: { minimum: 1, maximum: 1, desired: 1 } }],
  ])('of %d endpoints', (endpoints, shares, wanted) => {
    const found = allocate(endpoints, shares);
    expect(typeof found === 'string' ? found : Object.fromEntries(found)).toEqual(wanted);
  });

  it.each<[number, ReadonlyMap<string, number> | undefined, string]>([
    [4, undefined, 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes'],
    [2, thirds, 'Insufficient number of endpoints (2 endpoints, 3 zones)'],
    [4, thirds, 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (4 endpoints, 3 zones)'],
    [3, even, 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (3 endpoints, 2 zones)'],
  ])('%d endpoints cannot be shared out', (endpoints, shares, why) => {
    expect(allocate(endpoints, shares)).toBe(why);
  });
});
