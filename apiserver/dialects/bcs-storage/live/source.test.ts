import { KindSource } from './source';
import { anyOf, collection, configMap, kinds, liveCluster, pod, RememberingSink, type LiveCluster } from './testing/live-cluster';

let at: LiveCluster;
let stopping: AbortController;

afterEach(async () => {
  stopping.abort();
  await at.close();
});

async function follow(definition: Parameters<typeof anyOf>[0], options?: Parameters<typeof liveCluster>[0]): Promise<{ readonly source: KindSource; readonly sink: RememberingSink; open(): Promise<void>; reached(): Promise<void> }> {
  at = await liveCluster(options);
  stopping = new AbortController();
  const source = new KindSource(collection(definition.kind), anyOf(definition), at.deps);
  const sink = new RememberingSink();
  return { source, sink, open: () => source.open(sink, stopping.signal), reached: async () => source.reached(await at.store.revision()) };
}

const key = { namespace: 'default', name: 'a' };

it('tells what there is, then every change; who waits for the store’s revision has seen them all', async () => {
  const { sink, open, reached } = await follow(anyOf(kinds.configmaps));
  const maps = at.registry.of(kinds.configmaps);
  await maps.create(configMap('a', { k: '1' }));
  await open();
  expect(sink.said).toEqual(['put default/a']);
  await maps.update(key, (map) => ({ ...map, data: { k: '2' } }));
  await reached();
  expect(sink.answers()).toMatchObject([{ data: { data: { k: '2' } } }]);
  await maps.delete(key);
  await reached();
  expect(sink.said).toEqual(['put default/a', 'put default/a', 'gone default/a']);
  expect(sink.documents.size).toBe(0);
});

it('a document is the object without managedFields, between identity and times; its text and its value say the same', async () => {
  const { sink, open, reached } = await follow(anyOf(kinds.pods));
  const pods = at.registry.of(kinds.pods);
  const { metadata } = await pods.create(pod('a'), { fieldManager: 'kubectl' });
  await at.clock.step(60_000);
  await open();
  const [document] = sink.documents.values();
  const stored = await pods.get(key);
  expect(stored.metadata.managedFields).toHaveLength(1);
  const [answer] = sink.answers();
  expect(Object.keys(answer!)).toEqual(['_id', 'clusterId', 'namespace', 'resourceType', 'resourceName', 'data', 'createTime', 'updateTime']);
  expect(answer).toEqual({
    _id: document!.id, clusterId: 'BCS-K8S-00000', namespace: 'default', resourceType: 'Pod', resourceName: 'a',
    data: { ...stored, metadata: { ...stored.metadata, managedFields: undefined } }, createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:00:00.000Z',
  });
  expect(answer!.data).not.toHaveProperty('metadata.managedFields');
  expect(JSON.parse(JSON.stringify(document!.value))).toEqual(answer);
  expect(document).toMatchObject({ key: { ...collection('Pod'), ...key }, revision: Number(metadata.resourceVersion), createTime: Date.UTC(2026, 0, 1) });
  expect(document!.id).toMatch(/^[0-9a-f]{24}$/);

  await at.clock.step(1234);
  await pods.update(key, (found) => ({ ...found, metadata: { ...found.metadata, labels: { é: 'x' } } })).catch(() => undefined);
  await pods.update(key, (found) => ({ ...found, metadata: { ...found.metadata, annotations: { note: 'größer 🎈' } } }));
  await reached();
  expect(sink.answers()).toMatchObject([{ _id: document!.id, createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:01:01.234Z', data: { metadata: { annotations: { note: 'größer 🎈' } } } }]);
});

it('another object of the same name is another document', async () => {
  const { sink, open, reached } = await follow(anyOf(kinds.configmaps));
  const maps = at.registry.of(kinds.configmaps);
  await maps.create(configMap('a'));
  await open();
  const id = sink.documents.get('default/a')?.id;
  await maps.delete(key);
  await maps.create(configMap('a'));
  await reached();
  expect(sink.documents.get('default/a')?.id).not.toBe(id);
});

it('passes over kube-system and what is called kubernetes', async () => {
  const { sink, open, reached } = await follow(anyOf(kinds.configmaps));
  const maps = at.registry.of(kinds.configmaps);
  await maps.create(configMap('a', {}, 'kube-system'));
  await maps.create(configMap('kubernetes'));
  await open();
  await maps.create(configMap('b', {}, 'kube-system'));
  await maps.create(configMap('b'));
  await maps.delete({ namespace: 'default', name: 'kubernetes' });
  await reached();
  expect(sink.said).toEqual(['put default/b']);
});

it('a node’s heartbeat is no change, anything else of it is', async () => {
  const { sink, open, reached } = await follow(anyOf(kinds.nodes));
  const nodes = at.registry.of(kinds.nodes);
  const condition = (time: string, status = 'True') => ({ type: 'Ready', status, reason: 'r', message: 'm', lastHeartbeatTime: time, lastTransitionTime: '2026-01-01T00:00:00Z' });
  await nodes.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status: {} });
  await nodes.update({ name: 'n' }, (node) => ({ ...node, status: { ...node.status, conditions: [condition('2026-01-01T00:00:00Z')] } }), { subresource: 'status' });
  await open();
  const before = sink.answers();
  await at.clock.step(5000);
  await nodes.update({ name: 'n' }, (node) => ({ ...node, status: { ...node.status, conditions: [condition('2026-01-01T00:00:05Z')] } }), { subresource: 'status', fieldManager: 'kubelet' });
  await reached();
  expect(sink.answers()).toEqual(before);
  await nodes.update({ name: 'n' }, (node) => ({ ...node, status: { ...node.status, conditions: [condition('2026-01-01T00:00:05Z', 'False')] } }), { subresource: 'status' });
  await reached();
  expect(sink.answers()).toMatchObject([{ updateTime: '2026-01-01T00:00:05.000Z', data: { status: { conditions: [{ status: 'False' }] } } }]);
});

it('whoever looks first sees when an object was changed by what it says itself', async () => {
  const { sink, open } = await follow(anyOf(kinds.configmaps));
  const maps = at.registry.of(kinds.configmaps);
  await maps.create(configMap('a', { k: '1' }), { fieldManager: 'one' });
  await at.clock.step(90_500);
  await maps.update(key, (map) => ({ ...map, data: { k: '2' } }), { fieldManager: 'two' });
  await at.clock.step(90_500);
  await open();
  expect(sink.answers()).toMatchObject([{ createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:01:30.000Z' }]);
});

it('after a break it tells what has come, changed and gone meanwhile, and nothing twice', async () => {
  const { sink, open, reached } = await follow(anyOf(kinds.configmaps));
  const maps = at.registry.of(kinds.configmaps);
  for (const name of ['a', 'b', 'c']) await maps.create(configMap(name));
  await open();
  at.store.down = true;
  // Cache and watchers begin anew.
  at.store.loseHistory();
  await at.clock.step(1);
  at.store.down = false;
  await maps.delete(key);
  await maps.update({ ...key, name: 'b' }, (map) => ({ ...map, data: { k: '2' } }));
  await maps.create(configMap('d'));
  for (let i = 0; i < 5; i++) await at.clock.step(1000);
  await reached();
  expect(sink.said.slice(3).sort()).toEqual(['gone default/a', 'put default/b', 'put default/d']);
  expect([...sink.documents.keys()].sort()).toEqual(['default/b', 'default/c', 'default/d']);
});

it('a watcher that fell behind misses nothing', async () => {
  const { sink, open, reached } = await follow(anyOf(kinds.configmaps), { watchHistory: 4 });
  const maps = at.registry.of(kinds.configmaps);
  await open();
  for (let i = 0; i < 600; i++) await maps.create(configMap(`m-${i}`));
  await maps.delete({ ...key, name: 'm-0' });
  await reached();
  expect(sink.documents.size).toBe(599);
  expect(sink.said.filter((word) => word === 'put default/m-1')).toHaveLength(1);
});

it('says that it cannot tell, when the store is away', async () => {
  const { open, reached } = await follow(anyOf(kinds.configmaps));
  await open();
  const revision = await at.store.revision();
  at.store.down = true;
  await expect(reached()).rejects.toThrow();
  at.store.down = false;
  expect(await at.store.revision()).toBe(revision);
  await reached();
});
