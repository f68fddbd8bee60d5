/** The cluster's own objects over HTTP: what of them appears, and what becomes of what others write and delete there. */
import type { CustomResourceDefinition } from '../../../../api';
import { serveBcsStorage, type Document, type TestClient } from '../testing/client';
import { configMap, kinds, pod } from './testing/live-cluster';

const own = 'BCS-K8S-00000';
const maps = `/k8s/dynamic/namespace_resources/clusters/${own}/namespaces/default/ConfigMap`;
const all = (type: string, cluster = own): string => `/k8s/dynamic/all_resources/clusters/${cluster}/${type}`;
const key = { namespace: 'default', name: 'a' };

let client: TestClient;

beforeEach(async () => { client = await serveBcsStorage(); });
afterEach(() => client.stop());

const registry = () => client.server.registry;
const named = async (path: string): Promise<string[]> => (await client.ok<Document[]>('GET', path)).map(({ resourceName }) => resourceName as string);
const one = async (path = `${maps}/a`): Promise<Document> => (await client.ok<Document[]>('GET', path))[0]!;
const set = (k: string) => registry().of(kinds.configmaps).update(key, (map) => ({ ...map, data: { k } }));

describe('a live document', () => {
  it('is there with its object, as it is, and goes with it (scenario 39)', async () => {
    const pods = registry().of(kinds.pods);
    const path = `/k8s/dynamic/namespace_resources/clusters/${own}/namespaces/default/Pod/a`;
    expect((await client.ask('GET', path)).body).toMatchObject({ result: false, code: 10004, data: [] });
    await pods.create(pod('a'));
    expect(await one(path)).toMatchObject({ clusterId: own, namespace: 'default', resourceType: 'Pod', resourceName: 'a', data: { kind: 'Pod', metadata: { name: 'a' } } });
    expect(await named(`/query/k8s/dynamic/clusters/${own}/pod?status=Pending`)).toEqual(['a']);
    await pods.update(key, (found) => ({ ...found, status: { ...found.status, phase: 'Running' } }), { subresource: 'status' });
    expect(await named(`/query/k8s/dynamic/clusters/${own}/pod?status=Pending`)).toEqual([]);
    expect(await named(`/query/k8s/dynamic/clusters/${own}/pod?status=Running`)).toEqual(['a']);
    await pods.delete(key, { gracePeriodSeconds: 0 });
    expect((await client.ask('GET', path)).body).toMatchObject({ code: 10004 });
    expect(await named(all('Pod'))).toEqual([]);
  });

  it('says what the object says, without managedFields, whole and in part', async () => {
    await registry().of(kinds.configmaps).create({ ...configMap('a', { k: 'v' }), metadata: { name: 'a', namespace: 'default', labels: { 'app.kubernetes.io/name': 'x' } } }, { fieldManager: 'kubectl' });
    const { metadata: { managedFields, ...metadata }, ...rest } = await registry().of(kinds.configmaps).get(key);
    expect(managedFields).toHaveLength(1);
    expect((await one()).data).toEqual({ ...rest, metadata });
    expect(await one(`${maps}/a?field=data.metadata.labels,resourceName`)).toEqual({ _id: (await one())._id, resourceName: 'a', data: { metadata: { labels: metadata.labels } } });
  });

  it('is told of by both spellings of the environment, and not of other clusters', async () => {
    await registry().of(kinds.configmaps).create(configMap('a'));
    expect(await named(all('ConfigMap').replace('/k8s/', '/mesos/'))).toEqual(['a']);
    expect(await named(all('ConfigMap', 'BCS-K8S-00001'))).toEqual([]);
    expect(await named(all('configmap'))).toEqual([]);
  });

  it('keeps its id and createTime while it changes; updateTime is when it changed', async () => {
    await registry().of(kinds.configmaps).create(configMap('a', { k: '1' }));
    const before = await one();
    await client.server.clock.step(1500);
    await set('2');
    expect(await one()).toEqual({ ...before, data: expect.objectContaining({ data: { k: '2' } }) as unknown, updateTime: '2026-01-01T00:00:01.500Z' });
  });

  it('of what has no namespace has none', async () => {
    await registry().of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status: {} });
    const [node] = await client.ok<Document[]>('GET', `/k8s/dynamic/cluster_resources/clusters/${own}/Node/n`);
    expect(node).toMatchObject({ resourceType: 'Node', resourceName: 'n' });
    expect(node).not.toHaveProperty('namespace');
    expect(await named(`/query/k8s/dynamic/clusters/${own}/node?name=n`)).toEqual(['n']);
  });
});

describe('what others write there', () => {
  beforeEach(async () => { await registry().of(kinds.configmaps).create(configMap('a', { k: '1' })); });

  it('stands until the object changes next', async () => {
    await client.put(`${maps}/a`, { mine: true });
    expect((await one()).data).toEqual({ mine: true });
    expect(await named(all('ConfigMap'))).toEqual(['a']);
    await set('2');
    expect((await one()).data).toMatchObject({ data: { k: '2' } });
    await registry().of(kinds.configmaps).delete(key);
    // What was written does not come back.
    expect((await client.ask('GET', `${maps}/a`)).body).toMatchObject({ code: 10004 });
  });

  it('beside the objects stays', async () => {
    await client.put(`${maps}/other`, { mine: true });
    await set('2');
    expect(await named(maps)).toEqual(['a', 'other']);
    await client.ok('DELETE', `${maps}/other`);
    expect(await named(maps)).toEqual(['a']);
  });

  it('a document that was deleted stays away until the object changes', async () => {
    await client.ok('DELETE', `${maps}/a`);
    expect(await named(maps)).toEqual([]);
    expect((await client.ask('DELETE', `${maps}/a`)).body).toMatchObject({ code: 10005 });
    await set('2');
    expect(await named(maps)).toEqual(['a']);
    expect(await registry().of(kinds.configmaps).get(key)).toMatchObject({ data: { k: '2' } });
  });

  it('nor does deleting many touch an object', async () => {
    await client.ok('DELETE', all('ConfigMap'));
    expect(await named(maps)).toEqual([]);
    expect((await registry().of(kinds.configmaps).list({ namespace: 'default' })).items).toHaveLength(1);
  });
});

describe('kinds', () => {
  const crd = (group: string, kind: string): CustomResourceDefinition => ({
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${kind.toLowerCase()}s.${group}` },
    spec: {
      group, scope: 'Namespaced', names: { plural: `${kind.toLowerCase()}s`, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  }) as unknown as CustomResourceDefinition;

  /** Served, and one object of it made. */
  async function serve(group: string, kind: string, name: string): Promise<void> {
    const made = await client.server.http.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions').send(crd(group, kind));
    expect(made.status).toBe(201);
    for (let status = 404; status === 404;) {
      ({ status } = await client.server.http.post(`/apis/${group}/v1/namespaces/default/${kind.toLowerCase()}s`).send({ apiVersion: `${group}/v1`, kind, metadata: { name } }));
    }
  }

  it('custom ones come and go', async () => {
    expect(await named(all('Widget'))).toEqual([]);
    await serve('example.com', 'Widget', 'w');
    expect(await named(all('Widget'))).toEqual(['w']);
    await registry().of(kinds.customresourcedefinitions).delete({ name: 'widgets.example.com' });
    while (registry().find('example.com', 'v1', 'widgets')) await new Promise((resolve) => { setImmediate(resolve); });
    expect(await named(all('Widget'))).toEqual([]);
    await serve('example.com', 'Widget', 'again');
    expect(await named(all('Widget'))).toEqual(['again']);
  });

  it('of one name are told apart by their group', async () => {
    await serve('serving.knative.dev', 'Service', 'k');
    await registry().of(kinds.services).create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'default' }, spec: { ports: [{ port: 80 }] }, status: {} } as never);
    expect(await named(all('Service'))).toEqual(['s']);
    expect(await named(all('Service.serving.knative.dev'))).toEqual(['k']);
  });

  it('are all there is a document of; kube-system and what is called kubernetes are passed over', async () => {
    await registry().of(kinds.configmaps).create(configMap('kubernetes'));
    await registry().of(kinds.configmaps).create(configMap('a', {}, 'kube-system'));
    expect(await named(all('ConfigMap'))).toEqual([]);
    expect((await named(all('Namespace'))).sort()).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    expect(await named(all('Event'))).toEqual([]);
  });
});

describe('Events', () => {
  const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e', namespace: 'default' }, involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' }, reason: 'BackOff', message: 'again', type: 'Warning', source: { component: 'kubelet' }, lastTimestamp: '2026-01-01T00:00:05Z', count: 1 };

  it('that were there before anybody asked are in the first answer', async () => {
    await registry().of(kinds.pods).create(pod('web', 'default', { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u' }] }));
    await registry().of(kinds.events).create(event as never);
    const { body } = await client.ask('GET', `/events?clusterId=${own}&level=Warning`);
    expect(body).toMatchObject({ total: 1, data: [{
      id: '', env: 'k8s', kind: 'Pod', level: 'Warning', component: 'kubelet', type: 'BackOff', describe: 'again', clusterId: own, eventTime: '2026-01-01T00:00:05.000Z',
      extraInfo: { namespace: 'default', name: 'web' }, data: { kind: 'Event', metadata: { name: 'e' } }, createTime: '2026-01-01T00:00:00.000Z',
    }] });
    expect((await client.ask('GET', `/alarms?module=k8s-watch`)).body).toMatchObject({ total: 1, data: [{ clusterId: own, namespace: own, message: '[Pod web]BackOff:again', type: 'alarm', receivedTime: '2026-01-01T00:00:05.000Z' }] });
  });
});

it('no cluster appears where none is to', async () => {
  const none = await serveBcsStorage({ k8sCluster: '' });
  await none.server.registry.of(kinds.configmaps).create(configMap('a'));
  expect(await none.ok('GET', all('ConfigMap'))).toEqual([]);
  expect(await none.ok('GET', '/events')).toEqual([]);
  await none.stop();
});

it('a cluster appears under the id that it is given', async () => {
  const other = await serveBcsStorage({ k8sCluster: 'BCS-K8S-40000' });
  await other.server.registry.of(kinds.configmaps).create(configMap('a'));
  expect(await other.ok('GET', all('ConfigMap'))).toEqual([]);
  expect(await other.ok('GET', all('ConfigMap', 'BCS-K8S-40000'))).toMatchObject([{ clusterId: 'BCS-K8S-40000' }]);
  await other.stop();
});

it('a stream of changes tells those of objects', async () => {
  const stopping = new AbortController();
  const { url } = client.server;
  const answer = await fetch(`${url}/bcsapi/v4/storage/dynamic/watch/${own}/ConfigMap`, { method: 'POST', body: '{}', signal: stopping.signal });
  const reader = answer.body!.getReader();
  await registry().of(kinds.configmaps).create(configMap('a'));
  let text = '';
  while (!text.includes('"resourceName":"a"')) text += Buffer.from((await reader.read()).value ?? []).toString();
  expect(text).toContain('"type":1');
  stopping.abort();
});
