/** Whatever a client sends, it is told what is wrong with it in one word of this API: never a fault of the server, nothing half-written. */
import { zipSync } from 'fflate';
import { kinds, seededRandom, type Random } from '../../../api';
import { bodies, statuses } from './testing/bodies';
import { serveMinik8s, type TestClient } from './testing/client';

let client: TestClient;
beforeAll(async () => { client = await serveMinik8s(); });
afterAll(() => client.server.stop());

const inCore = '/api/v1/namespaces/default';
const extended = '/apis/v1/namespaces/default';
const collections: Readonly<Record<string, string>> = Object.fromEntries(Object.keys(bodies).map((segment) =>
  [segment, segment === 'nodes' ? '/api/v1/nodes' : `${['pods', 'services'].includes(segment) ? inCore : extended}/${segment}`]));

const zip = (files: Record<string, Uint8Array>): string => Buffer.from(zipSync(files)).toString('base64');
const upload = (name: string, userUploadFile: unknown): object => ({ metadata: { name }, spec: { userUploadFile } });

/** Says of a member that it is larger than it is, as a bomb is. */
function claiming(size: number): string {
  const bytes = Buffer.from(zipSync({ 'main.js': new Uint8Array(10) }));
  const central = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  bytes.writeUInt32LE(size, central + 24);
  return bytes.toString('base64');
}

const huge = 'x'.repeat(4 * 1024 * 1024);

const wrong: readonly (readonly [string, string, string, unknown, number, string?])[] = [
  ['no JSON', 'POST', `${inCore}/pods`, '{', 400],
  ['no YAML', 'POST', `${inCore}/pods`, 'a: [', 400, 'application/yaml'],
  ['a list', 'POST', `${inCore}/pods`, '[]', 400],
  ['a text', 'POST', `${inCore}/pods`, '"x"', 400],
  ['nothing', 'POST', `${inCore}/pods`, 'null', 400],
  ['an empty body', 'POST', `${inCore}/pods`, '', 400],
  ['a form', 'POST', `${inCore}/pods`, 'a=b', 415, 'application/x-www-form-urlencoded'],
  ['plain text', 'POST', `${inCore}/pods`, '{}', 415, 'text/plain'],
  ['more than a body may have', 'POST', `${inCore}/pods`, JSON.stringify({ metadata: { name: huge } }), 413],
  ['an object of another kind', 'POST', `${inCore}/pods`, { kind: 'Banana', metadata: { name: 'x' } }, 400],
  ['no name', 'POST', `${inCore}/pods`, { metadata: {} }, 400],
  ['a name that is none', 'POST', `${inCore}/pods`, { metadata: { name: 'A B' }, spec: { containers: [{ name: 'c', image: 'i' }] } }, 400],
  ['a label that is none', 'POST', `${inCore}/pods`, { metadata: { name: 'x', labels: { '_a b': 'c' } }, spec: { containers: [{ name: 'c', image: 'i' }] } }, 400],
  ['no containers', 'POST', `${inCore}/pods`, { metadata: { name: 'x' }, spec: {} }, 400],
  ['a port that is a number', 'POST', `${inCore}/pods`, { metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }] } }, 400],
  ['a port that is none', 'POST', `${inCore}/pods`, { metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 'http' }] }] } }, 400],
  ['a policy for pulling that is none', 'POST', `${inCore}/pods`, { metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'i', imagePullPolicy: 'Sometimes' }] } }, 400],
  ['an amount that is a text', 'POST', `${inCore}/pods`, { metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '1' } } }] } }, 400],
  ['an amount below nothing', 'POST', `${inCore}/pods`, { metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: -1 } } }] } }, 400],
  ['a volume that there is not', 'POST', `${inCore}/pods`, { metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'i', volumeMounts: [{ name: 'v', mountPath: '/x' }] }] } }, 400],
  ['a service without ports', 'POST', `${inCore}/services`, { metadata: { name: 'x' }, spec: { selector: { a: 'b' } } }, 400],
  ['a protocol that is none', 'POST', `${inCore}/services`, { metadata: { name: 'x' }, spec: { ports: [{ port: 80, protocol: 'carrier-pigeon' }] } }, 400],
  ['an Hpa upside down', 'POST', `${extended}/hpa`, { metadata: { name: 'x' }, spec: { minReplicas: 3, maxReplicas: 1 } }, 400],
  ['an Hpa of nothing', 'POST', `${extended}/hpa`, { metadata: { name: 'x' }, spec: { minReplicas: -1, maxReplicas: 1 } }, 400],
  ['an interval in words', 'POST', `${extended}/hpa`, { metadata: { name: 'x' }, spec: { maxReplicas: 1, adjustInterval: '30s' } }, 400],
  ['a service of a Dns without a name', 'POST', `${extended}/dns`, { metadata: { name: 'x' }, spec: { host: 'x.y', paths: [{ subPath: '/', svcPort: '1' }] } }, 400],
  ['no host', 'POST', `${extended}/dns`, { metadata: { name: 'x' }, spec: {} }, 400],
  ['a port of a Dns that is a number', 'POST', `${extended}/dns`, { metadata: { name: 'x' }, spec: { host: 'x.y', paths: [{ svcPort: 1 }] } }, 400],
  ['a workflow without an entry', 'POST', `${extended}/workflow`, { metadata: { name: 'x' }, spec: {} }, 400],
  ['a node of a workflow that is nothing', 'POST', `${extended}/workflow`, { metadata: { name: 'x' }, spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'loop' }] } }, 400],
  ['a workflow that goes round for ever', 'POST', `${extended}/workflow`, { metadata: { name: 'x' }, spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'func', funcData: { funcName: 'f', nextNodeName: 'a' } }] } }, 400],
  ['a workflow that leads nowhere', 'POST', `${extended}/workflow`, { metadata: { name: 'x' }, spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'func', funcData: { funcName: 'f', nextNodeName: 'b' } }] } }, 400],
  ['a file that is no base64', 'POST', `${extended}/jobfiles`, { metadata: { name: 'x' }, outputFile: '%%%' }, 400],
  ['a zip that leaves its folder', 'POST', `${extended}/functions`, upload('x', zip({ '../../etc/passwd': new Uint8Array(1) })), 400],
  ['a zip from the root', 'POST', `${extended}/functions`, upload('x', zip({ '/etc/passwd': new Uint8Array(1) })), 400],
  ['a zip from another disk', 'POST', `${extended}/functions`, upload('x', zip({ 'C:\\x': new Uint8Array(1) })), 400],
  ['a zip of too many files', 'POST', `${extended}/functions`, upload('x', zip(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`f${i}`, new Uint8Array(0)])))), 400],
  ['a bomb', 'POST', `${extended}/functions`, upload('x', claiming(80 * 1024 * 1024)), 413],
  ['a bomb among files of a job', 'POST', `${extended}/jobfiles`, { metadata: { name: 'x' }, userUploadFile: claiming(3_000_000_000) }, 413],
  ['a limit below nothing', 'POST', `${extended}/functions`, { metadata: { name: 'x' }, spec: { timeoutSeconds: 0 } }, 400],
  ['a wrong method', 'PATCH', `${inCore}/pods`, undefined, 405],
  ['a path of nobody', 'GET', '/api/v2/pods', undefined, 404],
  ['no namespaces of their own', 'GET', '/api/v1/namespaces', undefined, 404],
  ['a path that is not well encoded', 'GET', `${inCore}/pods/%E0%A4%A`, undefined, 400],
  ['a name with a way in it', 'GET', `${inCore}/pods/..%2F..%2Fsecrets`, undefined, 404],
];

test.each(wrong.map((row) => [row[0], row] as const))('%s', async (_, [, method, path, body, code, type]) => {
  const answer = await client.ask(method, path, body, type);
  expect([answer.code, Object.keys(answer.body), typeof answer.body.error]).toEqual([code, ['error'], 'string']);
  expect(answer.text.length).toBeLessThan(5000);
});

test('nothing of it was stored', async () => {
  for (const definition of [kinds.pods, kinds.services, kinds.horizontalpodautoscalers, kinds.dns, kinds.workflows, kinds.jobfiles, kinds.functions]) {
    const { items } = await client.server.registry.of(definition as typeof kinds.pods).list();
    expect([definition.kind, items.map(({ metadata }) => metadata.name)]).toEqual([definition.kind, []]);
  }
});

test('a wrong method says which are right', async () => {
  expect((await client.ask('PATCH', `${inCore}/pods/x`)).headers.allow).toBe('GET, PUT, DELETE');
});

test.each([['GET', 301], ['POST', 307]])('%s of a path with a slash too many leads to the one without', async (method, code) => {
  const { status, headers } = await fetch(`${client.server.url}${inCore}/pods/?a=b`, { method, redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([code, `${inCore}/pods?a=b`]);
  expect((await client.ask('GET', '//evil.example/api/v1/pods/')).code).toBe(404);
});

test('members are found in any case, unknown ones are passed over, null is nothing', async () => {
  const body = { KIND: 'pod', MetaData: { NAME: 'loose', labels: null, nonsense: 1, __proto__x: {} }, Spec: { Containers: [{ Name: 'c', IMAGE: 'nginx', Env: [{ name: 'A', value: 'b' }], Resources: { Limits: { CPU: 1_000_000_000 } } }] } };
  await client.must(201, 'POST', `${inCore}/pods`, body);
  expect(await client.get(`${inCore}/pods/loose`)).toMatchObject({ spec: { containers: [{ image: 'nginx', env: [{ name: 'A', value: 'b' }], resources: { limits: { cpu: 1_000_000_000 } } }] } });
});

test('YAML may write a text as a number, a duration in words', async () => {
  await client.must(201, 'POST', `${inCore}/pods`, bodies.pods!('other'));
  expect((await client.ask('POST', `${inCore}/pods`, 'metadata: {name: yaml}\nspec: {containers: [{name: c, image: i, ports: [{containerPort: 80}], env: [{name: A, value: 1}]}]}', 'application/x-yaml')).code).toBe(201);
  expect((await client.ask('POST', `${extended}/hpa`, 'metadata: {name: yaml}\nspec: {maxReplicas: 2, adjustInterval: 15s}', 'text/yaml')).code).toBe(201);
  expect(await client.get(`${inCore}/pods/yaml`)).toMatchObject({ spec: { containers: [{ ports: [{ containerPort: '80' }], env: [{ value: '1' }] }] } });
  expect(await client.get(`${extended}/hpa/yaml`)).toMatchObject({ spec: { adjustInterval: 15_000_000_000 } });
});

const oddities: readonly unknown[] = [
  null, true, 0, -1, 1.5, 2 ** 53, 1e300, '', 'x', '%', '\u0000', '9'.repeat(40), '-', '../..', '💥', [], [null], [[]], {}, { a: null }, { '': '' }, { constructor: {}, toString: 1 }, JSON.parse('{"__proto__":{"x":1}}'),
];
const pick = <T>(random: Random, from: readonly T[]): T => from[random.int(from.length)] as T;

function mutated(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.float() < 0.15) return pick(random, oddities);
  const keys = Object.keys(value);
  const key = keys.length ? pick(random, keys) : 'nonsense';
  if (Array.isArray(value)) return value.map((item: unknown, i) => (String(i) === key ? mutated(random, item) : item));
  return { ...value, [key]: mutated(random, (value as Record<string, unknown>)[key]) };
}

test.each(Object.keys(bodies))('%s: nonsense in every place', async (segment) => {
  const random = seededRandom(segment.length);
  const path = collections[segment]!;
  await client.ask('POST', path, bodies[segment]!('fuzz'));
  const status = statuses[segment];
  for (let round = 0; round < 60; round++) {
    const body = JSON.stringify(mutated(random, mutated(random, bodies[segment]!('fuzz'))));
    const answers = [
      await client.ask('POST', path, body), await client.ask('PUT', `${path}/fuzz`, body),
      ...(status ? [await client.ask(segment === 'pods' ? 'POST' : 'PUT', `${path}/fuzz/status`, JSON.stringify(mutated(random, status)))] : []),
    ];
    for (const { code, text } of answers) if (code >= 500) throw new Error(`${code} for ${body}: ${text}`);
  }
  // What is there can be told.
  for (const to of [path, `${path}/fuzz`]) expect((await client.ask('GET', to)).code).toBeLessThan(500);
});
