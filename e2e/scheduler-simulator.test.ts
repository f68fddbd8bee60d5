/** kube-scheduler-simulator's API as its web client and its users meet it, on both ports; `minikapi import`. */
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Api, type KubeObject, type List } from './harness/api';
import { Kubectl } from './harness/kubectl';
import { newFolder, up } from './harness/each-test';
import { freePort } from './harness/free-port';
import { runToEnd } from './harness/processes';

const minute = 60_000;
const base = '/api/v1';
const pods = '/api/v1/namespaces/default/pods';

interface Pod extends KubeObject { readonly spec: { readonly nodeName?: string }; readonly status: { readonly phase: string } }
interface Node extends KubeObject { readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] } }
interface Configuration { readonly parallelism: number; readonly profiles: readonly { readonly schedulerName: string }[] }
interface Event { readonly Kind: string; readonly EventType: string; readonly Obj: Pod }

const container = { name: 'c', image: 'registry.k8s.io/pause:3.9' };
const pod = (name: string, spec: object = {}): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [container], ...spec } });
const running = ({ status }: Pod): boolean => status.phase === 'Running';
const names = async (api: Api, path: string): Promise<string[]> => (await api.get<List<KubeObject>>(path)).items.map(({ metadata }) => metadata.name);

/** The stream of the simulator, an event after the other. */
async function* following(api: Api, query = ''): AsyncGenerator<Event, void> {
  const stopping = new AbortController();
  try {
    yield* api.watch(`${base}/listwatchresources${query}`, stopping.signal) as unknown as AsyncGenerator<Event>;
  } finally {
    stopping.abort();
  }
}

async function untilEvent(events: AsyncGenerator<Event, void>, wanted: (event: Event) => boolean): Promise<Event> {
  for (let next = await events.next(); !next.done; next = await events.next()) if (wanted(next.value)) return next.value;
  throw new Error('the stream has ended');
}

describe('the simulator on both ports', () => {
  it('serves its API on its own alone, on the main one beside the Kubernetes API', async () => {
    const port = await freePort();
    const { readyAt } = await up('--scheduler-simulator-port', String(port));
    const [main, own] = [new Api(readyAt), new Api(`http://127.0.0.1:${port}`)];
    for (const api of [main, own]) expect((await api.get<Configuration>(`${base}/schedulerconfiguration`)).profiles).toMatchObject([{ schedulerName: 'default-scheduler' }]);
    expect((await own.ask('GET', pods)).code).toBe(404);

    const created = await own.ask('POST', `${base}/schedulerconfiguration`, { parallelism: 1, profiles: [{ schedulerName: 'mine' }] });
    expect(created.code).toBe(202);
    expect(await main.get<Configuration>(`${base}/schedulerconfiguration`)).toMatchObject({ parallelism: 16, profiles: [{ schedulerName: 'mine' }] });
    const refused = await main.ask<{ message: string }>('POST', `${base}/schedulerconfiguration`, { profiles: [{ schedulerName: 'mine', plugins: { filter: { enabled: [{ name: 'Nothing' }] } } }] });
    expect(refused).toMatchObject({ code: 500, body: { message: expect.stringContaining('Nothing') as string } });
    expect(await own.get<Configuration>(`${base}/schedulerconfiguration`)).toMatchObject({ profiles: [{ schedulerName: 'mine' }] });

    await main.create(pods, pod('p', { schedulerName: 'mine' }));
    await main.until<Pod>(pods, 'p', running);
  }, minute);

  it('starts without its own port when that is taken, and says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
    const { port } = other.address() as AddressInfo;
    const cluster = await up('--scheduler-simulator-port', String(port));
    expect(cluster.output()).toMatch(/port of the scheduler simulator cannot be had.*EADDRINUSE/s);
    expect((await new Api(cluster.readyAt).ask('GET', `${base}/schedulerconfiguration`)).code).toBe(200);
    await new Promise((resolve) => { other.close(resolve); });
  }, minute);
});

describe('the web client', () => {
  it('makes, changes and deletes objects with the Kubernetes API, and sees it in the stream', async () => {
    const port = await freePort();
    const { readyAt } = await up('--scheduler-simulator-port', String(port), '--cors-allowed-origins', 'http://localhost:3000');
    const [main, own] = [new Api(readyAt), new Api(`http://127.0.0.1:${port}`)];
    for (const url of [main.url, own.url]) {
      const { headers } = await fetch(`${url}${base}/schedulerconfiguration`, { headers: { origin: 'http://localhost:3000' } });
      expect([headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual(['http://localhost:3000', 'true']);
    }
    const kinds = ['pods', 'nodes', 'persistentvolumes', 'persistentvolumeclaims', 'namespaces'];
    const lists = await Promise.all([...kinds.map((kind) => `${base}/${kind}`), '/apis/storage.k8s.io/v1/storageclasses', '/apis/scheduling.k8s.io/v1/priorityclasses'].map((path) => main.get<List<KubeObject>>(path)));
    const [p, n, v, c, ns, s, pc] = lists.map(({ metadata }) => metadata.resourceVersion);
    const events = following(own, `?podslastResourceVersion=${p}&nodeslastResourceVersion=${n}&pvslastResourceVersion=${v}&pvcslastResourceVersion=${c}&scslastResourceVersion=${s}&pcslastResourceVersion=${pc}&namespaceLastResourceVersion=${ns}`);

    const { metadata: { name } } = await main.create<Pod>(`${pods}?fieldManager=simulator`, { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'pod-' }, spec: { containers: [container] } });
    await untilEvent(events, ({ Kind, EventType, Obj }) => Kind === 'pods' && EventType === 'ADDED' && Obj.metadata.name === name);
    await untilEvent(events, ({ EventType, Obj }) => EventType === 'MODIFIED' && Obj.metadata.name === name && running(Obj));

    const apply = (path: string, object: object) => main.ask<Pod>('PATCH', `${path}?fieldManager=simulator&force=true`, object, 'application/apply-patch+yaml');
    const applied = await apply(`${pods}/${name}`, { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { seen: 'yes' } } });
    expect(applied).toMatchObject({ code: 200, body: { metadata: { labels: { seen: 'yes' } } } });
    await untilEvent(events, ({ EventType, Obj }) => EventType === 'MODIFIED' && Obj.metadata.labels?.seen === 'yes');
    await main.ask('DELETE', `${pods}/${name}`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 });
    await untilEvent(events, ({ EventType, Obj }) => EventType === 'DELETED' && Obj.metadata.name === name);

    expect((await apply(`${base}/namespaces/shop`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })).code).toBe(201);
    await main.ask('DELETE', `${base}/namespaces/shop`);
    // The namespace controller may have been faster.
    expect([200, 404, 409]).toContain((await main.ask('PUT', `${base}/namespaces/shop/finalize`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, spec: { finalizers: [] } })).code);
    await untilEvent(events, ({ Kind, EventType, Obj }) => Kind === 'namespaces' && EventType === 'DELETED' && Obj.metadata.name === 'shop');
    await events.return();
  }, minute);
});

describe('a reset', () => {
  it('takes away what came, and brings back what stood there and the configuration', async () => {
    const { readyAt, folder } = await up();
    const api = new Api(readyAt);
    const kubectl = new Kubectl(join(folder, 'kubeconfig'), newFolder());
    await api.create('/apis/apps/v1/namespaces/default/deployments', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } } },
    });
    await api.until<KubeObject & { status: { readyReplicas?: number } }>('/apis/apps/v1/namespaces/default/deployments', 'web', ({ status }) => status.readyReplicas === 3);
    await api.create(`${base}/nodes`, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'mine' } });
    await api.ask('DELETE', `${base}/nodes/node-1`);
    await api.ask('POST', `${base}/schedulerconfiguration`, { profiles: [{ schedulerName: 'mine' }] });

    for (let time = 0; time < 2; time++) {
      expect((await api.ask('PUT', `${base}/reset`)).code).toBe(202);
      expect(await kubectl.try(['get', 'pods,deployments,replicasets'])).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('No resources found') as string });
      const { items } = await api.get<List<Node>>(`${base}/nodes`);
      expect(items.map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2', 'node-3']);
      expect(await api.get<Configuration>(`${base}/schedulerconfiguration`)).toMatchObject({ profiles: [{ schedulerName: 'default-scheduler' }] });
    }
    // Everybody is at work again: controllers, scheduler, kubelets and their definitions.
    await api.create(pods, pod('p', { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }));
    expect((await api.until<Pod>(pods, 'p', running)).spec.nodeName).toBe('node-1');
    await api.until<Node>(`${base}/nodes`, 'node-1', ({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false);
    await api.until('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 'stages.kwok.x-k8s.io', () => true);
    await api.until('/api/v1/namespaces/default/serviceaccounts', 'default', () => true);
  }, 2 * minute);

  it('keeps what an earlier run has left in the store', async () => {
    const store = `file://${newFolder()}/store`;
    const first = await up('--store', store);
    await new Api(first.readyAt).create(pods, pod('old'));
    await first.stop();
    const api = new Api((await up('--store', store)).readyAt);
    await api.create(pods, pod('new'));
    expect((await api.ask('PUT', `${base}/reset`)).code).toBe(202);
    expect(await names(api, pods)).toEqual(['old']);
  }, minute);
});

describe('a snapshot', () => {
  it('brings a cluster into another one, pods on their nodes', async () => {
    const [from, to] = [await up(), await up('--nodes', '0')];
    const [source, target] = [new Api(from.readyAt), new Api(to.readyAt)];
    await source.create(`${base}/namespaces`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    await source.create(`${base}/namespaces/shop/pods`, pod('p'));
    const { spec } = await source.until<Pod>(`${base}/namespaces/shop/pods`, 'p', running);
    const snapshot = await source.get<object>(`${base}/export`);
    const { code, body } = await target.ask<unknown>('POST', `${base}/import`, snapshot);
    expect([code, body]).toEqual([200, '']);
    expect(await names(target, `${base}/nodes`)).toEqual(['node-1', 'node-2', 'node-3']);
    expect((await target.until<Pod>(`${base}/namespaces/shop/pods`, 'p', running)).spec.nodeName).toBe(spec.nodeName);
  }, minute);
});

describe('minikapi import', () => {
  it('reads another cluster by its kubeconfig', async () => {
    const [from, to] = [await up(), await up('--nodes', '0')];
    const [source, target] = [new Api(from.readyAt), new Api(to.readyAt)];
    await source.create(pods, pod('p'));
    await source.until<Pod>(pods, 'p', running);
    const { code, output } = await runToEnd(['import', '--from-kubeconfig', join(from.folder, 'kubeconfig'), '--context', 'minikapi', '--server', to.readyAt]);
    expect([code, output]).toEqual([0, expect.stringMatching(/^imported .*: 4 objects made, \d+ there already$/m)]);
    await target.until<Pod>(pods, 'p', running);
    expect(await names(target, `${base}/nodes`)).toEqual(['node-1', 'node-2', 'node-3']);
  }, minute);

  it('reads files and directories, and names what is refused', async () => {
    const { readyAt, folder } = await up();
    const manifests = newFolder();
    writeFileSync(join(manifests, 'a.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { containers: [{ name: c, image: nginx }] }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n');
    writeFileSync(join(manifests, 'b.json'), JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'Not_A_Name' } }));
    const { code, output } = await runToEnd(['import', manifests, '--kubeconfig', join(folder, 'kubeconfig')]);
    expect(code).toBe(1);
    expect(output).toMatch(/Node Not_A_Name is refused/);
    expect(output).toMatch(/: 2 objects made, 1 refused$/m);
    await new Api(readyAt).until<Pod>('/api/v1/namespaces/shop/pods', 'web', running);
  }, minute);

  it.each<[string, string[], string]>([
    ['nothing to import', [], 'nothing to import'],
    ['both', ['--from-kubeconfig', '/nowhere', 'file.yaml'], 'exclude each other'],
    ['no kubeconfig there', ['--from-kubeconfig', '/nowhere'], '/nowhere'],
    ['no such file', ['/nowhere.yaml'], '/nowhere.yaml'],
    ['no such option', ['--on-error', 'cry', 'x.yaml'], 'must be one of stop, skip'],
  ])('says what is wrong: %s', async (_case, args, text) => {
    const { code, output } = await runToEnd(['import', ...args, '--server', 'http://127.0.0.1:1']);
    expect([code, output]).toEqual([2, expect.stringContaining(text)]);
  }, minute);
});
