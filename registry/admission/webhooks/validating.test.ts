import { kinds, type core } from '../../../api';
import { closeAll, openTest } from '../../testing/harness';
import { configMap, namespace, pod, replicaSet, service } from '../../testing/objects';
import { otherIdentity } from './testing/certificates';
import { validating } from './testing/configurations';
import { allow, caBundle, closeWebhooks, serveRaw, serveWebhook } from './testing/webhook-server';

afterEach(async () => {
  await closeAll();
  await closeWebhooks();
});

const everything = [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }];
const failed = 'Internal error occurred: failed calling webhook "check.a.example.com"';

describe('a validating webhook', () => {
  it('gets the trace that a request is part of', async () => {
    const { registry } = await openTest();
    const traces: unknown[] = [];
    const hook = await serveRaw(({ headers: { traceparent, tracestate } }, response) => {
      traces.push([traceparent, tracestate]);
      response.end();
    });
    await validating(registry, 'a', { clientConfig: hook.config, failurePolicy: 'Ignore' });
    await registry.of(kinds.configmaps).create(configMap('a'), { trace: { id: '1', traceparent: '00-1-2-01', tracestate: 'a=b' } });
    expect(traces).toEqual([['00-1-2-01', 'a=b']]);
  });

  it('is asked about what its rules mean, and told everything about it', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    await validating(registry, 'a', { clientConfig: hook.config });
    await registry.of(kinds.configmaps).create(configMap('a', { k: 'v' }), { user: { name: 'jane', groups: ['dev'] }, fieldManager: 'tests' });
    await registry.of(kinds.secrets).create({ kind: 'Secret', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default' } } as core.Secret);
    expect(hook.asked).toEqual([{
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      kind: { group: '', version: 'v1', kind: 'ConfigMap' }, resource: { group: '', version: 'v1', resource: 'configmaps' },
      requestKind: { group: '', version: 'v1', kind: 'ConfigMap' }, requestResource: { group: '', version: 'v1', resource: 'configmaps' },
      name: 'a', namespace: 'default', operation: 'CREATE', userInfo: { username: 'jane', groups: ['dev'] },
      object: expect.objectContaining({ kind: 'ConfigMap', apiVersion: 'v1', data: { k: 'v' } }) as object, oldObject: null,
      dryRun: false, options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'tests' },
    }]);
  });

  it('sees updates, deletions and subresources', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    await registry.of(kinds.replicasets).create(replicaSet('a', 1));
    await validating(registry, 'a', { clientConfig: hook.config, rules: [{ operations: ['*'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['replicasets', 'replicasets/*'] }] });
    const sets = registry.of(kinds.replicasets);
    const key = { namespace: 'default', name: 'a' };
    await sets.update(key, (set) => ({ ...set, status: { ...set.status, replicas: 1 } }), { subresource: 'status' });
    // The cache has seen it: nothing is tried again.
    await sets.get(key);
    await registry.store(kinds.replicasets).updateProjection(key, 'scale', (scale) => ({ ...scale, spec: { replicas: 3 } }));
    await sets.delete(key, { propagationPolicy: 'Orphan', preconditions: { resourceVersion: (await sets.get(key)).metadata.resourceVersion ?? '' } });
    expect(hook.asked.map(({ operation, subResource = '', kind }) => `${operation} ${subResource} ${kind.kind}`)).toEqual(['UPDATE status ReplicaSet', 'UPDATE scale Scale', 'DELETE  ReplicaSet']);
    expect(hook.asked[0]).toMatchObject({ object: { metadata: { resourceVersion: expect.stringMatching(/^\d+$/) as string } }, oldObject: { metadata: { resourceVersion: expect.stringMatching(/^\d+$/) as string } }, options: { kind: 'UpdateOptions' } });
    expect(hook.asked[1]).toMatchObject({ kind: { group: 'autoscaling', version: 'v1' }, resource: { group: 'apps', resource: 'replicasets' }, object: { spec: { replicas: 3 } }, oldObject: { spec: { replicas: 1 } } });
    expect(hook.asked[2]).toMatchObject({ object: null, oldObject: { kind: 'ReplicaSet' }, options: { kind: 'DeleteOptions', propagationPolicy: 'Orphan' } });
  });

  it('is asked about bindings, evictions and tokens', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(({ subResource }) => ({ allowed: subResource !== 'eviction', status: { code: 429, reason: 'TooManyRequests', message: 'not yet' } }));
    const key = { namespace: 'default', name: 'a' };
    await registry.of(kinds.pods).create(pod('a'));
    await registry.of(kinds.serviceaccounts).create({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: key });
    await validating(registry, 'a', { clientConfig: hook.config, rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods/*', 'serviceaccounts/token'] }] });
    await registry.store(kinds.pods).invoke(key, 'binding', { metadata: { name: 'a' }, target: { kind: 'Node', name: 'n' } });
    await registry.store(kinds.serviceaccounts).invoke(key, 'token', { spec: { audiences: ['x'] } });
    await expect(registry.store(kinds.pods).invoke(key, 'eviction', { metadata: { name: 'a' } })).rejects.toMatchObject({
      code: 429, message: 'admission webhook "check.a.example.com" denied the request: not yet',
    });
    expect(await registry.of(kinds.pods).get(key)).toMatchObject({ spec: { nodeName: 'n' } });
    expect(hook.asked.map(({ operation, name, subResource, kind: { group, kind } }) => [operation, name, subResource, group, kind].join(' '))).toEqual([
      'CREATE a binding  Binding', 'CREATE a token authentication.k8s.io TokenRequest', 'CREATE a eviction policy Eviction',
    ]);
    expect(hook.asked[0]).toMatchObject({ object: { target: { name: 'n' } }, oldObject: null, resource: { resource: 'pods' } });
  });

  it('refuses with its own status, and all are asked at once', async () => {
    const { registry } = await openTest();
    let waiting = 0;
    let release = (): void => undefined;
    const both = new Promise<void>((resolve) => { release = resolve; });
    const hook = await serveWebhook(async (_, path) => {
      if (++waiting === 2) release();
      await both;
      return path.startsWith('/check') ? { allowed: false, status: { code: 418, reason: 'Forbidden', message: 'no tea', details: { name: 'pot' } }, warnings: ['cold'] } : { allowed: true, warnings: ['warm'] };
    });
    await validating(registry, 'a', { clientConfig: hook.config }, { clientConfig: { ...hook.config, url: hook.config.url.replace('check', 'other') } });
    const warnings: string[] = [];
    await expect(registry.of(kinds.configmaps).create(configMap('a'), { warn: (text) => warnings.push(text) })).rejects.toMatchObject({
      code: 418, reason: 'Forbidden', message: 'admission webhook "check.a.example.com" denied the request: no tea', details: { name: 'pot' },
    });
    expect(warnings.sort()).toEqual(['cold', 'warm']);
  });

  it.each([
    [{ allowed: false }, 400, 'without explanation', ' '],
    [{ allowed: false, status: { reason: 'Expired' } }, 400, 'Expired', ': '],
    [{ allowed: false, status: { code: 200, status: 'Success', message: 'well' } }, 400, 'well', ': '],
  ])('that says %j refuses all the same', async (response, code, why, between) => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => response);
    await validating(registry, 'a', { clientConfig: hook.config });
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toMatchObject({ code, message: `admission webhook "check.a.example.com" denied the request${between}${why}` });
  });

  it.each([
    [{ uid: 'other', allowed: true }, /expected response\.uid="[0-9a-f-]{36}", got "other"$/],
    [{ allowed: true, patch: 'W10=', patchType: 'JSONPatch' }, /validating webhook may not return response\.patch$/],
    [{ allowed: true, patchType: 'JSONPatch' }, /validating webhook may not return response\.patchType$/],
  ])('may not answer %j', async (response, message) => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => response);
    await validating(registry, 'a', { clientConfig: hook.config });
    const attempt = registry.of(kinds.configmaps).create(configMap('a'));
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(`${failed}: received invalid webhook response: `);
    await expect(attempt).rejects.toMatchObject({ code: 500, reason: 'InternalError' });
  });

  it.each<[string, number, string, string]>([
    ['nothing', 200, '', "couldn't get version/kind; json parse error: unexpected end of JSON input"],
    ['text', 200, 'hello', "couldn't get version/kind; json parse error: "],
    ['no review', 200, '{"response":{"uid":"x"}}', 'expected response.uid='],
    ['no response', 200, '{}', 'webhook response was absent'],
    ['a code', 500, 'boom', 'an error on the server ("boom") has prevented the request from succeeding'],
    ['no such path', 404, '', 'the server could not find the requested resource'],
    ['a status', 503, '{"kind":"Status","status":"Failure","message":"not today"}', 'not today'],
  ])('that answers %s has not answered', async (_, code, body, text) => {
    const { registry } = await openTest();
    const hook = await serveRaw((request, response) => {
      request.resume();
      response.statusCode = code;
      response.end(body);
    });
    await validating(registry, 'a', { clientConfig: hook.config });
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow(text);
  });

  it('whose answer has no end is cut off', async () => {
    const { registry } = await openTest();
    const megabyte = Buffer.alloc(1024 * 1024, ' ');
    const hook = await serveRaw((request, response) => {
      request.resume();
      const more = (): void => { if (!response.destroyed) response.write(megabyte, more); };
      more();
    });
    await validating(registry, 'a', { clientConfig: hook.config });
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow('unexpected error when reading response body. Please retry. Original error: http: response body too large');
  });

  it('that hangs is given up after its time', async () => {
    const { registry, clock } = await openTest();
    let came = (): void => undefined;
    const here = new Promise<void>((resolve) => { came = resolve; });
    const hook = await serveRaw(() => came());
    await validating(registry, 'a', { clientConfig: hook.config, timeoutSeconds: 3 });
    const attempt = registry.of(kinds.configmaps).create(configMap('a'));
    const ended = expect(attempt).rejects.toThrow(`${failed}: failed to call webhook: Post "${hook.config.url}?timeout=3s": context deadline exceeded`);
    await here;
    await clock.step(3000);
    await ended;
  });

  it('that nobody runs fails the request, or not, as it says', async () => {
    const { registry, lines } = await openTest();
    const hook = await serveWebhook(allow);
    await hook.close();
    const annotations: Record<string, string> = {};
    await validating(registry, 'a', { clientConfig: hook.config });
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow(
      `${failed}: failed to call webhook: Post "${hook.config.url}?timeout=5s": dial tcp 127.0.0.1:${hook.port}: connect: connection refused`);
    await registry.of(kinds.validatingwebhookconfigurations).update({ name: 'a' }, (it) => ({ ...it, webhooks: it.webhooks?.map((each) => ({ ...each, failurePolicy: 'Ignore' })) }));
    await registry.of(kinds.configmaps).create(configMap('a'), { annotate: (key, value) => { annotations[key] = value; } });
    expect(annotations).toEqual({ 'failed-open.validating.webhook.admission.k8s.io/round_0_index_0': 'check.a.example.com' });
    expect(lines).toContainEqual(expect.stringContaining('failing open'));
  });

  it('has to show a certificate that the configuration trusts, for its name', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    const stranger = await serveWebhook(allow, otherIdentity);
    await validating(registry, 'a', { clientConfig: { url: hook.config.url } });
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow('tls: failed to verify certificate: x509: certificate signed by unknown authority');
    await registry.of(kinds.validatingwebhookconfigurations).delete({ name: 'a' });
    await validating(registry, 'a', { clientConfig: stranger.config });
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow('tls: failed to verify certificate: x509: certificate is valid for other.default.svc, not 127.0.0.1');
  });

  it('keeps its connection', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    await validating(registry, 'a', { clientConfig: hook.config });
    for (let i = 0; i < 5; i++) await registry.of(kinds.configmaps).create(configMap(`m${i}`));
    expect(hook.connections()).toBe(1);
  });

  it('may write to the server before it answers', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const hook = await serveWebhook(async ({ name = '' }) => {
      if (name === 'a') await maps.create(configMap('b'));
      return { allowed: true, auditAnnotations: { seen: name } };
    });
    await validating(registry, 'a', { clientConfig: hook.config });
    const annotations: Record<string, string> = {};
    await maps.create(configMap('a'), { annotate: (key, value) => { annotations[key] = value; } });
    expect(hook.asked.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(annotations).toEqual({ 'check.a.example.com/seen': 'a' });
  });

  it('is not asked for a dry run unless it says that this is harmless', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    await registry.of(kinds.validatingwebhookconfigurations).create({ kind: 'ValidatingWebhookConfiguration', apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name: 'warm-up' } });
    await validating(registry, 'a', { clientConfig: hook.config, sideEffects: 'NoneOnDryRun' });
    await registry.of(kinds.configmaps).create(configMap('a'), { dryRun: true });
    expect(hook.asked).toMatchObject([{ dryRun: true, options: { dryRun: ['All'] } }]);
    const beta = registry.find('admissionregistration.k8s.io', 'v1beta1', 'validatingwebhookconfigurations');
    await beta?.create({ metadata: { name: 'some' }, webhooks: [{
      name: 'some.example.com', sideEffects: 'Some', admissionReviewVersions: ['v1'], clientConfig: hook.config,
      rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
    }] }, undefined);
    await expect(registry.of(kinds.configmaps).create(configMap('a'), { dryRun: true })).rejects.toMatchObject({ code: 400, reason: 'BadRequest', message: 'admission webhook "some.example.com" does not support dry run' });
  });

  it('is not asked about what says who is asked', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(() => ({ allowed: false }));
    await validating(registry, 'a', { clientConfig: hook.config, rules: everything });
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow('denied');
    await registry.of(kinds.validatingwebhookconfigurations).delete({ name: 'a' });
    await registry.of(kinds.configmaps).create(configMap('a'));
  });
});

describe('a webhook is chosen', () => {
  it('by the labels of the object and of its namespace', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    await validating(registry, 'a', { clientConfig: hook.config, objectSelector: { matchLabels: { look: 'yes' } }, namespaceSelector: { matchExpressions: [{ key: 'skip', operator: 'DoesNotExist' }] } });
    await registry.of(kinds.namespaces).create(namespace('left-out', { labels: { skip: '' } }));
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', {}, { labels: { look: 'yes' } }));
    await maps.create(configMap('b', {}, { labels: { look: 'no' } }));
    await maps.create(configMap('c', {}, { namespace: 'left-out', labels: { look: 'yes' } }));
    expect(hook.asked.map(({ name }) => name)).toEqual(['a']);
  });

  it('by the labels that a namespace is about to have', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    await validating(registry, 'a', { clientConfig: hook.config, namespaceSelector: { matchLabels: { look: 'yes' } }, rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['namespaces'], scope: 'Cluster' }] });
    await registry.of(kinds.namespaces).create(namespace('seen', { labels: { look: 'yes' } }));
    await registry.of(kinds.namespaces).create(namespace('unseen'));
    expect(hook.asked).toMatchObject([{ name: 'seen', namespace: 'seen' }]);
  });

  it('by scope', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    await validating(registry, 'a', { clientConfig: hook.config, rules: [{ ...everything[0], operations: ['CREATE'], scope: 'Cluster' }] });
    await registry.of(kinds.configmaps).create(configMap('a'));
    await registry.of(kinds.namespaces).create(namespace('b'));
    expect(hook.asked.map(({ name }) => name)).toEqual(['b']);
  });

  it('by any version of the resource, unless it wants the exact one', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    const rules = [{ operations: ['CREATE'], apiGroups: ['autoscaling'], apiVersions: ['v1'], resources: ['horizontalpodautoscalers'] }];
    await validating(registry, 'a', { clientConfig: hook.config, rules, matchPolicy: 'Equivalent' });
    await validating(registry, 'b', { clientConfig: hook.config, rules, matchPolicy: 'Exact' });
    const spec = { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'a', apiVersion: 'apps/v1' } };
    await registry.find('autoscaling', 'v2', 'horizontalpodautoscalers')?.create({ metadata: { name: 'new' }, spec }, 'default');
    await registry.find('autoscaling', 'v1', 'horizontalpodautoscalers')?.create({ metadata: { name: 'old' }, spec: { ...spec, targetCPUUtilizationPercentage: 50 } }, 'default');
    expect(hook.asked.map(({ name, kind, requestKind }) => `${name} ${kind.version} ${requestKind.version}`).sort()).toEqual(['new v1 v2', 'old v1 v1', 'old v1 v1']);
    expect(hook.asked.find(({ name }) => name === 'old')?.object).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { targetCPUUtilizationPercentage: 50 } });
  });

  it('by conditions', async () => {
    const { registry } = await openTest();
    const hook = await serveWebhook(allow);
    await validating(registry, 'a', { clientConfig: hook.config, matchConditions: [
      { name: 'named', expression: 'object.metadata.name != "b"' }, { name: 'asked', expression: 'request.operation == "CREATE" && oldObject == null' },
    ] });
    await registry.of(kinds.configmaps).create(configMap('a'));
    await registry.of(kinds.configmaps).create(configMap('b'));
    expect(hook.asked.map(({ name }) => name)).toEqual(['a']);
    await validating(registry, 'z', { clientConfig: hook.config, matchConditions: [{ name: 'bad', expression: 'object.data.missing == "x"' }] });
    await expect(registry.of(kinds.configmaps).create(configMap('c'))).rejects.toMatchObject({
      code: 403, message: expect.stringMatching(/^configmaps "c" is forbidden: expression 'object\.data\.missing == "x"' resulted in error: no such key: /) as string,
    });
  });
});

describe('a webhook behind a service', () => {
  const clientConfig = (port: number) => ({ caBundle, service: { namespace: 'default', name: 'hook', path: '/check/it', port } });

  it('is reached where the service is another name for this machine', async () => {
    const { registry } = await openTest();
    const paths: string[] = [];
    const hook = await serveWebhook((_, path) => {
      paths.push(path);
      return { allowed: true };
    });
    await validating(registry, 'a', { clientConfig: clientConfig(hook.port) });
    await registry.of(kinds.services).create(service('hook', { type: 'ExternalName', externalName: 'localhost', ports: [] }));
    await registry.of(kinds.configmaps).create(configMap('a'));
    expect(paths).toEqual(['/check/it?timeout=5s']);
    await hook.close();
    await expect(registry.of(kinds.configmaps).create(configMap('b'))).rejects.toThrow(/: dial tcp (127\.0\.0\.1|\[::1\]):\d+: connect: connection refused$/);
  });

  it.each<[string, Partial<core.ServiceSpec> | undefined, string]>([
    ['is not there', undefined, 'service "hook" not found'],
    ['is of simulated pods', {}, 'service "hook" has no endpoint that can be reached from here'],
    ['is somewhere else', { type: 'ExternalName', externalName: 'example.com' }, 'service "hook" has no endpoint that can be reached from here'],
    ['has another port', { ports: [{ port: 81 } as core.ServicePort] }, 'no service port 80 found for service "hook"'],
    ['has no address', { clusterIP: 'None' }, 'cannot route to service with ClusterIP "None"'],
  ])('that %s cannot be asked', async (_, spec, text) => {
    const { registry } = await openTest();
    await validating(registry, 'a', { clientConfig: clientConfig(80) });
    if (spec) await registry.of(kinds.services).create(service('hook', spec));
    await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow(`${failed}: failed to call webhook: Post "https://hook.default.svc:80/check/it?timeout=5s": ${text}`);
  });
});

it('configurations that come, change and go are followed; pods cost nothing where nobody asks about them', async () => {
  const { registry } = await openTest();
  const hook = await serveWebhook(() => ({ allowed: false, status: { message: 'no' } }));
  await registry.of(kinds.configmaps).create(configMap('before'));
  await validating(registry, 'a', { clientConfig: hook.config });
  await expect(registry.of(kinds.configmaps).create(configMap('a'))).rejects.toThrow('denied the request: no');
  await registry.of(kinds.pods).create(pod('a'));
  expect(hook.asked).toHaveLength(1);
});
