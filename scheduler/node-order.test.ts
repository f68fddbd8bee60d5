import { SteppedClock } from '../api';
import { interleaved } from './node-order';
import { ClusterCache } from './snapshot';
import { node, nodeInfo, type NodeSketch } from './testing/objects';

const inZone = (name: string, zone: string, region = ''): NodeSketch =>
  ({ name, labels: { 'topology.kubernetes.io/zone': zone, ...(region && { 'topology.kubernetes.io/region': region }) } });
const names = (nodes: readonly { name: string }[]): string => nodes.map(({ name }) => name).join(' ');

test('one node of each zone in turn', () => {
  const sketches = [inZone('a1', 'a'), inZone('a2', 'a'), inZone('a3', 'a'), inZone('b1', 'b'), { name: 'none' }, inZone('b2', 'b')];
  expect(names(interleaved(sketches.map((sketch) => nodeInfo(sketch))))).toBe('a1 b1 none a2 b2 a3');
  expect(interleaved([])).toEqual([]);
});

test('zones of one name in two regions are two; older labels count', () => {
  const old = { name: 'old', labels: { 'failure-domain.beta.kubernetes.io/zone': 'a', 'failure-domain.beta.kubernetes.io/region': 'east' } };
  const sketches = [inZone('e1', 'a', 'east'), inZone('e2', 'a', 'east'), old, inZone('w1', 'a', 'west')];
  expect(names(interleaved(sketches.map((sketch) => nodeInfo(sketch))))).toBe('e1 w1 e2 old');
});

test('a snapshot is so ordered, also after a node has moved to another zone', () => {
  const cache = new ClusterCache(new SteppedClock());
  for (const sketch of [inZone('a1', 'a'), inZone('a2', 'a'), inZone('b1', 'b')]) cache.putNode(node(sketch));
  expect(names(cache.snapshot().nodes)).toBe('a1 b1 a2');
  cache.putNode(node(inZone('a2', 'b')));
  expect(names(cache.snapshot().nodes)).toBe('a1 a2 b1');
  cache.removeNode('a1');
  expect(names(cache.snapshot().nodes)).toBe('a2 b1');
});
