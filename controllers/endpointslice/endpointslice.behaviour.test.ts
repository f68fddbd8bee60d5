/** EndpointSlices on a real registry. */
import { kinds, type core, type discovery } from '../../api';
import { runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';
import { pod, template } from '../testing/objects';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startCluster();
  await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
});
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const key = { namespace: 'default', name: 'web' };
const services = () => cluster.registry.of(kinds.services);
const slices = () => cluster.registry.of(kinds.endpointslices);
const makeService = (spec: Partial<core.ServiceSpec>) => services().create({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', labels: { tier: 'front' } }, spec: { ports: [{ port: 80, protocol: 'TCP' }], ...spec }, status: {},
});
const addPod = (name: string) => cluster.registry.of(kinds.pods).create(pod({ metadata: { name, uid: undefined, labels: { app: 'web' } }, spec: { ...template.spec, nodeName: 'n1' } }));
const backendsOf = (all: readonly discovery.EndpointSlice[]) => all.flatMap(({ endpoints }) => endpoints ?? []).map(({ targetRef, addresses }) => targetRef?.name ?? addresses[0]).sort();
const comes = (holds: (all: readonly discovery.EndpointSlice[]) => boolean) => whilePassing(cluster, 20, untilAll(slices(), 'default', holds));

test('slices follow the pods and go with the service', async () => {
  runPods(cluster);
  await makeService({ selector: { app: 'web' } });
  const [empty] = await comes((all) => all.length === 1);
  expect(empty).toMatchObject({
    metadata: {
      name: expect.stringMatching(/^web-.{5}$/) as unknown,
      labels: { tier: 'front', 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' },
    },
    addressType: 'IPv4',
  });
  await addPod('a');
  await addPod('b');
  const [one, more] = await comes((all) => backendsOf(all).join() === 'a,b');
  expect(more).toBeUndefined();
  expect(one?.metadata.name).toBe(empty?.metadata.name);
  await cluster.registry.of(kinds.pods).delete({ namespace: 'default', name: 'a' });
  await comes((all) => backendsOf(all).join() === 'b');
  await services().delete(key);
  await comes((all) => all.length === 0);
});

test('a hundred endpoints to a slice', async () => {
  runPods(cluster);
  await makeService({ selector: { app: 'web' } });
  await Promise.all(Array.from({ length: 230 }, (_, i) => addPod(`p${i}`)));
  const all = await comes((found) => backendsOf(found).length === 230);
  expect(all.map(({ endpoints }) => endpoints?.length ?? 0).every((count) => count <= 100)).toBe(true);
  expect(new Set(backendsOf(all)).size).toBe(230);
});

test('many changes at a time are one write', async () => {
  await makeService({ selector: { app: 'web' } });
  const [first] = await comes((all) => all.length === 1);
  runPods(cluster);
  await Promise.all(Array.from({ length: 30 }, (_, i) => addPod(`p${i}`)));
  await untilAll(cluster.registry.of(kinds.pods), 'default', (all) => all.filter(({ status }) => status.podIP).length === 30);
  const [last] = await comes((all) => backendsOf(all).length === 30);
  expect((last?.metadata.generation ?? 0) - (first?.metadata.generation ?? 0)).toBeLessThanOrEqual(2);
});

test('what somebody changed is put right', async () => {
  await makeService({ selector: { app: 'web' } });
  const [slice] = await comes((all) => all.length === 1);
  await slices().update({ namespace: 'default', name: slice?.metadata.name ?? '' }, (current) => ({ ...current, endpoints: [{ addresses: ['192.0.2.9'] }] }));
  await comes((all) => all.length === 1 && backendsOf(all).length === 0);
});

test('endpoints kept by hand are mirrored while the service has no selector', async () => {
  await makeService({});
  const subsets = (ip: string) => [{ addresses: [{ ip }], ports: [{ port: 80, protocol: 'TCP' as const }] }];
  const endpoints = cluster.registry.of(kinds.endpoints);
  await endpoints.create({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web', namespace: 'default', annotations: { note: 'x' } }, subsets: subsets('192.0.2.1') });
  const [slice] = await comes((all) => backendsOf(all).join() === '192.0.2.1');
  expect(slice).toMatchObject({
    metadata: { annotations: { note: 'x' }, ownerReferences: [{ kind: 'Endpoints', name: 'web' }], labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' } },
    endpoints: [{ conditions: { ready: true } }], ports: [{ name: '', port: 80, protocol: 'TCP' }],
  });
  await endpoints.update(key, (current) => ({ ...current, subsets: subsets('192.0.2.2') }));
  await comes((all) => backendsOf(all).join() === '192.0.2.2');
  await endpoints.update(key, (current) => ({ ...current, metadata: { ...current.metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } }));
  await comes((all) => all.length === 0);
});

test('a service that loses its selector keeps its slices, as upstream', async () => {
  runPods(cluster);
  await makeService({ selector: { app: 'web' } });
  await addPod('a');
  await comes((all) => backendsOf(all).join() === 'a');
  await services().update(key, (current) => ({ ...current, spec: { ...current.spec, selector: undefined } }));
  await until(services(), key, (found) => found?.spec.selector === undefined);
  await cluster.clock.step(1000);
  expect((await slices().list()).items.filter(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === 'endpointslice-controller.k8s.io')).toHaveLength(1);
});
