import { get as httpsGet } from 'node:https';
import { ApiError, kinds, seededRandom, silentLogger, type apiregistration, type core } from '../../api';
import { createInformers } from '../../client';
import { boundPod, closeAll, openCluster, type TestCluster } from '../testing/cluster';
import { Usages } from '../usage';
import { answer, type Asked } from './answer';
import { documents } from './documents';
import { registerMetrics, withdrawMetrics } from './registration';
import { startMetricsServer } from './server';

afterEach(closeAll);

const root = '/apis/metrics.k8s.io/v1beta1';
const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

interface World extends TestCluster {
  ask<T = Record<string, unknown>>(path: string, more?: Partial<Asked>): Promise<T>;
  refusal(path: string, more?: Partial<Asked>): Promise<string>;
  readonly deps: Parameters<typeof answer>[1];
  run(pod: core.Pod): Promise<void>;
}

async function world(): Promise<World> {
  const cluster = await openCluster();
  const { clock, registry } = cluster;
  cluster.start({ nodes: 2 });
  const stopping = new AbortController();
  const random = seededRandom(1);
  const informers = createInformers({ clock, random, log: silentLogger, client: registry });
  const isServed = ({ metadata }: core.Node): boolean => metadata.name !== 'node-2';
  const usages = new Usages({ clock, random, informers, isServed });
  const deps = { usages, clock, isServed, nodes: informers.of(kinds.nodes).lister, pods: informers.of(kinds.pods).lister };
  informers.start(stopping.signal);
  await informers.synced(stopping.signal);
  await cluster.until(async () => deps.nodes.list().length === 2);
  const ask = async <T>(path: string, more: Partial<Asked> = {}): Promise<T> => (await answer({ method: 'GET', url: root + path, accept: 'application/json', ...more }, deps)) as T;
  return {
    ...cluster, deps, ask,
    async refusal(path, more) {
      try {
        return JSON.stringify(await ask(path, more));
      } catch (error) {
        return error instanceof ApiError ? `${error.code} ${error.message}` : String(error);
      }
    },
    async run(pod) {
      await registry.of(kinds.pods).create(pod);
      await cluster.until(async () => deps.pods.get({ namespace: 'default', name: pod.metadata.name ?? '' })?.status.phase === 'Running');
    },
  };
}

const names = (list: { items: { metadata: { name: string } }[] }): string[] => list.items.map(({ metadata }) => metadata.name);
type List = { items: { metadata: { name: string } }[] };
const shaped = (name: string, labels: Record<string, string> = {}): core.Pod => {
  const pod = boundPod(name, { annotations: { 'cpu-usage': '123456n', 'memory-usage': '12428Ki' } });
  return { ...pod, metadata: { ...pod.metadata, labels } };
};

it('tells what pods use', async () => {
  const { ask, run, clock } = await world();
  await run(shaped('b', { app: 'web' }));
  await run(shaped('a', { app: 'log' }));
  expect(await ask('/namespaces/default/pods/b')).toMatchObject({
    kind: 'PodMetrics', apiVersion: 'metrics.k8s.io/v1beta1', metadata: { name: 'b', namespace: 'default', labels: { app: 'web' }, creationTimestamp: expect.any(String) },
    timestamp: new Date(clock.now()).toISOString().replace(/\.\d+/, ''), window: '10s', containers: [{ name: 'web', usage: { cpu: '123456n', memory: '12428Ki' } }],
  });
  expect(await ask('/pods')).toMatchObject({ kind: 'PodMetricsList', metadata: {} });
  expect(names(await ask<List>('/pods'))).toEqual(['a', 'b']);
  expect(names(await ask<List>('/namespaces/default/pods?labelSelector=app%3Dweb'))).toEqual(['b']);
  expect(names(await ask<List>('/namespaces/default/pods?fieldSelector=metadata.name%21%3Db'))).toEqual(['a']);
  expect(names(await ask<List>('/namespaces/other/pods'))).toEqual([]);
  expect(await ask('/namespaces/default/pods', { accept: asTable })).toMatchObject({
    kind: 'Table', columnDefinitions: [{ name: 'Name' }, { name: 'cpu' }, { name: 'memory' }, { name: 'Window' }],
    rows: [{ cells: ['a', '123456n', '12428Ki', '10s'], object: { kind: 'PodMetrics' } }, { cells: ['b', '123456n', '12428Ki', '10s'] }],
  });
});

it('tells what nodes use, with their daemons; of a node whose kubelet does not answer nothing', async () => {
  const { ask, run, refusal } = await world();
  await run(boundPod('a', { annotations: { 'cpu-usage': '1', 'memory-usage': '1Gi' } }));
  // A hundredth of 8 cores and a fiftieth of 32Gi beside.
  expect(await ask('/nodes/node-1')).toMatchObject({ kind: 'NodeMetrics', usage: { cpu: '1080m', memory: '1719665Ki' } });
  expect(names(await ask<List>('/nodes'))).toEqual(['node-1']);
  expect(await refusal('/nodes/node-2')).toBe('404 nodemetrics.metrics.k8s.io "node-2" not found');
});

it.each([
  ['/namespaces/default/pods/none', {}, '404 pods "none" not found'],
  ['/namespaces/default/pods/waits', {}, '404 podmetrics.metrics.k8s.io "default/waits" not found'],
  ['/nodes/none', {}, '404 nodes "none" not found'],
  ['/pods?watch=true', {}, '405 watch is not supported on resources of kind "pods.metrics.k8s.io"'],
  ['/nodes/node-1', { method: 'DELETE' }, '405 delete is not supported on resources of kind "nodes.metrics.k8s.io"'],
  ['/pods?fieldSelector=spec.nodeName%3Dx', {}, '400 field label not supported: spec.nodeName'],
  ['/namespaces/default/nodes', {}, '404 the server could not find the requested resource'],
  ['/things', {}, '404 the server could not find the requested resource'],
])('refuses %s', async (path, more, refused) => {
  const { refusal, registry, until, deps } = await world();
  await registry.of(kinds.pods).create(boundPod('waits', {}, 'nowhere'));
  await until(async () => deps.pods.list().length === 1);
  expect(await refusal(path, more)).toBe(refused);
});

it('is described: every reference of its OpenAPI leads somewhere', () => {
  for (const [path, prefix, of] of [['/openapi/v2', '#/definitions/', 'definitions'], [`/openapi/v3${root}`, '#/components/schemas/', 'components']] as const) {
    const document = documents[path]?.() as Record<string, Record<string, unknown>>;
    const defined = Object.keys((of === 'components' ? document.components?.schemas : document[of]) as object);
    const referred = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref.replace(prefix, ''));
    expect(new Set(referred)).toEqual(new Set(defined));
  }
});

it('registers itself, finds its way after a restart, and lets others have it', async () => {
  const { registry, until } = await openCluster();
  const services = registry.of(kinds.apiservices);
  const read = (): Promise<apiregistration.APIService> => services.get({ name: 'v1beta1.metrics.k8s.io' });
  const slice = () => registry.of(kinds.endpointslices).get({ namespace: 'kube-system', name: 'kubelet-sim-metrics' });
  await until(async () => (await registry.of(kinds.namespaces).list({})).items.some(({ metadata }) => metadata.name === 'kube-system'));
  expect(await registerMetrics(registry, 1234)).toBe(true);
  expect((await read()).spec).toMatchObject({ insecureSkipTLSVerify: true, service: { name: 'kubelet-sim-metrics', namespace: 'kube-system', port: 443 } });
  expect(await registerMetrics(registry, 4321)).toBe(true);
  expect((await slice()).ports).toEqual([expect.objectContaining({ port: 4321 })]);
  // An end takes back what is its own.
  await withdrawMetrics(registry, 1234);
  expect((await read()).spec.service?.name).toBe('kubelet-sim-metrics');
  await withdrawMetrics(registry, 4321);
  await expect(read()).rejects.toMatchObject({ reason: 'NotFound' });
  await registerMetrics(registry, 4321);
  await services.update({ name: 'v1beta1.metrics.k8s.io' }, (current) => ({ ...current, spec: { ...current.spec, service: { name: 'metrics-server', namespace: 'kube-system', port: 443 } } }));
  expect(await registerMetrics(registry, 5555)).toBe(false);
  await withdrawMetrics(registry, 4321);
  expect((await read()).spec.service?.name).toBe('metrics-server');
  expect((await slice()).ports).toEqual([expect.objectContaining({ port: 4321 })]);
});

it('is served over TLS on loopback', async () => {
  const { deps } = await world();
  const server = await startMetricsServer({ ...deps, random: seededRandom(2), log: silentLogger });
  const ask = (path: string): Promise<[number | undefined, string]> => new Promise((resolve, reject) => {
    httpsGet({ host: '127.0.0.1', port: server.port, path, rejectUnauthorized: false, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => resolve([response.statusCode, body]));
    }).on('error', reject);
  });
  expect(await ask('/readyz')).toEqual([200, 'ok']);
  expect(JSON.parse((await ask(root))[1])).toMatchObject({ kind: 'APIResourceList', resources: [{ name: 'nodes' }, { name: 'pods' }] });
  const [code, body] = await ask(`${root}/namespaces/default/pods/%ff`);
  expect([code, JSON.parse(body)]).toEqual([400, expect.objectContaining({ kind: 'Status', reason: 'BadRequest' })]);
  await server.close();
});
