/** An operator (website/) that a user has written runs unchanged beside the built program, and real kubectl drives what it works for. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyPairFor } from '../../api/x509/testing/key-pair';
import { readLines, type LineReader } from '../harness/lines';
import { story } from '../harness/story';
import { Restartable } from './restartable';

const minute = 60_000;
const program = join(__dirname, 'website/main.mjs');
const server = new Restartable();
const { ok, json, feed, refuse, refused, attempt, sending, editing, api } = story('shop', server);

interface Website {
  readonly apiVersion: string;
  readonly metadata: { readonly generation: number; readonly annotations?: Record<string, string>; readonly finalizers?: string[] };
  readonly spec: Record<string, unknown>;
  readonly status?: { readonly replicas: number; readonly conditions: { readonly status: string; readonly observedGeneration: number }[] };
}

interface Deployment { readonly metadata: { readonly generation: number }; readonly spec: { readonly replicas: number } }

const website = (name: string, spec: object = {}, more: object = {}): object =>
  ({ apiVersion: 'web.example.com/v1', kind: 'Website', metadata: { name, ...more }, spec: { host: `${name}.example.com`, ...spec } });
const alpha = (name: string, spec: object = {}): object =>
  ({ apiVersion: 'web.example.com/v1alpha1', kind: 'Website', metadata: { name }, spec: { hostname: `${name}.example.com`, ...spec } });

let operator: LineReader;
let port = '0';

/** What vouches for its webhooks vouches for nothing else. */
const { key, certificate, authority } = keyPairFor('website-operator.website-system.svc');

function startOperator(): LineReader {
  operator = readLines(program, [server.file('kubeconfig'), server.file('certificates'), port]);
  return operator;
}

/** The line that begins with these words has come. */
const said = (words: string, from = 0): Promise<readonly string[]> => operator.until((line) => line.startsWith(words), from);

beforeAll(async () => {
  mkdirSync(server.file('certificates'));
  writeFileSync(server.file('certificates/tls.key'), key);
  writeFileSync(server.file('certificates/tls.crt'), certificate);
  // It is there before its namespace and its kind.
  const lines = await startOperator().until((line) => line.startsWith('webhooks'));
  port = lines[0]?.split(' ')[1] ?? '';
  await ok`create namespace website-system`;
  for (const name of ['crd.yaml', 'webhooks.yaml']) {
    const text = readFileSync(join(__dirname, 'website', name), 'utf8');
    const file = server.file(name);
    writeFileSync(file, text.replaceAll('$(CA_BUNDLE)', Buffer.from(authority).toString('base64')).replaceAll('$(PORT)', port));
    await ok`apply -n website-system -f ${file}`;
  }
  await ok`wait --for=condition=Established crd/websites.web.example.com --timeout=10s`;
  await said('leader');
}, minute);

afterAll(() => operator.stop());

it('its kind is explained', async () => {
  expect(await ok`explain website.spec.host`).toContain('The name under which it is reached.');
  expect(await ok`explain ws --recursive`).toMatch(/observedGeneration\t?\s*<integer>/);
  expect(await ok`api-resources --api-group=web.example.com`).toMatch(/\nwebsites +ws +web\.example\.com\/v1 +true +Website\n$/);
});

it('makes of a website what serves it, and says so', async () => {
  expect(await feed(website('one', { replicas: 2 }))`apply -f -`).toBe('website.web.example.com/one created\n');
  await ok`wait --for=condition=Ready ws/one --timeout=30s`;
  expect(await ok`get ws`).toMatch(/^NAME +HOST +REPLICAS +READY +AGE\none +one\.example\.com +2 +True +\S+\n$/);
  expect(await ok`get ws -o wide`).toMatch(/ TIER +AGE\n.* Small +\S+\n$/);
  expect(await json`get ws one`).toMatchObject({
    metadata: { annotations: { 'web.example.com/made-by': 'system:admin' }, finalizers: ['web.example.com/release-host'], generation: 1 },
    spec: { replicas: 2, tier: 'Small', page: { title: 'one', body: 'Hello' } },
    status: { observedGeneration: 1, replicas: 2, readyReplicas: 2, conditions: [{ type: 'Ready', status: 'True', reason: 'Serving', message: '2 of 2 replicas are ready', observedGeneration: 1 }] },
  });
  expect(await ok`get configmap one -o jsonpath=${'{.data.index\\.html}'}`).toBe('<title>one</title>Hello');
  expect(await api().get('/apis/apps/v1/namespaces/shop/deployments/one')).toMatchObject({ metadata: { managedFields: [{ manager: 'website-operator', operation: 'Apply' }, { subresource: 'status' }] } });
  await said('serving one 2');
  expect(await ok`describe ws one`).toMatch(/Events:\n.*\n.*\n +Normal +Serving +\S+ +website-operator +one\.example\.com is served by 2 replicas/);
});

it('is asked before a website is taken, and refuses in its own words', async () => {
  expect(await refuse(website('two', { host: 'one.example.com' }))`create -f -`)
    .toBe('Error from server (Forbidden): error when creating "STDIN": admission webhook "check.web.example.com" denied the request: host one.example.com is taken by shop/one');
  expect(await refuse(website('two', { replicas: 4 }))`create -f -`).toBe('The Website "two" is invalid: spec.replicas: Invalid value: "object": tier Small has room for 3 replicas');
  expect(await refuse(website('two', { tier: 'Huge' }))`create -f -`).toContain('spec.tier: Unsupported value: "Huge": supported values: "Small", "Large"');
  expect(await refused`patch ws one --type=merge -p ${'{"spec":{"host":"other.example.com"}}'}`).toBe('The Website "one" is invalid: spec.host: Invalid value: "string": a website stays at its host');
  await ok`label ws one protected=yes`;
  expect(await refused`delete ws one`).toBe('Error from server (Forbidden): admission webhook "check.web.example.com" denied the request: one is protected');
  await ok`label ws one protected-`;
});

it('warns', async () => {
  const { stdout, stderr } = await sending(website('large', { tier: 'Large', replicas: 0 }))`apply -f -`;
  expect([stdout, stderr]).toEqual(['website.web.example.com/large created\n', 'Warning: tier Large is paid by the hour\n']);
  await said('serving large 0');
});

it('is asked about what is not meant, too', async () => {
  const seen = operator.lines.length;
  expect(await feed(website('three'))`apply --dry-run=server -f -`).toBe('website.web.example.com/three created (server dry run)\n');
  await said('checked CREATE three v1 dry run', seen);
  expect(await refused`get ws three`).toContain('websites.web.example.com "three" not found');
});

describe('follows a website that is', () => {
  it('scaled', async () => {
    const seen = operator.lines.length;
    expect(await ok`scale ws one --replicas=3`).toBe('website.web.example.com/one scaled\n');
    await said('serving one 3', seen);
    expect(await json<Website>`get ws one`).toMatchObject({ metadata: { generation: 2 }, status: { replicas: 3, conditions: [{ status: 'True', observedGeneration: 2 }] } });
    expect(await refused`scale ws one --replicas=5`).toBe('The Website "one" is invalid: spec.replicas: Invalid value: "object": tier Small has room for 3 replicas');
  });

  it('patched and edited', async () => {
    const patched = operator.lines.length;
    await ok`patch ws one --type=merge -p ${'{"spec":{"page":{"body":"Welcome"}}}'}`;
    await said('serving one 3', patched);
    const edited = operator.lines.length;
    expect((await editing('sed -i s/Welcome/Bye/')`edit ws one`).stdout).toContain('edited');
    await said('serving one 3', edited);
    expect(await ok`get configmap one -o jsonpath=${'{.data.index\\.html}'}`).toBe('<title>one</title>Bye');
  });
});

it('takes back what others have done to what is its own', async () => {
  const { metadata: { generation } } = await json<Deployment>`get deployment one`;
  await ok`scale deployment one --replicas=1`;
  await api().until<Deployment>('/apis/apps/v1/namespaces/shop/deployments', 'one', ({ metadata, spec }) => metadata.generation > generation + 1 && spec.replicas === 3);
});

describe('converts', () => {
  it('what is asked for in the older version, with a warning that it is older', async () => {
    const { stdout, stderr } = await attempt`get websites.v1alpha1.web.example.com large -o jsonpath={.spec.hostname}`;
    expect([stdout, stderr]).toEqual(['large.example.com', 'Warning: web.example.com/v1alpha1 Website is deprecated; use web.example.com/v1\n']);
    expect(await json`get websites.v1alpha1.web.example.com large`).toMatchObject({ metadata: { annotations: { 'web.example.com/tier': 'Large' } }, spec: { replicas: 0, title: 'large', body: 'Hello' } });
  });

  it('what is made in it; webhooks see the version they know', async () => {
    const seen = operator.lines.length;
    await feed(alpha('old', { replicas: 1, title: 'Old' }))`create -f -`;
    await said('checked CREATE old v1alpha1', seen);
    await said('serving old 1', seen);
    expect(await json`get ws old`).toMatchObject({ apiVersion: 'web.example.com/v1', spec: { host: 'old.example.com', replicas: 1, tier: 'Small', page: { title: 'Old', body: 'Hello' } } });
    expect(await refuse(alpha('young', { hostname: 'old.example.com' }))`create -f -`).toContain('host old.example.com is taken by shop/old');
    await ok`patch websites.v1alpha1.web.example.com large --type=merge -p ${'{"spec":{"body":"Roomy"}}'}`;
    expect(await json`get ws large`).toMatchObject({ spec: { tier: 'Large', page: { title: 'large', body: 'Roomy' } } });
  });
});

it('cleans up behind a website before it goes', async () => {
  expect(await json`get configmap hosts -n website-system`).toMatchObject({ data: { 'old.example.com': 'shop/old' } });
  expect(await ok`delete ws old --timeout=30s`).toMatch(/^website\.web\.example\.com "old" deleted/);
  await said('released old old.example.com');
  expect((await json<{ data: object }>`get configmap hosts -n website-system`).data).not.toHaveProperty(['old.example.com']);
  for (const owned of ['/apis/apps/v1/namespaces/shop/deployments', '/api/v1/namespaces/shop/configmaps']) await api().untilNone(owned, 'fieldSelector=metadata.name%3Dold');
});

describe('stopped in the middle of its work', () => {
  /** The address of localhost is the machine's affair. */
  const asked = async (path: string, complaint: Promise<string>): Promise<string> =>
    (await complaint).replace(`Post "https://website-operator.website-system.svc:${port}${path}": dial tcp`, 'NO').replace(/(127\.0\.0\.1|\[::1\]):\d+: connect: connection refused$/, 'ANSWER');

  it('is missed', async () => {
    await operator.stop();
    expect(await asked('/default?timeout=5s', refuse(website('four'))`create -f -`))
      .toBe('Error from server (InternalError): error when creating "STDIN": Internal error occurred: failed calling webhook "default.web.example.com": failed to call webhook: NO ANSWER');
    expect(await asked('/convert?timeout=30s', refuse(alpha('four'))`create -f -`))
      .toMatch(/^Error from server \(InternalError\): error when creating "STDIN": Internal error occurred: conversion webhook for web\.example\.com\/v1alpha1, Kind=Website failed: NO ANSWER$/m);
    // Its rules do not mean the scale.
    await ok`scale ws one --replicas=2`;
    expect(await ok`get ws one -o jsonpath={.status.replicas}`).toBe('3');
  });

  it('goes on where it was', async () => {
    startOperator();
    await said('serving one 2');
    expect(await ok`get lease website-operator -n website-system -o jsonpath={.spec.leaseTransitions}`).toBe('1');
    await feed(website('four'))`create -f -`;
    await said('serving four 1');
  }, minute);
});

it('goes on, without being started again, when the server is', async () => {
  await server.restart();
  const seen = operator.lines.length;
  await feed(website('five', { tier: 'Large' }))`create -f -`;
  await said('serving five 1', seen);
  await ok`scale ws one --replicas=1`;
  await said('serving one 1', seen);
  await ok`delete ws four --timeout=30s`;
  await said('released four four.example.com', seen);
}, minute);

it('has its say in the audit log', () => {
  const created = server.audited().find(({ verb, objectRef }) => verb === 'create' && objectRef?.resource === 'websites' && objectRef.name === 'one');
  expect(created?.annotations).toMatchObject({ 'check.web.example.com/host': 'one.example.com' });
});

it('goes with its kind', async () => {
  await ok`delete ws --all --timeout=30s`;
  expect(await ok`delete crd websites.web.example.com --timeout=30s`).toContain('deleted');
}, minute);
