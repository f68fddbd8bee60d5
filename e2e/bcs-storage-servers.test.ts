/** Two API servers on one etcd: the BCS storage API says the same at both, tells nothing twice, and goes on where it was after a restart. */
import { join } from 'node:path';
import { startEtcd, type EtcdServer } from '../registry/storage/testing/etcd-server';
import { Api, type KubeObject, type List } from './harness/api';
import { BcsStorage, doubles, ownCluster, type Document } from './harness/bcs-storage';
import { newFolder, startHere } from './harness/each-test';
import type { Running } from './harness/processes';

const minutes = 240_000;
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const pods = '/api/v1/namespaces/default/pods';
const maps = '/api/v1/namespaces/default/configmaps';
const dynamic = `/k8s/dynamic/namespace_resources/clusters/${ownCluster}/namespaces/default/ConfigMap`;

interface Server { readonly running: Running; readonly api: Api; readonly storage: BcsStorage }
interface Deployment extends KubeObject { readonly status: { readonly availableReplicas?: number } }
interface ConfigMap extends KubeObject { readonly data?: Readonly<Record<string, string>> }

const web = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 30, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } } },
};

let etcd: EtcdServer;

beforeEach(async () => { etcd = await startEtcd(); });
afterEach(() => etcd.stop());

async function serve(name: string): Promise<Server> {
  const running = await startHere(['apiserver', '--store', etcd.url, '--log-level', 'warn', '--port', '0', '--kubeconfig', join(newFolder(), name)]);
  return { running, api: new Api(running.readyAt), storage: new BcsStorage(running.readyAt) };
}

/** When each of them has seen an object change is its own. */
const lasting = (documents: readonly Document[]): object => documents.map(({ updateTime: _, ...rest }) => rest);
const valueAt = async ({ storage }: Server, name: string): Promise<unknown> => (await storage.ok<Document[]>('GET', `${dynamic}?field=data`)).data.length && (await storage.ok<Document[]>('GET', `${dynamic}/${name}`)).data[0]?.data;

/** Resolves with the same answer of all, once they give it, and it is what is waited for. */
async function agreed<T>(servers: readonly Server[], ask: (server: Server) => Promise<T>, expected: object = expect.anything() as object): Promise<T> {
  for (let look = 1; ; look++) {
    const answers = await Promise.all(servers.map(ask));
    try {
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]).toEqual(expected);
      return answers[0] as T;
    } catch (error) {
      if (look === 100) throw error;
    }
  }
}

it('agree', async () => {
  const [one, two] = await Promise.all([serve('one'), serve('two')]);
  await Promise.all(['scheduler', 'controllers', 'kubelet-sim'].map((part) => startHere([part, '--store', etcd.url, '--log-level', 'warn'])));
  // Both tell of the same Events from their beginning.
  await Promise.all([one, two].map(({ storage }) => storage.events()));
  await one.api.create(deployments, web);
  await two.api.until<Deployment>(deployments, 'web', ({ status }) => status.availableReplicas === 30);
  const documents = await agreed([one, two], async ({ storage }) => lasting(await storage.query('pod', { namespace: 'default' })));
  const { items } = await one.api.get<List<KubeObject>>(pods);
  expect((documents as Document<KubeObject>[]).map(({ data }) => data.metadata.name)).toEqual(items.map(({ metadata }) => metadata.name));

  const uids = async ({ api }: Server): Promise<string[]> => (await api.get<List<{ readonly metadata: { readonly uid: string; readonly namespace: string }; readonly count?: number }>>('/api/v1/namespaces/default/events')).items.map(({ metadata, count }) => `${metadata.uid} ${count}`);
  const told = await agreed([one, two], async (server) => {
    const events = await server.storage.events();
    const said = new Set(events.map(({ data }) => `${data.metadata.uid} ${data.count}`));
    return { events: [...events].sort((a, b) => (a._id < b._id ? -1 : 1)), missing: (await uids(server)).filter((uid) => !said.has(uid)) };
  }, expect.objectContaining({ missing: [] }) as object);
  expect(doubles(told.events.map(({ data }) => `${data.metadata.uid} ${data.count}`))).toEqual([]);

  // What one has acknowledged, the other shows at once.
  await one.api.create(maps, { metadata: { name: 'a' }, data: { k: '1' } });
  expect(await valueAt(two, 'a')).toMatchObject({ data: { k: '1' } });
  await one.storage.ok('PUT', `${dynamic}/a`, { data: 'mine' });
  expect([await valueAt(one, 'a'), await valueAt(two, 'a')]).toEqual(['mine', 'mine']);
  await two.api.merge<ConfigMap>(`${maps}/a`, { data: { k: '2' } });
  expect(await valueAt(one, 'a')).toMatchObject({ data: { k: '2' } });
  await two.storage.ok('DELETE', `${dynamic}/a`);
  expect((await one.storage.ok<Document[]>('GET', dynamic)).data.map(({ resourceName }) => resourceName)).not.toContain('a');

  // One of them goes, and another comes.
  await one.running.kill();
  const three = await serve('three');
  expect((await three.storage.ok<Document[]>('GET', dynamic)).data.map(({ resourceName }) => resourceName)).not.toContain('a');
  expect(await agreed([two, three], async ({ storage }) => lasting(await storage.query('pod', { namespace: 'default' })))).toEqual(documents);
  const after = await agreed([two, three], ({ storage }) => storage.events());
  expect(doubles(after.map(({ data }) => `${data.metadata.uid} ${data.count}`))).toEqual([]);
  expect(after).toEqual(expect.arrayContaining(told.events));
}, minutes);
