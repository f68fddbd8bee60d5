/** Whatever a client sends to any endpoint, it is told what is wrong with it: never an error of the server, never its end. */
import { seededRandom, type Random } from '../../../api';
import { clone } from '../../testing/every-kind';
import { mutate, oddities, pick } from '../../testing/mutation';
import { routes } from './routes';
import { example, processes, reported, withPods } from './testing/applications';
import { serveBcsScheduler, type TestClient } from './testing/client';

let client: TestClient;
beforeAll(async () => {
  client = await serveBcsScheduler();
  await client.ok('POST', '/namespaces/defaultGroup/applications', example());
  await withPods(client);
  await reported(client);
});
afterAll(() => client.stop());

const parts = ['app-test', 'defaultGroup', 'x', '1', '0', '-1', '%00', '%2F', '%2e%2e', '__proto__', 'constructor', 'a%2Cb%3Dc', 'x'.repeat(300), '%E6%97%A5', '-', 'A.B', '0.app-test.defaultGroup.10001.152783906131635620000', '%25'];

/** What is there, at most places. */
const there: Readonly<Record<string, string>> = { ':ns': 'defaultGroup', ':name': 'app-test', ':instances': '3', ':taskgroup': 'app-test-0', ':group': 'example.com', ':version': 'v1' };
const partOf = (random: Random, name: string): string => (random.float() < 0.6 && there[name]) || pick(random, parts);

const queries = ['', '?', '?instances=x', '?instances=1&args=resource', '?ips=,,%00&id="x"', '?image=a&url=b:c/d:e', '?enforce=1&hostRetainTime=9e9', '?%ff=%ff', '?id='];

const samples: readonly object[] = [
  example(), processes(),
  { apiVersion: 'v4', kind: 'deployment', metadata: { name: 'd', namespace: 'defaultGroup' }, spec: { instance: 1, selector: { a: 'b' }, template: example().spec.template, strategy: { type: 'RollingUpdate', rollingupdate: { maxSurge: 1, rollingOrder: 'CreateFirst' } } } },
  { apiVersion: 'v4', kind: 'configmap', metadata: { name: 'c', namespace: 'defaultGroup' }, datas: { a: { type: 'file', content: 'eA==' } } },
  { apiVersion: 'v4', kind: 'secret', metadata: { name: 's', namespace: 'defaultGroup' }, datas: { a: { content: 'eA==' } } },
  { apiVersion: 'v4', kind: 'service', metadata: { name: 's', namespace: 'defaultGroup' }, spec: { selector: { a: 'b' }, ports: [{ name: 'p', servicePort: 80 }] } },
  { apiVersion: 'v4', kind: 'Command', spec: { commandTargetRef: { kind: 'Application', name: 'app-test', namespace: 'defaultGroup' }, command: ['ls'], taskgroups: ['x'] } },
  { msgtype: 'signal', msgdata: { signal: 9, processname: 'x' } },
  { apiVersion: 'v4', kind: 'admissionwebhook', metadata: { name: 'w', namespace: 'defaultGroup' }, resourcesRef: { operation: 'Create', kind: 'none' }, admissionWebhooks: [{ name: 'x', failurePolicy: 'Ignore', clientConfig: { url: 'http://127.0.0.1:1/' } }] },
  { apiVersion: 'v4', kind: 'CustomResourceDefinition', metadata: { name: 'crontabs.example.com' }, spec: { group: 'example.com', versions: [{ name: 'v1', served: true, storage: true }], scope: 'Namespaced', names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab' } } },
  [{ innerIP: '10.0.0.1', disabled: false, strings: { a: { value: 'b' } }, noSchedule: { k: 'v' } }],
  { ips: ['10.0.0.1'], name: 'a', valuetype: 103, text: { value: 'b' } },
];

const raw = ['', ' ', '{', 'null', '[]', '{}', '""', '{"kind":"application"}', '{"spec":{}}', `${'['.repeat(900)}${']'.repeat(900)}`, '{"metadata":{"name":"app-test"}}'];

function bodyOf(random: Random): string {
  const chance = random.float();
  if (chance < 0.2) return pick(random, raw);
  if (chance < 0.3) return JSON.stringify(pick(random, oddities));
  const body = clone(pick(random, samples));
  for (let count = random.int(4); count > 0; count--) if (Object.keys(body).length) mutate(random, body);
  return JSON.stringify(body);
}

const rounds = 12;

test.each(routes.map(({ method, path }) => [method, path] as const))('%s %s', async (method, path) => {
  const random = seededRandom(path.length * 1000 + method.charCodeAt(0));
  for (let round = 0; round < rounds; round++) {
    const to = `${path.replace(/:[a-zA-Z]+/g, (name) => partOf(random, name))}${pick(random, queries)}`;
    const body = method === 'GET' ? undefined : bodyOf(random);
    const { status, text } = await client.ask(method, to, body);
    if (status >= 500) throw new Error(`${status} for ${method} ${to} ${body ?? ''}: ${text}`);
  }
});

test('afterwards everything is told of as before', async () => {
  for (const to of ['/namespaces/defaultGroup/applications', '/namespaces/defaultGroup/applications/app-test/taskgroups', '/agentsettings', '/cluster/resources']) expect((await client.ask('GET', to)).body.code).toBe(0);
});
