/** Objects that minik8s and Kubernetes both have: made by one, seen and changed by the other, on one server. */
import { join } from 'node:path';
import { Api, type KubeObject } from './harness/api';
import { newFolder, up } from './harness/each-test';
import { freePort } from './harness/free-port';
import { Kubectl } from './harness/kubectl';

const minute = 60_000;

interface Meta { readonly name: string; readonly namespace?: string; readonly uuid: string; readonly labels: Readonly<Record<string, string>> | null }
interface Pod { readonly metadata: Meta; readonly spec: { readonly nodeName: string; readonly containers: readonly { readonly image: string }[] }; readonly status: { readonly phase: string; readonly podIP: string } }
interface ReplicaSet { readonly metadata: Meta; readonly spec: { readonly replicas: number }; readonly status: { readonly replicas: number; readonly readyReplicas: number } }
interface Service { readonly metadata: Meta; readonly spec: { readonly clusterIP: string }; readonly status: { readonly endpoints: readonly { readonly ip: string; readonly podUUID: string; readonly ports: readonly string[] }[] } }
interface Node { readonly metadata: Meta; readonly ip: string; readonly status: { readonly condition: string; readonly ip: string; readonly numPods: number } }
interface Hpa { readonly metadata: Meta; readonly spec: { readonly minReplicas: number; readonly maxReplicas: number; readonly metrics: { readonly cpuPercent: number; readonly memPercent: number } } }

interface Envelope<T> { readonly data?: T; readonly message?: string; readonly error?: string }

/** The minik8s API, as its clients use it. */
class Minik8s {
  private readonly api: Api;

  constructor(url: string) {
    this.api = new Api(url);
  }

  ask<T = unknown>(method: string, path: string, body?: unknown): Promise<{ readonly code: number; readonly body: Envelope<T> }> {
    return this.api.ask<Envelope<T>>(method, path, body);
  }

  async get<T>(path: string): Promise<T> {
    const { code, body } = await this.ask<T>('GET', path);
    if (code !== 200 || body.data === undefined) throw new Error(`GET ${path}: ${code} ${JSON.stringify(body)}`);
    return body.data;
  }

  async must(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void> {
    const answer = await this.ask(method, path, body);
    if (answer.code !== { POST: path.endsWith('/status') ? 200 : 201, PUT: 200, DELETE: 204 }[method]) throw new Error(`${method} ${path}: ${answer.code} ${JSON.stringify(answer.body)}`);
  }

  async names(path: string): Promise<string[]> {
    return (await this.get<{ readonly metadata: Meta }[]>(path)).map(({ metadata }) => metadata.name).sort();
  }
}

interface Cluster { readonly minik8s: Minik8s; readonly kubectl: Kubectl; readonly api: Api }

async function cluster(): Promise<Cluster> {
  const port = await freePort();
  const { folder, readyAt } = await up('--minik8s-port', String(port));
  return { minik8s: new Minik8s(`http://127.0.0.1:${port}`), kubectl: new Kubectl(join(folder, 'kubeconfig'), newFolder()), api: new Api(readyAt) };
}

const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, image: string, labels: object = { app: 'web' }): object =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: { containers: [{ name: 'c', image, env: [{ name: 'A', value: '1' }], ports: [{ name: 'http', containerPort: '8080', protocol: 'tcp' }], resources: { limits: { cpu: 500_000_000, memory: 134_217_728 } } }] } });
const running = (kubectl: Kubectl, name: string): Promise<string> => kubectl.run('wait', '--for=condition=Ready', `pod/${name}`, '--timeout=50s');

describe('pods', () => {
  it('made by minik8s: kubectl sees it and changes it, minik8s tells how it fares', async () => {
    const { minik8s, kubectl } = await cluster();
    await minik8s.must('POST', pods, pod('web', 'nginx:1'));
    await running(kubectl, 'web');
    const seen = await kubectl.json<{ metadata: { uid: string }; spec: { nodeName: string }; status: { podIP: string } }>('get', 'pod', 'web');
    expect(seen).toMatchObject({ metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx:1', env: [{ name: 'A', value: '1' }], ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }], resources: { limits: { cpu: '500m', memory: '134217728' } } }] } });
    expect(await minik8s.get<Pod>(`${pods}/web`)).toMatchObject({ metadata: { uuid: seen.metadata.uid }, spec: { nodeName: seen.spec.nodeName }, status: { phase: 'Running', podIP: seen.status.podIP } });
    expect(await minik8s.get(`${pods}/web/status`)).toMatchObject({ phase: 'Running', podIP: seen.status.podIP });

    await kubectl.run('label', 'pod', 'web', 'tier=front');
    await kubectl.run('set', 'image', 'pod/web', 'c=nginx:2');
    expect(await minik8s.get<Pod>(`${pods}/web`)).toMatchObject({ metadata: { labels: { app: 'web', tier: 'front' } }, spec: { containers: [{ image: 'nginx:2' }] } });
    await kubectl.run('delete', 'pod', 'web');
    expect((await minik8s.ask('GET', `${pods}/web`)).code).toBe(404);
    expect((await minik8s.ask('POST', `${pods}/web/status`, { phase: 'Running' })).code).toBe(404);
    expect((await minik8s.ask('GET', `${pods}/web`)).code).toBe(404);
  }, 2 * minute);

  it('made by kubectl: minik8s sees it, changes its labels and nothing else, and deletes it', async () => {
    const { minik8s, kubectl } = await cluster();
    await kubectl.run('run', 'web', '--image=nginx:1');
    await running(kubectl, 'web');
    expect(await minik8s.names(pods)).toEqual(['web']);
    const before = await minik8s.get<Pod>(`${pods}/web`);
    await minik8s.must('PUT', `${pods}/web`, { ...pod('web', 'nginx:9', { app: 'mine' }), status: { phase: 'Failed', podIP: '1.2.3.4' } });
    const after = await minik8s.get<Pod>(`${pods}/web`);
    expect(after).toMatchObject({ metadata: { labels: { app: 'mine' } }, spec: { containers: [{ image: 'nginx:1' }] }, status: { phase: 'Running', podIP: before.status.podIP } });
    expect(await kubectl.run('get', 'pod', 'web', '-o', 'jsonpath={.metadata.labels}')).toBe('{"app":"mine"}');

    const { code, body } = await minik8s.ask('DELETE', `${pods}/web`);
    expect([code, body]).toEqual([204, '']);
    expect((await kubectl.try(['get', 'pod', 'web'])).stderr).toContain('NotFound');
    expect((await minik8s.ask('DELETE', `${pods}/web`)).code).toBe(204);
  }, 2 * minute);

  it('are not written by those who report on them', async () => {
    const { minik8s, kubectl } = await cluster();
    await minik8s.must('POST', pods, { ...pod('far', 'nginx:1'), spec: { nodeSelector: { place: 'nowhere' }, containers: [{ name: 'c', image: 'nginx:1' }] } });
    await minik8s.must('POST', `${pods}/far/status`, { phase: 'Unknown', podIP: '10.99.0.1', metadata: { labels: { app: 'stolen' } }, spec: { containers: [] }, cpuPercent: 0.5, memPercent: 0.25 });
    expect(await minik8s.get<Pod>(`${pods}/far`)).toMatchObject({ metadata: { labels: { app: 'web' } }, spec: { containers: [{ image: 'nginx:1' }] }, status: { phase: 'Unknown', podIP: '10.99.0.1', cpuPercent: 0.5, memPercent: 0.25 } });
    expect(await kubectl.run('get', 'pod', 'far', '-o', 'jsonpath={.status.phase} {.status.podIP}')).toBe('Unknown 10.99.0.1');
  }, minute);
});

describe('services', () => {
  it('have the pods behind them, whoever made which', async () => {
    const { minik8s, kubectl, api } = await cluster();
    const services = '/api/v1/namespaces/default/services';
    await minik8s.must('POST', pods, pod('one', 'nginx:1'));
    await minik8s.must('POST', services, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 88, targetPort: 8080, protocol: 'tcp' }] } });
    await kubectl.run('run', 'two', '--image=nginx:1', '--labels=app=web', '--port=8080');
    for (const name of ['one', 'two']) await running(kubectl, name);
    await api.firstEvent<{ endpoints: { conditions: { ready: boolean } }[] | null }>('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?watch=1&labelSelector=kubernetes.io%2Fservice-name%3Dweb', ({ object }) =>
      (object.endpoints ?? []).filter(({ conditions }) => conditions.ready).length === 2);
    const service = await minik8s.get<Service>(`${services}/web`);
    expect(service.spec.clusterIP).toBe(await kubectl.run('get', 'service', 'web', '-o', 'jsonpath={.spec.clusterIP}'));
    const addresses = (await kubectl.run('get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[*].status.podIP}')).split(' ');
    expect(service.status.endpoints.map(({ ip }) => ip).sort()).toEqual(addresses.sort());
    expect(service.status.endpoints.every(({ ports }) => ports.includes('8080'))).toBe(true);

    await kubectl.run('expose', 'pod', 'two', '--name=other', '--port=90', '--target-port=8080');
    expect(await minik8s.names(services)).toEqual(['kubernetes', 'other', 'web']);
    await minik8s.must('DELETE', `${services}/other`);
    expect((await kubectl.try(['get', 'service', 'other'])).stderr).toContain('NotFound');
    expect((await minik8s.ask('DELETE', `${services}/other`)).code).toBe(404);
  }, 2 * minute);
});

describe('replica sets', () => {
  const sets = '/apis/v1/namespaces/default/replicasets';
  const set = (name: string, replicas: number): object => ({
    apiVersion: 'v1', kind: 'Replicaset', metadata: { name }, spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } } },
  });
  const ready = (api: Api, name: string, count: number): Promise<unknown> =>
    api.until<KubeObject & Pick<ReplicaSet, 'status'>>('/apis/apps/v1/namespaces/default/replicasets', name, ({ status }) => status.replicas === count && status.readyReplicas === count);

  it('are scaled by either, and both count their pods', async () => {
    const { minik8s, kubectl, api } = await cluster();
    await minik8s.must('POST', sets, set('web', 2));
    await ready(api, 'web', 2);
    expect(await minik8s.get<ReplicaSet>(`${sets}/web/status`)).toMatchObject({ replicas: 2, readyReplicas: 2 });
    await kubectl.run('scale', 'replicaset', 'web', '--replicas=3');
    await ready(api, 'web', 3);
    expect(await minik8s.get<ReplicaSet>(`${sets}/web`)).toMatchObject({ spec: { replicas: 3 }, status: { readyReplicas: 3 } });
    await minik8s.must('PUT', `${sets}/web`, set('web', 1));
    await ready(api, 'web', 1);
    // What is not said does not change; a status changes no spec.
    await minik8s.must('PUT', `${sets}/web`, { metadata: { name: 'web' } });
    await minik8s.must('PUT', `${sets}/web/status`, { replicas: 1, readyReplicas: 1, spec: { replicas: 7 } });
    expect((await minik8s.get<ReplicaSet>(`${sets}/web`)).spec.replicas).toBe(1);
    expect(await kubectl.run('get', 'replicaset', 'web', '-o', 'jsonpath={.spec.replicas}')).toBe('1');
  }, 2 * minute);

  it('of a Deployment are there too, and the list of all namespaces has them', async () => {
    const { minik8s, kubectl } = await cluster();
    await kubectl.run('create', 'namespace', 'other');
    await kubectl.run('-n', 'other', 'create', 'deployment', 'web', '--image=nginx:1');
    await kubectl.run('-n', 'other', 'wait', '--for=condition=Available', 'deployment/web', '--timeout=50s');
    await minik8s.must('POST', sets, set('mine', 0));
    const all = await minik8s.get<ReplicaSet[]>('/apis/v1/replicasets');
    expect(all.map(({ metadata }) => metadata.namespace).sort()).toEqual(['default', 'other']);
    expect(await minik8s.names(sets)).toEqual(['mine']);
  }, 2 * minute);
});

describe('autoscalers', () => {
  it('are HorizontalPodAutoscalers', async () => {
    const { minik8s, kubectl } = await cluster();
    const hpas = '/apis/v1/namespaces/default/hpa';
    const hpa = (maxReplicas: number): object => ({
      apiVersion: 'v1', kind: 'Hpa', metadata: { name: 'web' },
      spec: { minReplicas: 1, maxReplicas, adjustInterval: 30_000_000_000, workload: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' } }, selector: { matchLabels: { app: 'web' } }, metrics: { cpuPercent: 0.4, memPercent: 0.6 } },
    });
    await minik8s.must('POST', hpas, hpa(4));
    expect(await kubectl.json('get', 'hpa', 'web')).toMatchObject({ spec: { minReplicas: 1, maxReplicas: 4 } });
    await kubectl.run('patch', 'hpa', 'web', '--type=merge', '-p', '{"spec":{"maxReplicas":5}}');
    expect(await minik8s.get<Hpa>(`${hpas}/web`)).toMatchObject({ spec: { minReplicas: 1, maxReplicas: 5, metrics: { cpuPercent: 0.4, memPercent: 0.6 } } });
    await minik8s.must('PUT', `${hpas}/web`, hpa(6));
    expect(await kubectl.run('get', 'hpa', 'web', '-o', 'jsonpath={.spec.maxReplicas}')).toBe('6');
    await kubectl.run('delete', 'hpa', 'web');
    expect((await minik8s.ask('GET', `${hpas}/web`)).code).toBe(404);
  }, minute);
});

describe('nodes', () => {
  it('n1 is not n10; reports and objects stay apart', async () => {
    const { minik8s, kubectl, api } = await cluster();
    const nodes = '/api/v1/nodes';
    for (const [name, ip] of [['n10', '10.0.0.10'], ['n1', '10.0.0.1']]) await minik8s.must('POST', nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { disk: 'ssd' } }, ip });
    expect(await minik8s.names(nodes)).toEqual(['n1', 'n10', 'node-1', 'node-2', 'node-3']);
    expect(await minik8s.get<Node>(`${nodes}/n1`)).toMatchObject({ metadata: { name: 'n1' }, ip: '10.0.0.1' });
    await minik8s.must('PUT', `${nodes}/n1/status`, { hostname: 'one', ip: '10.0.0.1', condition: 'Ready', cpuPercent: 12.5, memPercent: 50, numPods: 3 });
    expect(await minik8s.get(`${nodes}/n1/status`)).toMatchObject({ hostname: 'one', condition: 'Ready', cpuPercent: 12.5, memPercent: 50 });
    expect((await minik8s.get<{ condition: string }>(`${nodes}/n10/status`)).condition).not.toBe('Ready');
    const kept = await api.get<KubeObject & { status: { conditions: { type: string; status: string }[]; addresses: { type: string; address: string }[] } }>(`${nodes}/n1`);
    expect(kept.status.conditions.find(({ type }) => type === 'Ready')?.status).toBe('True');
    expect(kept.status.addresses).toContainEqual({ type: 'InternalIP', address: '10.0.0.1' });

    // An object says nothing of the status, a status nothing of the object.
    await minik8s.must('PUT', `${nodes}/n1`, { metadata: { name: 'n1', labels: { disk: 'hdd' } }, status: { condition: 'Unknown', cpuPercent: 99 } });
    await minik8s.must('PUT', `${nodes}/n1/status`, { cpuPercent: 0, metadata: { labels: { disk: 'none' } } });
    expect(await minik8s.get<Node>(`${nodes}/n1`)).toMatchObject({ metadata: { labels: { disk: 'hdd' } }, status: { condition: 'Ready', cpuPercent: 0, memPercent: 50 } });
    await kubectl.run('label', 'node', 'n10', 'disk=nvme', '--overwrite');
    expect((await minik8s.get<Node>(`${nodes}/n10`)).metadata.labels).toMatchObject({ disk: 'nvme' });
    expect((await minik8s.get<Node>(`${nodes}/n1`)).metadata.labels).toMatchObject({ disk: 'hdd' });
    await minik8s.must('DELETE', `${nodes}/n1`);
    expect((await kubectl.try(['get', 'node', 'n1'])).stderr).toContain('NotFound');
    expect((await minik8s.ask('GET', `${nodes}/n10`)).code).toBe(200);
  }, 2 * minute);
});

it('a node gets pods when it has said that it is ready, and no sooner', async () => {
  const { minik8s, kubectl, api } = await cluster();
  await minik8s.must('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'mine', labels: { disk: 'ssd' } }, ip: '10.0.0.1' });
  expect(await minik8s.get('/api/v1/nodes/mine/status')).toMatchObject({ condition: '' });
  await minik8s.must('POST', pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'waiting' }, spec: { nodeSelector: { disk: 'ssd' }, containers: [{ name: 'c', image: 'nginx:1' }] } });
  const placed = (status: string) => api.until<KubeObject & { status: { conditions?: { type: string; status: string; message?: string }[] } }>(pods, 'waiting', (object) =>
    object.status.conditions?.some((condition) => condition.type === 'PodScheduled' && condition.status === status) ?? false);
  expect(JSON.stringify((await placed('False')).status.conditions)).toContain('had untolerated taint');
  await minik8s.must('PUT', '/api/v1/nodes/mine/status', { condition: 'Ready' });
  await placed('True');
  expect((await minik8s.get<Pod>(`${pods}/waiting`)).spec.nodeName).toBe('mine');
  expect(await kubectl.run('get', 'node', 'mine', '-o', 'jsonpath={.spec.taints}')).toBe('');
}, 2 * minute);

it('default and default2 are two namespaces', async () => {
  const { minik8s, kubectl } = await cluster();
  const path = (namespace: string, plural: string, root = '/apis/v1'): string => `${root}/namespaces/${namespace}/${plural}`;
  const source = 'function main() { return 1; }';
  for (const namespace of ['default', 'default2']) {
    const metadata = { name: `of-${namespace}`, namespace };
    await minik8s.must('POST', path(namespace, 'pods', '/api/v1'), { ...pod('', 'nginx:1'), metadata: { ...metadata, labels: { app: 'x' } } });
    await minik8s.must('POST', path(namespace, 'services', '/api/v1'), { kind: 'Service', metadata, spec: { selector: { app: 'x' }, ports: [{ name: 'http', port: 80, targetPort: 80, protocol: 'tcp' }] } });
    await minik8s.must('POST', path(namespace, 'functions'), { kind: 'Function', metadata, spec: { source } });
    await minik8s.must('POST', path(namespace, 'jobs'), { kind: 'Job', metadata, spec: { partition: 'a', submitDirectory: '/a/b', outputFile: 'a.out', errorFile: 'noext' } });
    await minik8s.must('POST', path(namespace, 'dns'), { kind: 'Dns', metadata, spec: { host: `${namespace}.internal`, paths: [{ subPath: '/', svcName: metadata.name, svcPort: '80' }] } });
    await minik8s.must('POST', path(namespace, 'replicasets'), { kind: 'Replicaset', metadata, spec: { replicas: 0, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } } } });
  }
  for (const plural of ['functions', 'jobs', 'dns', 'replicasets']) {
    // Functions have ReplicaSets of their own.
    const ours = async (namespace: string): Promise<string[]> => (await minik8s.names(path(namespace, plural))).filter((name) => /^of-default2?$/.test(name));
    expect([await ours('default'), await ours('default2')]).toEqual([['of-default'], ['of-default2']]);
    expect((await minik8s.ask('GET', `${path('default', plural)}/of-default2`)).code).toBe(404);
  }
  for (const plural of ['pods', 'services']) expect(await minik8s.names(path('default2', plural, '/api/v1'))).toContain('of-default2');
  expect(await minik8s.names(path('default', 'pods', '/api/v1'))).not.toContain('of-default2');
  expect(await kubectl.run('-n', 'default2', 'get', 'functions.minik8s.io,dns,slurmjobs,replicasets,services', '-o', 'name')).toMatch(/function\.minik8s\.io\/of-default2\n[\s\S]*service\/of-default2/);
}, 2 * minute);
