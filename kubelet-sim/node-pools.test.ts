import { kinds } from '../api';
import { NodePoolFault, readNodePools, totalOf } from './node-pools';
import { addressOf } from './node-spec';
import { closeAll, openCluster } from './testing/cluster';

afterEach(closeAll);

const pools = `
kind: NodePool
metadata: { name: gpu }
spec:
  count: 2
  template:
    metadata: { labels: { pool: gpu }, annotations: { a: b } }
    spec: { taints: [{ key: nvidia.com/gpu, effect: NoSchedule }] }
    status: { capacity: { cpu: '64', memory: 512Gi, pods: '250', nvidia.com/gpu: '8' } }
---
kind: NodePool
metadata: { name: small }
spec: { count: 3, namePattern: 's{index}.example.com', firstIndex: 0 }
---
apiVersion: v1
kind: Node
metadata: { name: special, labels: { one: 'true' } }
status: { capacity: { cpu: '1' }, allocatable: { cpu: 500m } }
`;

it('pools are read as they are written', () => {
  const read = readNodePools(pools);
  expect(totalOf(read)).toBe(6);
  expect(read.flatMap(({ count, nameOf }) => Array.from({ length: count }, (_, i) => nameOf(i)))).toEqual(['gpu-1', 'gpu-2', 's0.example.com', 's1.example.com', 's2.example.com', 'special']);
  expect(readNodePools('')).toEqual([]);
  expect(totalOf(readNodePools('{ kind: List, items: [{ kind: Node, metadata: { name: a } }, { kind: Node, metadata: { name: b } }] }'))).toBe(2);
});

it.each<[string, string]>([
  ['kind: Pod\nmetadata: { name: a }', 'a: kind must be Node or NodePool'], ['kind: NodePool', 'a document has no metadata.name'], ['a: [', 'Flow sequence'],
  ['{ kind: NodePool, metadata: { name: a }, spec: { count: -1 } }', 'a: spec.count must be a whole number from 0 to 20000'], ['{ kind: NodePool, metadata: { name: a }, spec: { count: 2, namePattern: a } }', 'a: spec.namePattern must contain {index}'],
  ['{ kind: NodePool, metadata: { name: a }, spec: { template: { spec: { taint: [] } } } }', 'a: unknown field "spec.taint"'], ['{ kind: Node, metadata: { name: a }, status: { capacity: { cpu: lots } } }', 'a: '],
  ['{ kind: Node, metadata: { name: a } }\n---\n{ kind: Node, metadata: { name: a } }', 'two nodes are called "a"'], ['{ kind: NodePool, metadata: { name: a }, spec: { firstIndex: x } }', 'a: spec.firstIndex must be a whole number'],
])('%s is refused', (text, message) => {
  expect(() => readNodePools(text)).toThrow(NodePoolFault);
  expect(() => readNodePools(text)).toThrow(message);
});

it('their nodes are registered with ranges and addresses of their own, beside those that are there', async () => {
  const cluster = await openCluster();
  cluster.start({ nodes: 2, pools: readNodePools(pools) });
  const list = async () => (await cluster.registry.of(kinds.nodes).list()).items;
  await cluster.until(async () => (await list()).length === 8 && (await list()).every(({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')));
  const nodes = await list();
  expect(new Set(nodes.map(({ spec }) => spec.podCIDR)).size).toBe(8);
  expect(new Set(nodes.map(addressOf)).size).toBe(8);
  expect(nodes.find(({ metadata }) => metadata.name === 'gpu-1')).toMatchObject({
    metadata: { labels: { pool: 'gpu', 'kubernetes.io/hostname': 'gpu-1' }, annotations: { a: 'b' } }, spec: { taints: [{ key: 'nvidia.com/gpu' }] },
    status: { capacity: { 'nvidia.com/gpu': '8' }, allocatable: { 'nvidia.com/gpu': '8' } },
  });
  expect(nodes.find(({ metadata }) => metadata.name === 'special')?.status).toMatchObject({ capacity: { cpu: '1' }, allocatable: { cpu: '500m' } });
  expect(nodes.find(({ metadata }) => metadata.name === 'node-1')?.spec.podCIDR).toBe('10.244.0.0/24');
  expect(cluster.complaints).toEqual([]);
});

it('nodes with kwok’s annotation or the selected labels are served too, each at an address of its own', async () => {
  const cluster = await openCluster();
  cluster.start({ nodes: 0, nodeSelector: { requirements: [], matches: (labels) => labels?.mine === 'yes', empty: false, toString: () => 'mine=yes' } });
  const nodes = cluster.registry.of(kinds.nodes);
  const make = (name: string, metadata: object) => nodes.create({ kind: 'Node', apiVersion: 'v1', metadata: { name, ...metadata }, spec: {}, status: {} });
  await make('kwok', { annotations: { 'kwok.x-k8s.io/node': 'fake' } });
  await make('mine', { labels: { mine: 'yes' } });
  await make('other', {});
  await make('third', { labels: { mine: 'yes' } });
  const ready = async () => (await nodes.list()).items.filter(({ status }) => status.conditions?.some(({ type }) => type === 'Ready'));
  await cluster.until(async () => (await ready()).length === 3);
  await cluster.clock.step(60_000);
  expect((await ready()).map(({ metadata }) => metadata.name)).toEqual(['kwok', 'mine', 'third']);
  expect(new Set((await ready()).map(addressOf)).size).toBe(3);
});
