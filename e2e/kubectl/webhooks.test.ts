/** Admission webhooks of every temper, as kubectl meets them. */
import { allow, caBundle, closeWebhooks, patch, serveRaw, serveWebhook, type Decide } from '../../registry/admission/webhooks/testing/webhook-server';
import { story } from '../harness/story';

const { ok, json, feed, refuse, sending, api } = story('hooked');

/** Asked about ConfigMaps of this story's namespace, and no others. */
const plain = {
  name: 'check.example.com', admissionReviewVersions: ['v1'], sideEffects: 'None', timeoutSeconds: 5,
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'hooked' } },
  rules: [{ operations: ['CREATE', 'UPDATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
};

type Kind = 'Mutating' | 'Validating';

const configuration = (kind: Kind, webhooks: readonly object[], name = 'story'): object =>
  ({ apiVersion: 'admissionregistration.k8s.io/v1', kind: `${kind}WebhookConfiguration`, metadata: { name }, webhooks: webhooks.map((webhook) => ({ ...plain, ...webhook })) });

const map = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): object =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data });

/** A webhook that decides so, registered as a configuration of its own. */
async function asking(kind: Kind, decide: Decide, more: object = {}) {
  const hook = await serveWebhook(decide);
  await feed(configuration(kind, [{ clientConfig: hook.config, ...more }]))`apply -f -`;
  return hook;
}

const creating = 'error when creating "STDIN"';
const calling = `Error from server (InternalError): ${creating}: Internal error occurred: failed calling webhook "check.example.com"`;

afterEach(async () => {
  await ok`delete mutatingwebhookconfigurations,validatingwebhookconfigurations --all`;
  await ok`delete configmaps -l ${'!keep'}`;
  await closeWebhooks();
});

describe('a webhook that refuses', () => {
  it.each([
    [{ message: 'not on Sundays' }, `Error from server: ${creating}: admission webhook "check.example.com" denied the request: not on Sundays`],
    [{ message: 'not you', reason: 'Forbidden', code: 403 }, `Error from server (Forbidden): ${creating}: admission webhook "check.example.com" denied the request: not you`],
    [{ reason: 'BadRequest', code: 400 }, `Error from server (BadRequest): ${creating}: admission webhook "check.example.com" denied the request: BadRequest`],
    [undefined, `Error from server: ${creating}: admission webhook "check.example.com" denied the request without explanation`],
  ])('with %j', async (status, said) => {
    await asking('Validating', () => ({ allowed: false, status }));
    expect(await refuse(map('a'))`create -f -`).toBe(said);
  });

  it('as it judges fields, is shown as the server is', async () => {
    const causes = [{ reason: 'FieldValueInvalid', message: 'Invalid value: "x": too short', field: 'data.k' }];
    await asking('Validating', () => ({ allowed: false, status: { code: 422, reason: 'Invalid', message: 'bad', details: { kind: 'ConfigMap', name: 'a', causes } } }));
    expect(await refuse(map('a'))`create -f -`).toBe('The ConfigMap "a" is invalid: data.k: Invalid value: "x": too short');
  });

  it('an update says which, and leaves the object as it was', async () => {
    await feed(map('a', { k: 'old' }))`apply -f -`;
    await asking('Validating', ({ operation }) => ({ allowed: operation !== 'UPDATE', status: { message: 'it is fine as it is' }, warnings: ['think again'] }));
    const { stderr } = await sending(map('a', { k: 'new' }))`apply -f -`;
    expect(stderr).toMatch(/^Warning: think again\nError from server: error when applying patch:\n[^]*\nfor: "STDIN": (error when patching "STDIN": )?admission webhook "check\.example\.com" denied the request: it is fine as it is\n$/);
    expect(await ok`get cm a -o jsonpath={.data.k}`).toBe('old');
  });
});

describe('a webhook that is not there', () => {
  const away = async (failurePolicy: string): Promise<number> => {
    const hook = await asking('Validating', allow, { failurePolicy });
    await hook.close();
    return hook.port;
  };

  it('fails what it was to be asked about', async () => {
    const port = await away('Fail');
    expect(await refuse(map('a'))`create -f -`).toBe(`${calling}: failed to call webhook: Post "https://127.0.0.1:${port}/check?timeout=5s": dial tcp 127.0.0.1:${port}: connect: connection refused`);
    expect(await ok`get cm`).not.toMatch(/^a /m);
  });

  it('is done without where it says so', async () => {
    await away('Ignore');
    expect(await feed(map('a'))`create -f -`).toBe('configmap/a created\n');
  });

  it('or at a service that is not there', async () => {
    await feed(configuration('Validating', [{ clientConfig: { caBundle, service: { namespace: 'hooked', name: 'nobody', path: '/check' } } }]))`apply -f -`;
    expect(await refuse(map('a'))`create -f -`).toBe(`${calling}: failed to call webhook: Post "https://nobody.hooked.svc:443/check?timeout=5s": service "nobody" not found`);
  });

  it('or does not answer in time', async () => {
    const hook = await serveRaw(() => undefined);
    await feed(configuration('Validating', [{ clientConfig: hook.config, timeoutSeconds: 1 }]))`apply -f -`;
    expect(await refuse(map('a'))`create -f -`).toBe(`${calling}: failed to call webhook: Post "${hook.config.url}?timeout=1s": context deadline exceeded`);
  });

  it('or is not the one that is meant', async () => {
    const hook = await serveWebhook(allow);
    await feed(configuration('Validating', [{ clientConfig: { url: hook.config.url } }]))`apply -f -`;
    expect(await refuse(map('a'))`create -f -`).toContain('tls: failed to verify certificate: x509: certificate signed by unknown authority');
  });
});

describe('a webhook is asked about what is meant alone:', () => {
  it('by labels of the object and conditions', async () => {
    const hook = await asking('Validating', allow, {
      objectSelector: { matchLabels: { look: 'yes' } },
      matchConditions: [{ name: 'others', expression: 'request.name != "d"' }, { name: 'big', expression: 'has(object.data) && size(object.data) > 1' }],
    });
    const big = { k: 'v', l: 'w' };
    const look = { look: 'yes' };
    await feed(map('a', big), map('b', { k: 'v' }, look), map('c', big, look), map('d', big, look))`create -f -`;
    expect(hook.asked.map(({ name }) => name)).toEqual(['c']);
  });

  it('by its namespace', async () => {
    await asking('Validating', () => ({ allowed: false }));
    expect(await feed(map('elsewhere'))`create -n default -f -`).toBe('configmap/elsewhere created\n');
    await ok`delete cm elsewhere -n default`;
  });

  it('not by conditions that do not compile', async () => {
    const bad = configuration('Validating', [{ clientConfig: { url: 'https://127.0.0.1:9443/' }, matchConditions: [{ name: 'c', expression: 'object.' }] }]);
    expect(await refuse(bad)`create -f -`).toMatch(/^The ValidatingWebhookConfiguration "story" is invalid: webhooks\[0\]\.matchConditions\[0\]\.expression: Invalid value: "object\.": compilation failed: ERROR: <input>:1:8: Syntax error: /);
  });
});

describe('a webhook that changes things', () => {
  const label = (value: string): object => ({ op: 'add', path: '/metadata/labels/order', value });

  it('does so for whoever creates, applies or patches', async () => {
    await asking('Mutating', () => patch({ op: 'add', path: '/metadata/annotations', value: { seen: 'yes' } }));
    expect(await json`create configmap a --from-literal=k=v`).toMatchObject({ metadata: { annotations: { seen: 'yes' } }, data: { k: 'v' } });
    expect(await ok`create configmap b --dry-run=server -o jsonpath={.metadata.annotations.seen}`).toBe('yes');
    await feed(map('c', { k: 'v' }))`apply --server-side -f -`;
    expect(await ok`get cm c -o jsonpath={.metadata.annotations.seen}`).toBe('yes');
  });

  it('is asked again when another has changed more, if it wants to be', async () => {
    const hook = await serveWebhook(({ object }, path) => {
      const { labels } = (object as { metadata: { labels: Record<string, string> } }).metadata;
      const name = path.slice(1, 2);
      return (labels.order ?? '').startsWith(name) ? allow(hook.asked[0]!, path) : patch(label(`${name}${labels.order ?? ''}`));
    });
    const at = (name: string): object => ({ name: `${name}.example.com`, clientConfig: { url: `https://127.0.0.1:${hook.port}/${name}`, caBundle } });
    await feed(configuration('Mutating', [{ ...at('a'), reinvocationPolicy: 'IfNeeded' }, at('b')]))`apply -f -`;
    await feed(map('a', {}, { x: '' }))`create -f -`;
    expect(await ok`get cm a -o jsonpath={.metadata.labels.order}`).toBe('aba');
    expect(hook.asked).toHaveLength(3);
  });

  it.each<[string, object, RegExp]>([
    ['makes what is invalid of it', patch({ op: 'add', path: '/data/no good', value: 'x' }), /^The ConfigMap "a" is invalid: data\[no good\]: Invalid value: "no good": a valid config key must consist of alphanumeric characters/],
    ['makes no such object of it', patch({ op: 'replace', path: '/data', value: 'text' }), /^Error from server \(InternalError\): .*Internal error occurred: json: cannot unmarshal string into Go struct field ConfigMap\.data of type map\[string\]string$/],
    ['changes what is not there', patch({ op: 'replace', path: '/nowhere/here', value: 1 }), /Internal error occurred: replace operation does not apply: doc is missing path: "\/nowhere\/here": missing value$/],
    ['sends no patch', { allowed: true, patchType: 'JSONPatch', patch: Buffer.from('no').toString('base64') }, /failed calling webhook "check\.example\.com": received undecodable patch in webhook response: /],
    ['does not say of which type its patch is', { allowed: true, patch: 'W10=' }, /failed calling webhook "check\.example\.com": received invalid webhook response: webhook returned response\.patch but not response\.patchType$/],
  ])('and %s, fails the request', async (_, answer, said) => {
    await asking('Mutating', () => answer);
    expect(await refuse(map('a', { k: 'v' }))`create -f -`).toMatch(said);
  });
});

it.each<[string, number, string, string]>([
  ['<html>', 200, '<html>', "failed to call webhook: couldn't get version/kind; json parse error: "],
  ['nothing', 200, '', "failed to call webhook: couldn't get version/kind; json parse error: unexpected end of JSON input"],
  ['another kind', 200, '{"apiVersion":"v1","kind":"Pod","response":{"uid":"x","allowed":true}}', 'received invalid webhook response: '],
  ['502', 502, 'bad gateway', 'failed to call webhook: an error on the server ("bad gateway") has prevented the request from succeeding'],
])('a webhook that answers %s has not answered', async (_, code, body, said) => {
  const hook = await serveRaw((request, response) => {
    request.resume();
    response.writeHead(code).end(body);
  });
  await feed(configuration('Validating', [{ clientConfig: hook.config }]))`apply -f -`;
  expect(await refuse(map('a'))`create -f -`).toContain(`${calling}: ${said}`);
});

it('a webhook may ask the server, and write to it, before it answers', async () => {
  const maps = '/api/v1/namespaces/hooked/configmaps';
  await asking('Validating', async ({ name = '' }) => {
    if (name.startsWith('copy-of-')) return { allowed: true };
    await api().create(maps, map(`copy-of-${name}`));
    return { allowed: true, warnings: [`there is a copy of ${name}`] };
  });
  const { stdout, stderr } = await sending(map('a'))`create -f -`;
  expect([stdout, stderr]).toEqual(['configmap/a created\n', 'Warning: there is a copy of a\n']);
  expect(await ok`get cm copy-of-a -o name`).toBe('configmap/copy-of-a\n');
});

it('one that may have side effects is not asked about what is not meant', async () => {
  const none = configuration('Validating', [{ clientConfig: { url: 'https://127.0.0.1:9443/' }, sideEffects: 'Some' }]);
  expect(await refuse(none)`create -f -`).toBe('The ValidatingWebhookConfiguration "story" is invalid: webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"');
  const beta = { ...none, apiVersion: 'admissionregistration.k8s.io/v1beta1' };
  await feed(beta)`create -f -`;
  expect(await refuse(map('a'))`create --dry-run=server -f -`).toBe(`Error from server (BadRequest): ${creating}: admission webhook "check.example.com" does not support dry run`);
});
