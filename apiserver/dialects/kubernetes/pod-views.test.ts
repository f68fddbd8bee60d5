import { kinds, type core } from '../../../api';
import { serve, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeEach(async () => { server = await serve(); });
afterEach(() => server.stop());

const path = '/api/v1/namespaces/default/pods/a';
const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';

const create = async (spec: object, metadata: object = {}): Promise<core.Pod> => {
  const { body, status } = await server.http.post('/api/v1/namespaces/default/pods').send({ metadata: { name: 'a', ...metadata }, spec });
  expect([status, (body as { message?: string }).message]).toEqual([201, undefined]);
  return body as core.Pod;
};
const patch = (view: string, body: object, type = strategic) => server.http.patch(`${path}/${view}`).set('Content-Type', type).send(body);
const messageOf = async (request: ReturnType<typeof patch>): Promise<string> => ((await request).body as { message: string }).message;

describe('ephemeralcontainers', () => {
  const web = { containers: [{ name: 'c', image: 'nginx' }] };
  const debugger1 = { name: 'debug', image: 'busybox', targetContainerName: 'c', stdin: true, tty: true };

  it('adds a container to a pod that runs, and nothing else', async () => {
    await create(web);
    const { body } = await patch('ephemeralcontainers', { metadata: { labels: { by: 'me' } }, spec: { ephemeralContainers: [debugger1], nodeName: 'n' } });
    expect(body).toMatchObject({ kind: 'Pod', metadata: { labels: { by: 'me' }, generation: 2 }, spec: { ephemeralContainers: [{ ...debugger1, imagePullPolicy: 'Always', terminationMessagePolicy: 'File' }] } });
    expect((body as core.Pod).spec.nodeName).toBeUndefined();
    expect((await server.http.get(`${path}/ephemeralcontainers`)).body).toEqual(body);
  });

  it('what is there stays as it is', async () => {
    await create(web);
    await patch('ephemeralcontainers', { spec: { ephemeralContainers: [debugger1] } });
    expect(await messageOf(patch('ephemeralcontainers', { spec: { ephemeralContainers: [] } }, merge))).toContain('spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be removed');
    expect(await messageOf(patch('ephemeralcontainers', { spec: { ephemeralContainers: [{ name: 'debug', image: 'other' }] } }))).toContain('existing ephemeral containers "debug" may not be changed');
    const { status } = await patch('ephemeralcontainers', { spec: { ephemeralContainers: [{ name: 'second', image: 'busybox' }, debugger1] } }, merge);
    expect(status).toBe(200);
  });

  it.each<[object, string]>([
    [{ ...debugger1, name: 'c' }, 'spec.ephemeralContainers[0].name: Duplicate value: "c"'],
    [{ ...debugger1, targetContainerName: 'x' }, 'spec.ephemeralContainers[0].targetContainerName: Not found: "x"'],
    [{ ...debugger1, ports: [{ containerPort: 80 }] }, 'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container'],
    [{ ...debugger1, image: '' }, 'spec.ephemeralContainers[0].image: Required value'],
  ])('refuses %j', async (container, message) => {
    await create(web);
    expect(await messageOf(patch('ephemeralcontainers', { spec: { ephemeralContainers: [container] } }))).toContain(message);
  });

  it('a static pod has none; a new pod has none; no pod is 404', async () => {
    await create({ ...web, nodeName: 'n' }, { annotations: { 'kubernetes.io/config.mirror': 'x' } });
    expect(await messageOf(patch('ephemeralcontainers', { spec: { ephemeralContainers: [debugger1] } }))).toBe('Pod "a" is invalid: : Forbidden: static pods do not support ephemeral containers');
    const { body } = await server.http.post('/api/v1/namespaces/default/pods').send({ metadata: { name: 'b' }, spec: { ...web, ephemeralContainers: [debugger1] } });
    expect(body).toMatchObject({ code: 422, message: 'Pod "b" is invalid: spec.ephemeralContainers: Forbidden: cannot be set on create' });
    expect((await server.http.get('/api/v1/namespaces/default/pods/none/ephemeralcontainers')).status).toBe(404);
  });
});

describe('resize', () => {
  const resources = { requests: { cpu: '100m', memory: '100Mi' }, limits: { cpu: '200m', memory: '200Mi' } };
  const web = { containers: [{ name: 'c', image: 'nginx', resources }, { name: 'd', image: 'nginx', resources: { requests: { cpu: '100m' } } }] };
  const resized = (to: object, name = 'c'): object => ({ spec: { containers: [{ name, resources: to }] } });

  it('changes requests and limits of cpu and memory, counts as a change, and changes nothing else', async () => {
    await create(web);
    const { status, body } = await patch('resize', { spec: { containers: [{ name: 'c', image: 'other', resources: { requests: { cpu: '150m' }, limits: { memory: '300Mi' } } }] } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      metadata: { generation: 2 },
      spec: { containers: [{ image: 'nginx', resources: { requests: { cpu: '150m', memory: '100Mi' }, limits: { cpu: '200m', memory: '300Mi' } } }, { name: 'd' }] },
    });
    expect((await server.http.get(`${path}/resize`)).body).toEqual(body);
  });

  it('may say how the container takes it', async () => {
    await create(web);
    const resizePolicy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }];
    const { body } = await patch('resize', { spec: { containers: [{ name: 'c', resizePolicy }] } });
    expect(body).toMatchObject({ message: 'Pod "a" is invalid: spec: Forbidden: only cpu and memory resources are mutable' });
  });

  it.each<[string, object, string, string?]>([
    ['another resource', resized({ requests: { 'ephemeral-storage': '1Gi' } }), 'spec: Forbidden: only cpu and memory resources are mutable'],
    ['less of them', resized({ limits: { cpu: null } }), 'spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed'],
    ['fewer requests', resized({ requests: { cpu: null } }, 'd'), 'spec.containers[1].resources.requests: Forbidden: resource requests cannot be removed'],
    ['another class of service', { spec: { containers: [{ name: 'd', resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } } }, { name: 'c', resources: { requests: { cpu: '200m', memory: '200Mi' } } }] } },
      'spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing'],
    ['more containers', { spec: { containers: [{ name: 'e', image: 'nginx' }] } }, 'spec.containers: Forbidden: containers may not be added or removed on resize'],
    ['another order', { spec: { containers: [web.containers[1], web.containers[0]] } }, 'spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize', merge],
    ['requests over limits', resized({ requests: { cpu: '300m' } }), 'spec.containers[0].resources.requests: Invalid value: "300m": must be less than or equal to cpu limit of 200m'],
  ])('refuses %s', async (_, body, message, type = strategic) => {
    await create(web);
    const answer = await patch('resize', body, type);
    expect(answer.status).toBe(422);
    expect((answer.body as { message: string }).message).toContain(message);
  });

  it('of the whole pod, where the pod has resources of its own', async () => {
    await create({ containers: [{ name: 'c', image: 'nginx' }], resources });
    expect((await patch('resize', { spec: { resources: { limits: { cpu: '2' } } } })).body).toMatchObject({ spec: { resources: { limits: { cpu: '2', memory: '200Mi' } } } });
    expect(await messageOf(patch('resize', { spec: { resources: { limits: { cpu: null } } } }))).toContain('spec.resources.limits: Forbidden: pod-level resource limits cannot be removed');
    expect(await messageOf(patch('resize', { spec: { resources: null } }))).toContain('spec.resources: Forbidden: pod-level resources cannot be removed');
  });

  it('of init containers', async () => {
    await create({ ...web, initContainers: [{ name: 'i', image: 'nginx', resources }] });
    const to = (more: object): object => ({ spec: { initContainers: [{ name: 'i', resources: { requests: { cpu: '120m', ...more } } }] } });
    expect((await patch('resize', to({}))).body).toMatchObject({ spec: { initContainers: [{ resources: { requests: { cpu: '120m' } } }] } });
    expect(await messageOf(patch('resize', to({ 'ephemeral-storage': '1Gi' })))).toContain('spec.initContainers[0]: Forbidden: only cpu and memory resources for init or sidecar containers are mutable');
  });

  it.each<[string, object, object, string]>([
    ['static pods', { nodeName: 'n' }, { annotations: { 'kubernetes.io/config.mirror': 'x' } }, 'Pod "a" is invalid: : Forbidden: static pods cannot be resized'],
    ['pods of Windows', { os: { name: 'windows' } }, {}, 'Pod "a" is invalid: : Forbidden: windows pods cannot be resized'],
  ])('%s cannot be resized', async (_, spec, metadata, message) => {
    await create({ ...web, ...spec }, metadata);
    expect(await messageOf(patch('resize', resized({ requests: { cpu: '150m' } })))).toBe(message);
  });

  it('nor pods on nodes that do not say what their containers have', async () => {
    await create(web);
    const status = (more: object) => ({ containerStatuses: [{ name: 'c', ready: true, restartCount: 0, image: 'nginx', imageID: '', state: { running: {} }, ...more }] });
    const report = (more: object) => server.registry.of(kinds.pods).update({ namespace: 'default', name: 'a' }, (pod) => ({ ...pod, status: { ...pod.status, ...status(more) } }), { subresource: 'status' });
    await report({});
    expect(await messageOf(patch('resize', resized({ requests: { cpu: '150m' } })))).toBe('Pod "a" is invalid: spec: Forbidden: Pod running on node without support for resize');
    await report({ resources });
    expect((await patch('resize', resized({ requests: { cpu: '150m' } }))).status).toBe(200);
  });
});
