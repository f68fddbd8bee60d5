import { kinds } from '../../../api';
import { closeAll, openTest } from '../../testing/harness';
import { configMap, namespace, pod, service } from '../../testing/objects';
import { mutating, validating } from './testing/configurations';
import { allow, closeWebhooks, patch, serveWebhook } from './testing/webhook-server';

afterEach(async () => {
  await closeAll();
  await closeWebhooks();
});

const data = (key: string, value: string): object => ({ op: 'add', path: `/data/${key}`, value });
const ofPods = [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }];

describe('a mutating webhook', () => {
  it('changes what is stored; what it leaves out is filled in, and the next one sees it', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook((_, path) => (path.startsWith('/check')
      ? patch({ op: 'add', path: '/spec/containers/-', value: { name: 'sidecar', image: 'proxy' } }) : { allowed: true }));
    await mutating(registry, 'a', { clientConfig: hook.config, rules: ofPods }, { clientConfig: { ...hook.config, url: hook.config.url.replace('check', 'next') }, rules: ofPods });
    const annotations: Record<string, string> = {};
    const { spec } = await registry.of(kinds.pods).create(pod('a'), { annotate: (key, value) => { annotations[key] = value; } });
    expect(spec.containers.map(({ name, imagePullPolicy }) => `${name} ${imagePullPolicy}`)).toEqual(['web Always', 'sidecar Always']);
    expect(hook.asked[1]).toMatchObject({ object: { spec: { containers: [{ name: 'web' }, { name: 'sidecar', terminationMessagePath: '/dev/termination-log' }] } } });
    expect(annotations).toEqual({
      'pod-security.kubernetes.io/enforce-policy': 'privileged:latest',
      'mutation.webhook.admission.k8s.io/round_0_index_0': '{"configuration":"a","webhook":"check.a.example.com","mutated":true}',
      'mutation.webhook.admission.k8s.io/round_0_index_1': '{"configuration":"a","webhook":"w1.a.example.com","mutated":false}',
      'patch.webhook.admission.k8s.io/round_0_index_0':
        '{"configuration":"a","webhook":"check.a.example.com","patch":[{"op":"add","path":"/spec/containers/-","value":{"name":"sidecar","image":"proxy"}}],"patchType":"JSONPatch"}',
    });
  });

  it('is asked in the order of the names of configurations', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(({ object }) => patch(data('order', `${String((object as { data: { order: string } }).data.order)}${hook.asked.length}`)));
    await mutating(registry, 'b', { clientConfig: hook.config, objectSelector: { matchLabels: { b: '' } } });
    await mutating(registry, 'a', { clientConfig: hook.config }, { clientConfig: hook.config });
    expect((await registry.of(kinds.configmaps).create(configMap('a', { order: '' }, { labels: { b: '' } }))).data).toEqual({ order: '123' });
  });

  it('changes updates, through a view only what that view is for', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(({ subResource = '' }) => patch(
      { op: 'add', path: '/metadata/labels', value: { seen: 'yes' } },
      ...(subResource ? [{ op: 'replace', path: '/spec/containers/0/image', value: 'other' }, { op: 'add', path: '/status/message', value: 'patched' }] : [])));
    await mutating(registry, 'a', { clientConfig: hook.config, rules: [{ ...ofPods[0], operations: ['UPDATE'], resources: ['pods', 'pods/status'] }] });
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a'));
    const key = { namespace: 'default', name: 'a' };
    expect((await pods.update(key, (it) => ({ ...it, metadata: { ...it.metadata, annotations: { a: 'b' } } }))).metadata.labels).toEqual({ seen: 'yes' });
    const { spec, status } = await pods.update(key, (it) => ({ ...it, status: { ...it.status, phase: 'Running' } }), { subresource: 'status' });
    expect(status).toMatchObject({ phase: 'Running', message: 'patched' });
    expect(spec.containers[0]?.image).toBe('nginx');
  });

  it('changes what /scale says', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => patch({ op: 'replace', path: '/spec/replicas', value: 2 }));
    await mutating(registry, 'a', { clientConfig: hook.config, rules: [{ operations: ['UPDATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['replicationcontrollers/scale'] }] });
    const spec = { replicas: 1, selector: { app: 'a' }, template: { metadata: { labels: { app: 'a' } }, spec: pod('a').spec } };
    const store = registry.store(kinds.replicationcontrollers);
    await store.create({ metadata: { name: 'a' }, spec }, 'default');
    expect(await store.updateProjection({ namespace: 'default', name: 'a' }, 'scale', (scale) => ({ ...scale, spec: { replicas: 9 } }))).toMatchObject({ spec: { replicas: 2 } });
  });

  it('changes where a pod is bound to', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => patch({ op: 'replace', path: '/target/name', value: 'elsewhere' }));
    await mutating(registry, 'a', { clientConfig: hook.config, rules: [{ ...ofPods[0], resources: ['pods/binding'] }] });
    await registry.of(kinds.pods).create(pod('a'));
    const key = { namespace: 'default', name: 'a' };
    await registry.store(kinds.pods).invoke(key, 'binding', { metadata: { name: 'a' }, target: { kind: 'Node', name: 'n' } });
    expect((await registry.of(kinds.pods).get(key)).spec.nodeName).toBe('elsewhere');
  });

  it('sees another version where its rules name that one', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => patch({ op: 'add', path: '/spec/targetCPUUtilizationPercentage', value: 70 }));
    await mutating(registry, 'a', { clientConfig: hook.config, rules: [{ operations: ['CREATE'], apiGroups: ['autoscaling'], apiVersions: ['v1'], resources: ['*'] }] });
    const made = await registry.store(kinds.horizontalpodautoscalers).create({ metadata: { name: 'a' }, spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'a', apiVersion: 'apps/v1' } } }, 'default');
    expect(made.object.spec.metrics).toMatchObject([{ resource: { name: 'cpu', target: { averageUtilization: 70 } } }]);
  });

  it.each([
    ['of a wrong type', [{ op: 'add', path: '/data', value: 'text' }], 500, /^Internal error occurred: json: cannot unmarshal string into Go struct field ConfigMap\.data of type map\[string\]string/],
    ['that does not apply', [data('a', '1'), { op: 'remove', path: '/nothing/here' }], 500, 'Internal error occurred: remove operation does not apply: doc is missing path: "/nothing/here": missing value'],
    ['whose test fails', [{ op: 'test', path: '/data/k', value: 'x' }], 500, 'Internal error occurred: testing value /data/k failed: test failed'],
    ['to what is invalid', [data('not allowed', 'x')], 422, /^ConfigMap "a" is invalid: data\[not allowed\]: Invalid value/],
    ['of the name', [{ op: 'replace', path: '/metadata/name', value: 'b' }], 500, 'Internal error occurred: admission webhook "check.a.example.com" attempted to change the name or namespace of the object, which is not supported'],
  ])('that sends a patch %s fails the request', async (_, operations, code, message) => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => patch(...operations));
    await mutating(registry, 'a', { clientConfig: hook.config, failurePolicy: 'Ignore' });
    await expect(registry.of(kinds.configmaps).create(configMap('a', { k: 'v' }))).rejects.toMatchObject({
      code, message: typeof message === 'string' ? message : expect.stringMatching(message) as string,
    });
  });

  it.each([
    [{ allowed: true, patch: 'W10=' }, 'received invalid webhook response: webhook returned response.patch but not response.patchType'],
    [{ allowed: true, patchType: 'JSONPatch' }, 'received invalid webhook response: webhook returned response.patchType but not response.patch'],
    [{ allowed: true, patchType: 'MergePatch', patch: 'W3t9XQ==' }, 'unsupported patch type "MergePatch"'],
    [{ allowed: true, patchType: 'JSONPatch', patch: 'e30=' }, 'received undecodable patch in webhook response: json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
    [{ allowed: true, patchType: 'JSONPatch', patch: '{}' }, 'received invalid webhook response: illegal base64 data'],
  ])('may not answer %j', async (response, text) => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => response);
    await mutating(registry, 'a', { clientConfig: hook.config });
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow(`Internal error occurred: failed calling webhook "check.a.example.com": ${text}`);
  });

  it('changes neither who owns which fields nor what only the server says', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => patch(
      { op: 'replace', path: '/metadata/managedFields', value: [] }, { op: 'replace', path: '/metadata/uid', value: 'mine' }, { op: 'replace', path: '/metadata/creationTimestamp', value: '2001-01-01T00:00:00Z' }, data('a', 'b')));
    await mutating(registry, 'a', { clientConfig: hook.config });
    const { metadata } = (await registry.store(kinds.configmaps).create(configMap('a', { k: 'v' }), 'default')).object;
    expect(metadata).toMatchObject({ creationTimestamp: '2026-01-01T00:00:00Z', managedFields: [{ fieldsV1: { 'f:data': { 'f:k': {} } } }] });
    expect(metadata.uid).not.toBe('mine');
  });

  it('sees deletions, and cannot change them', async () => {
    const { registry } = await openTest();
    const answers = [patch(data('a', 'b')), { allowed: true }];
    const hook = await serveWebhook(() => answers[hook.asked.length - 1] ?? {});
    await registry.of(kinds.configmaps).create(configMap('a'));
    await mutating(registry, 'a', { clientConfig: hook.config, rules: [{ operations: ['DELETE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }] });
    const key = { namespace: 'default', name: 'a' };
    await expect(registry.of(kinds.configmaps).delete(key)).rejects.toThrow('Internal error occurred: admission webhook "check.a.example.com" attempted to modify the object, which is not supported for this operation');
    await registry.of(kinds.configmaps).delete(key);
    expect(hook.asked[1]).toMatchObject({ operation: 'DELETE', object: null, oldObject: { metadata: { name: 'a' } } });
  });

  it('is asked once more when others have changed the object since, if it wants to be', async () => {
    const { registry } = await openTest();
    const paths: string[] = [];
    const hook = await serveWebhook((_, path) => {
      paths.push(path.slice(1, 2));
      return path.startsWith('/c') ? patch({ op: 'add', path: '/spec/containers/-', value: { name: `c${paths.length}`, image: 'x', ports: [{ containerPort: 80 }] } }) : { allowed: true };
    });
    const at = (name: string) => ({ ...hook.config, url: `https://127.0.0.1:${hook.port}/${name}` });
    await mutating(registry, 'a', { clientConfig: at('a'), rules: ofPods, reinvocationPolicy: 'IfNeeded' }, { clientConfig: at('b'), rules: ofPods }, { clientConfig: at('c'), rules: ofPods });
    await registry.of(kinds.pods).create(pod('a'));
    expect(paths.join('')).toBe('abca');
    expect(hook.asked[3]).toMatchObject({ object: { spec: { containers: [{ name: 'web' }, { name: 'c3' }] } } });
  });

  it('that changes a Service leaves it the address it was given', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => patch({ op: 'add', path: '/metadata/labels', value: { a: 'b' } }));
    await mutating(registry, 'a', { clientConfig: hook.config, reinvocationPolicy: 'IfNeeded', rules: [{ ...ofPods[0], resources: ['services'] }] });
    const made = await registry.of(kinds.services).create(service('a'));
    expect(made).toMatchObject({ metadata: { labels: { a: 'b' } }, spec: { clusterIP: expect.stringMatching(/^10\./) as string } });
  });

  it('is obeyed where objects come by apply', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => patch(data('added', 'yes')));
    await mutating(registry, 'a', { clientConfig: hook.config });
    const { entry } = await registry.store(kinds.configmaps).apply({ namespace: 'default', name: 'a' }, configMap('a', { k: 'v' }), { fieldManager: 'tests' });
    expect(entry.object.data).toEqual({ added: 'yes', k: 'v' });
    expect(entry.object.metadata.managedFields).toMatchObject([{ manager: 'tests', fieldsV1: { 'f:data': { 'f:k': {} } } }]);
  });
});

it('webhooks that validate see what those that mutate have made', async () => {
  const { registry } = await openTest();
  const changing = await serveWebhook(() => patch(data('a', 'b')));
  const looking = await serveWebhook(allow);
  await mutating(registry, 'a', { clientConfig: changing.config });
  await validating(registry, 'a', { clientConfig: looking.config, namespaceSelector: { matchLabels: { look: 'yes' } } });
  await registry.of(kinds.namespaces).create(namespace('n', { labels: { look: 'yes' } }));
  await registry.of(kinds.configmaps).create(configMap('a', { k: 'v' }, { namespace: 'n' }));
  expect(looking.asked).toMatchObject([{ object: { data: { a: 'b', k: 'v' } } }]);
});

it('the older AdmissionReview is spoken where a webhook knows no other', async () => {
  const { registry } = await openTest();
  const hook = await serveWebhook(() => ({ uid: '', allowed: true, patch: Buffer.from(JSON.stringify([data('a', 'b')])).toString('base64') }));
  await mutating(registry, 'a', { clientConfig: hook.config, admissionReviewVersions: ['v1beta1'] });
  expect((await registry.of(kinds.configmaps).create(configMap('a', { k: 'v' }))).data).toEqual({ a: 'b', k: 'v' });
});
