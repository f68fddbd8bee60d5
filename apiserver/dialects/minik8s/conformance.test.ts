/** The specification's minimal checks (§7.5), and the decisions behind them. What controllers do is told by what is stored. */
import { kinds, type core } from '../../../api';
import { bodies } from './testing/bodies';
import { serveMinik8s, type TestClient } from './testing/client';

let client: TestClient;
beforeAll(async () => { client = await serveMinik8s(); });
afterAll(() => client.server.stop());

const pods = '/api/v1/namespaces/default/pods';
const extended = '/apis/v1/namespaces/default';

interface Pod { metadata: { uuid: string; labels: unknown; annotations: unknown }; spec: { containers: { image: string }[]; nodeName: string }; status: { phase: string; podIP: string; cpuPercent: number; memPercent: number } }

// 1: routes.test.ts.
test('2: a deletion has no body, a fault has an error and nothing else', async () => {
  await client.must(201, 'POST', pods, bodies.pods!('two'));
  expect((await client.must(204, 'DELETE', `${pods}/two`)).text).toBe('');
  expect((await client.must(404, 'GET', `${pods}/two`)).body).toEqual({ error: 'pod not found' });
});

test('3: a pod is new, with an uuid of its own; who reports on one that is gone stores nothing', async () => {
  await client.must(201, 'POST', pods, { ...bodies.pods!('three'), metadata: { name: 'three', uuid: 'mine' } });
  const pod = await client.get<Pod>(`${pods}/three`);
  expect([pod.status.phase, pod.metadata.uuid === 'mine', pod.metadata.uuid.length]).toEqual(['Pending', false, 36]);
  await client.must(204, 'DELETE', `${pods}/three`);
  await client.must(404, 'POST', `${pods}/three/status`, { phase: 'Running' });
  await client.must(404, 'GET', `${pods}/three`);
});

test('4: an object changes no status and no image, a status no labels', async () => {
  const labels = { app: 'four' };
  await client.must(201, 'POST', pods, { ...bodies.pods!('four'), metadata: { name: 'four', labels } });
  await client.must(200, 'POST', `${pods}/four/status`, { phase: 'Running', podIP: '10.32.0.7', cpuPercent: 0.21, memPercent: 0.34 });
  await client.must(200, 'PUT', `${pods}/four`, { metadata: { name: 'four', annotations: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'other' }] }, status: { phase: 'Failed' } });
  await client.must(200, 'PUT', `${pods}/four/status`, { phase: 'Running', metadata: { labels: { app: 'stolen' } } });
  const pod = await client.get<Pod>(`${pods}/four`);
  expect(pod).toMatchObject({ metadata: { labels, annotations: { a: 'b' } }, spec: { containers: [{ image: 'nginx' }] }, status: { phase: 'Running', podIP: '10.32.0.7', cpuPercent: 0.21, memPercent: 0.34 } });
  // A zero can be said.
  await client.must(200, 'POST', `${pods}/four/status`, { cpuPercent: 0 });
  expect((await client.get<Pod>(`${pods}/four`)).status).toMatchObject({ phase: 'Running', cpuPercent: 0, memPercent: 0.34 });
  const stored = await client.server.registry.of(kinds.pods).get({ namespace: 'default', name: 'four' });
  expect(stored.status.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
});

test('5: n1 is not n10, default is not default2', async () => {
  for (const name of ['n10', 'n1']) await client.must(201, 'POST', '/api/v1/nodes', bodies.nodes!(name));
  expect((await client.get<{ metadata: { name: string } }>('/api/v1/nodes/n1')).metadata.name).toBe('n1');
  await client.must(200, 'PUT', '/api/v1/nodes/n1/status', { condition: 'Ready', numPods: 4 });
  expect([await client.get('/api/v1/nodes/n1/status'), await client.get('/api/v1/nodes/n10/status')]).toMatchObject([{ condition: 'Ready', numPods: 4 }, { condition: '', numPods: 0 }]);
  await client.must(200, 'PUT', '/api/v1/nodes/n1/status', { condition: 'DiskPressure', numPods: 0 });
  expect(await client.get('/api/v1/nodes/n1/status')).toMatchObject({ condition: 'DiskPressure', numPods: 0, ip: '10.20.0.11', hostname: 'n1' });
  for (const [namespace, name] of [['default', 'here'], ['default2', 'there']] as const) {
    for (const segment of ['jobs', 'functions', 'dns', 'replicasets', 'hpa', 'workflow']) await client.must(201, 'POST', `/apis/v1/namespaces/${namespace}/${segment}`, bodies[segment === 'workflow' ? 'workflows' : segment]!(name));
  }
  for (const segment of ['jobs', 'functions', 'dns', 'replicasets', 'hpa', 'workflow']) {
    const listed = await client.get<{ metadata: { name: string } }[]>(`/apis/v1/namespaces/default2/${segment}`);
    expect([segment, listed.map(({ metadata }) => metadata.name)]).toEqual([segment, ['there']]);
  }
});

test('6: files of a job have names of their own', async () => {
  await client.must(201, 'POST', `${extended}/jobs`, { ...bodies.jobs!('six'), spec: { outputFile: 'a.out', errorFile: 'noext', password: 'secret' } });
  const { spec } = await client.get<{ spec: Record<string, unknown> }>(`${extended}/jobs/six`);
  expect(spec.outputFile).toMatch(/^a-[0-9a-z]{6}\.out$/);
  expect(spec.errorFile).toBe('noext');
  // D-20
  expect(JSON.stringify([spec, await client.get(`${extended}/jobs`)])).not.toContain('secret');
  expect((await client.server.registry.of(kinds.slurmjobs).get({ namespace: 'default', name: 'six' })).spec.password).toBe('secret');
});

test('7: a Dns needs its services, and says where they are', async () => {
  const dns = { metadata: { name: 'seven' }, spec: { host: 'seven.internal', paths: [{ subPath: '/x', svcName: 'seven', svcPort: '80' }] } };
  expect((await client.must(400, 'POST', `${extended}/dns`, dns)).body.error).toBe('service not exists or number is wrong');
  await client.must(201, 'POST', '/api/v1/namespaces/default/services', bodies.services!('seven'));
  await client.must(201, 'POST', `${extended}/dns`, dns);
  const { clusterIP } = (await client.get<{ spec: { clusterIP: string } }>('/api/v1/namespaces/default/services/seven')).spec;
  expect(await client.get(`${extended}/dns/seven`)).toMatchObject({ spec: { paths: [{ svcIp: clusterIP }] } });
  expect(clusterIP).toMatch(/^10\./);
});

test('8: what an Hpa goes by is kept for its controller, and can be changed (D-14)', async () => {
  await client.must(201, 'POST', `${extended}/hpa`, { metadata: { name: 'eight' }, spec: { minReplicas: 2, maxReplicas: 5, selector: { matchLabels: { app: 'x' } }, metrics: { cpuPercent: 0.35, memPercent: 0.5 } } });
  await client.must(200, 'PUT', `${extended}/hpa/eight`, { spec: { maxReplicas: 6, metrics: { cpuPercent: 0.7 } } });
  await client.must(200, 'PUT', `${extended}/hpa/eight/status`, { currentReplicas: 2, curCPUPercent: 0.503, curMemPercent: 0.1234 });
  expect(await client.get(`${extended}/hpa/eight`)).toMatchObject({
    spec: { minReplicas: 2, maxReplicas: 6, metrics: { cpuPercent: 0.7 } }, status: { currentReplicas: 2, curCPUPercent: 0.503, curMemPercent: 0.1234 },
  });
});

test('9: a workflow that has begun is no other (D-15), and a failure is told where it is asked for', async () => {
  const path = `${extended}/workflow/nine`;
  await client.must(201, 'POST', `${extended}/workflow`, bodies.workflows!('nine'));
  await client.must(200, 'PUT', path, { spec: { entryParams: '{"x":1}', entryNodeName: 'b', workflowNodes: [{ name: 'b', type: 'func', funcData: { funcName: 'g' } }] } });
  expect(await client.get(path)).toMatchObject({ spec: { entryNodeName: 'b', entryParams: '{"x":1}' }, status: { phase: '' } });
  await client.must(200, 'PUT', `${path}/status`, { phase: 'running' });
  await client.must(409, 'PUT', path, bodies.workflows!('nine'));
  await client.must(200, 'PUT', `${path}/status`, { status: { phase: 'failed', result: '{"x":1}' } });
  expect(await client.get(`${path}/status`)).toEqual({ phase: 'completed', result: '{"x":1}' });
  expect(await client.get(`${extended}/workflows/nine/status`)).toEqual({ phase: 'completed', result: '{"x":1}' });
});

test('10: code of a function is replaced whichever way it was told', async () => {
  const spec = async () => (await client.server.registry.of(kinds.functions).get({ namespace: 'default', name: 'ten' })).spec;
  await client.must(201, 'POST', `${extended}/functions`, { metadata: { name: 'ten' }, spec: { userUploadFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', minReplicas: 0 } });
  expect(await spec()).toMatchObject({ archive: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', minReplicas: 0 });
  await client.must(200, 'PUT', `${extended}/functions/ten`, { spec: { source: 'function main() {}' } });
  expect(await spec()).toMatchObject({ source: 'function main() {}' });
  expect(await spec()).not.toHaveProperty('archive');
  await client.must(200, 'PUT', `${extended}/functions/ten`, { spec: {} });
  expect(await spec()).toMatchObject({ source: 'function main() {}' });
});

describe('namespaces (D-11)', () => {
  const made = async (path: string, namespace: unknown, name: string) => client.ask('POST', path, { ...bodies.jobs!(name), metadata: { name, namespace } });

  test.each([
    ['the path says it', '/apis/v1/namespaces/one/jobs', undefined, 201, 'one'],
    ['the body says it', '/apis/v1/namespaces//jobs', 'two', 201, 'two'],
    ['nobody says it', '/apis/v1/namespaces//jobs', undefined, 201, 'default'],
    ["the route's own word", '/apis/v1/namespaces/:namespace/jobs', 'three', 201, 'three'],
    ['both say the same', '/apis/v1/namespaces/one/jobs', 'one', 201, 'one'],
    ['they contradict each other', '/apis/v1/namespaces/one/jobs', 'two', 400, ''],
    ['it is none', '/apis/v1/namespaces/No%20Name/jobs', undefined, 400, ''],
  ])('%s', async (title, path, namespace, code, where) => {
    const name = title.replace(/[^a-z]+/g, '-');
    expect((await made(path, namespace, name)).code).toBe(code);
    if (code === 201) expect((await client.server.registry.of(kinds.slurmjobs).get({ namespace: where, name })).metadata.namespace).toBe(where);
  });

  test('one is there as soon as something is made in it; pods too', async () => {
    await client.must(201, 'POST', '/api/v1/namespaces/new/pods', bodies.pods!('first'));
    await client.must(200, 'GET', '/api/v1/namespaces/new/pods/first');
    await client.must(404, 'GET', '/api/v1/namespaces/new/pods/second');
    expect(await client.get('/api/v1/namespaces/nowhere/pods')).toEqual([]);
  });

  test('an item is in the one of its path', async () => {
    await client.must(201, 'POST', pods, bodies.pods!('placed'));
    await client.must(400, 'PUT', `${pods}/placed`, { metadata: { name: 'other' } });
    await client.must(400, 'PUT', `${pods}/placed`, { metadata: { name: 'placed', namespace: 'other' } });
    await client.must(400, 'PUT', `${pods}/placed/status`, { metadata: { namespace: 'other' }, status: { phase: 'Running' } });
    await client.must(200, 'PUT', `${pods}/placed/status`, { metadata: { namespace: 'default' }, status: { phase: 'Running' } });
    expect((await client.get<Pod>('/api/v1/namespaces//pods/placed')).status.phase).toBe('Running');
  });
});

test('a job file: written one by one, listed without what is in it (D-7)', async () => {
  const path = `${extended}/jobfiles`;
  await client.must(201, 'POST', path, { metadata: { name: 'files' }, userUploadFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' });
  await client.must(200, 'PUT', `${path}/files`, { outputFile: 'b3V0' });
  await client.must(200, 'PUT', `${path}/files`, { errorFile: 'ZXJy', outputFile: '' });
  const item = { userUploadFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', outputFile: 'b3V0', errorFile: 'ZXJy' };
  expect(await client.get(`${path}/files`)).toMatchObject(item);
  expect(await client.get(`${path}?name=files`)).toMatchObject(item);
  expect(await client.get(path)).toMatchObject([{ metadata: { name: 'files' }, userUploadFile: null, outputFile: null, errorFile: null }]);
});

test('replica sets: replicas that are said, and no others (D-17, D-18)', async () => {
  const path = `${extended}/replicasets`;
  const set = bodies.replicasets!('set') as { spec: object };
  await client.must(400, 'POST', path, { ...set, spec: { ...set.spec, selector: { matchLabels: {} } } });
  await client.must(400, 'POST', path, { ...set, spec: { ...set.spec, selector: { matchLabels: { app: 'y' } } } });
  await client.must(201, 'POST', path, set);
  await client.must(400, 'PUT', `${path}/set`, { spec: { replicas: -1 } });
  await client.must(200, 'PUT', `${path}/set`, {});
  expect((await client.get<{ spec: { replicas: number } }>(`${path}/set`)).spec.replicas).toBe(1);
  await client.must(200, 'PUT', `${path}/set`, { spec: { replicas: 0 } });
  expect((await client.get<{ spec: { replicas: number } }>(`${path}/set`)).spec.replicas).toBe(0);
  await client.must(200, 'PUT', `${path}/set/status`, { replicas: 3, readyReplicas: 2, conditions: [{ type: 'Pod', status: 'Running' }] });
  expect(await client.get(`${path}/set/status`)).toMatchObject({ replicas: 3, readyReplicas: 2, conditions: [{ type: 'Pod', status: 'Running' }] });
});

test('a pod goes where its policy says; the node that it names is a wish (D-12)', async () => {
  await client.must(201, 'POST', pods, { metadata: { name: 'wish', annotations: { 'minik8s.io/scheduling-policy': 'LeastPods' } }, spec: { nodeName: 'worker-a', containers: [{ name: 'c', image: 'nginx' }] } });
  const stored = await client.server.registry.of(kinds.pods).get({ namespace: 'default', name: 'wish' });
  expect([stored.spec.nodeName, stored.spec.schedulerName, stored.metadata.annotations]).toEqual([undefined, 'minik8s-least-pods', { 'minik8s.io/scheduling-policy': 'LeastPods', 'minik8s.io/node-name': 'worker-a' }]);
  expect((await client.get<Pod>(`${pods}/wish`)).spec.nodeName).toBe('worker-a');
  await client.must(200, 'PUT', `${pods}/wish`, { spec: { nodeName: 'worker-b' } });
  expect((await client.get<Pod>(`${pods}/wish`)).spec.nodeName).toBe('worker-b');
  await client.must(400, 'POST', pods, { metadata: { name: 'x', annotations: { 'minik8s.io/scheduling-policy': 'Best' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
});

test('what Kubernetes cannot say comes back as it was written, until somebody changes it there', async () => {
  const container = { name: 'c', image: 'nginx', ports: [{ containerPort: '80', protocol: 'TcP' }], volumeMounts: [], tty: true };
  await client.must(201, 'POST', pods, { metadata: { name: 'odd' }, spec: { containers: [container] } });
  const first = async (): Promise<unknown> => (await client.get<{ spec: { containers: unknown[] } }>(`${pods}/odd`)).spec.containers[0];
  expect(await first()).toMatchObject({ ports: [{ protocol: 'TcP' }], tty: true });
  await client.server.registry.of(kinds.pods).update({ namespace: 'default', name: 'odd' }, (pod: core.Pod) => ({ ...pod, spec: { ...pod.spec, containers: pod.spec.containers.map((each) => ({ ...each, image: 'nginx:2' })) } }));
  expect(await first()).toMatchObject({ image: 'nginx:2', ports: [{ protocol: 'TcP' }] });
});

test('a service has the pods of its endpoint slices, of its own namespace (D-13)', async () => {
  await client.must(201, 'POST', '/api/v1/namespaces/default/services', bodies.services!('web'));
  const slice = (name: string, uid: string, ready: boolean) => client.server.registry.of(kinds.endpointslices).create({
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } }, addressType: 'IPv4',
    endpoints: [{ addresses: ['10.32.0.7'], conditions: { ready }, targetRef: { kind: 'Pod', name: 'p', namespace: 'default', uid } }], ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  });
  await slice('web-1', 'u-1', true);
  await slice('web-2', 'u-2', false);
  expect((await client.get<{ status: unknown }>('/api/v1/namespaces/default/services/web')).status).toMatchObject({ endpoints: [{ podUUID: 'u-1', ip: '10.32.0.7', ports: ['8080'] }] });
  await client.must(200, 'PUT', '/api/v1/namespaces/default/services/web', { metadata: { labels: { a: 'b' } }, spec: { selector: { app: 'y' } } });
  expect(await client.get('/api/v1/namespaces/default/services/web')).toMatchObject({ metadata: { labels: { a: 'b' } }, spec: { selector: { app: 'y' }, ports: [{ port: 80 }] } });
  await client.must(400, 'PUT', '/api/v1/namespaces/default/services/web', { spec: { clusterIP: '10.96.0.77' } });
  await client.must(400, 'POST', '/api/v1/namespaces/default/services', { ...bodies.services!('far'), spec: { clusterIP: '192.168.40.12', ports: [{ port: 80 }] } });
});

test('those who write at once lose nothing (D-5)', async () => {
  await client.must(201, 'POST', pods, bodies.pods!('busy'));
  const writes = Array.from({ length: 12 }, (_, i) => (i % 2 ? client.must(200, 'POST', `${pods}/busy/status`, { cpuPercent: i }) : client.must(200, 'PUT', `${pods}/busy`, { metadata: { labels: { turn: String(i) } } })));
  await Promise.all(writes);
  const pod = await client.get<Pod>(`${pods}/busy`);
  expect([pod.status.cpuPercent % 2, typeof (pod.metadata.labels as { turn: string }).turn]).toEqual([1, 'string']);
});
