import { kinds, seededRandom, silentLogger, SteppedClock, type core, type KubeObject } from '../api';
import { openRegistry, openStorage, type Registry } from '../registry';
import { startKubernetesService } from './kubernetes-service';
import type { Publisher } from './publisher';

const key = { namespace: 'default', name: 'kubernetes' };

let clock: SteppedClock;
let registry: Registry;
let publisher: Publisher;

beforeEach(async () => {
  clock = new SteppedClock();
  const deps = { clock, random: seededRandom(1), log: silentLogger };
  registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
});

afterEach(async () => {
  await publisher.stop();
  await registry.close();
});

const start = (): void => { publisher = startKubernetesService({ registry, clock, log: silentLogger }); };

/** Resolves when there is one, and it is as asked for. */
async function until<T extends KubeObject>(definition: Parameters<Registry['of']>[0], holds: (object: T) => boolean): Promise<T> {
  const found = new AbortController();
  try {
    for await (const batch of registry.of(definition).watch({ namespace: 'default' }, found.signal)) {
      for (const event of batch) if (event.type !== 'BOOKMARK' && event.type !== 'DELETED' && event.object.metadata.name === 'kubernetes' && holds(event.object as T)) return event.object as T;
    }
  } finally {
    found.abort();
  }
  throw new Error('the watch ended');
}

const slices = kinds.endpointslices as never;
const endpoints = kinds.endpoints as never;
const services = kinds.services as never;

it('is there as on any cluster', async () => {
  start();
  expect(await until(slices, () => true)).toMatchObject({
    metadata: { labels: { 'kubernetes.io/service-name': 'kubernetes' } }, addressType: 'IPv4', endpoints: [{ addresses: ['172.18.0.1'], conditions: { ready: true } }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  });
  expect(await registry.of(kinds.services).get(key)).toMatchObject({
    metadata: { labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'], ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }], sessionAffinity: 'None', ipFamilies: ['IPv4'] },
  });
  expect(await registry.of(kinds.endpoints).get(key)).toMatchObject({
    metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }, subsets: [{ addresses: [{ ip: '172.18.0.1' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
  });
});

it('comes again when it is deleted', async () => {
  start();
  await until(slices, () => true);
  const { metadata: { uid } } = await registry.of(kinds.services).get(key);
  await registry.of(kinds.services).delete(key);
  expect((await until<core.Service>(services, ({ metadata }) => metadata.uid !== uid)).spec.clusterIP).toBe('10.96.0.1');
});

it('a service that somebody has changed is left as it is, its endpoints are set right', async () => {
  start();
  await until(slices, () => true);
  await registry.of(kinds.services).update(key, (found) => ({ ...found, spec: { ...found.spec, sessionAffinity: 'ClientIP' } }));
  await registry.of(kinds.endpoints).update(key, (found) => ({ ...found, subsets: [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ name: 'https', port: 8443, protocol: 'TCP' }] }] }));
  const { subsets } = await until<core.Endpoints>(endpoints, (found) => found.subsets?.[0]?.addresses?.[0]?.ip === '172.18.0.1' && found.subsets[0].ports?.[0]?.port === 8443);
  expect(subsets).toHaveLength(1);
  expect((await registry.of(kinds.services).get(key)).spec.sessionAffinity).toBe('ClientIP');
});

it('slices of others that speak for it go', async () => {
  await registry.of(kinds.endpointslices).create({
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { namespace: 'default', name: 'stale', labels: { 'kubernetes.io/service-name': 'kubernetes' } }, addressType: 'IPv6', endpoints: [], ports: [],
  });
  start();
  await until(slices, () => true);
  expect((await registry.of(kinds.endpointslices).list()).items.map(({ metadata }) => metadata.name)).toEqual(['kubernetes']);
});
