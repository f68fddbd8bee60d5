/** What happens in one cluster is written down, and happens again in another. */
import { readFileSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { Api, type KubeObject, type List } from './harness/api';
import { removeFolder, runToEnd, start, tempFolder, type Running } from './harness/processes';

const minute = 60_000;

interface Pod extends KubeObject { readonly spec: { readonly nodeName?: string }; readonly status: { readonly phase: string } }

const folder = tempFolder();
const recording = join(folder, 'changes.jsonl');
const started: Running[] = [];

async function cluster(command: string, ...args: string[]): Promise<Api> {
  const running = await start([command, '--data-dir', join(folder, String(started.length)), '--store', 'memory:', '--port', '0', '--log-level', 'warn', ...args]);
  started.push(running);
  return new Api(running.readyAt);
}

/** Names of pods in the namespace, with what `tell` says of each. */
async function pods(api: Api, tell: (pod: Pod) => unknown): Promise<Record<string, unknown>> {
  const { items } = await api.get<List<Pod>>('/api/v1/namespaces/shop/pods');
  return Object.fromEntries(items.map((pod) => [pod.metadata.name, tell(pod)]));
}

/** Resolves when the file has the text in it. */
async function written(file: string, text: string): Promise<void> {
  const found = (): boolean => readFileSync(file, 'utf8').includes(text);
  const watching = new AbortController();
  const changes = watch(file, { signal: watching.signal })[Symbol.asyncIterator]();
  try {
    while (!found()) await changes.next();
  } finally {
    watching.abort();
  }
}

const namespace = (name: string): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const containers = [{ name: 'web', image: 'nginx', resources: { requests: { cpu: '100m' } } }];
const deployment = (name: string): object => {
  const labels = { app: name };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } } };
};
const deployments = '/apis/apps/v1/namespaces/shop/deployments';
const collection = '/api/v1/namespaces/shop/pods';
const running = async (api: Api, names: readonly string[]): Promise<void> => {
  for (const name of names) await api.until<Pod>(collection, name, ({ status }) => status.phase === 'Running');
};

let source: Api;

beforeAll(async () => {
  source = await cluster('up');
  const recorder = await start(['record', '--path', recording, '--server', source.url]);
  started.push(recorder);
  await source.create('/api/v1/namespaces', namespace('shop'));
  for (const name of ['web', 'other']) {
    await source.create(deployments, deployment(name));
    await source.until<{ readonly status: { readonly availableReplicas?: number } }>(deployments, name, ({ status }) => status.availableReplicas === 2);
  }
  await source.ask('DELETE', `${deployments}/other`);
  await source.untilNone(collection, 'labelSelector=app%3Dother');
  await source.merge('/api/v1/nodes/node-2', { spec: { unschedulable: true } });
  await source.create('/api/v1/namespaces', namespace('the-end'));
  await written(recording, 'the-end');
  expect(await recorder.stop()).toBe(0);
  expect(recorder.output()).toMatch(/^recorded \d+ changes to /m);
}, 2 * minute);

afterAll(async () => {
  await Promise.all(started.map((each) => each.stop()));
  removeFolder(folder);
}, minute);

it('a recording has a line for each change, namespaces before what is in them', () => {
  const lines = readFileSync(recording, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { time: string; event: string; resource: KubeObject & { kind: string } });
  const times = lines.map(({ time }) => Date.parse(time));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const shop = lines.findIndex(({ resource }) => resource.kind === 'Namespace' && resource.metadata.name === 'shop');
  expect(lines.findIndex(({ resource }) => resource.metadata.namespace === 'shop')).toBeGreaterThan(shop);
  const counted = (event: string): number => lines.filter((line) => line.event === event && line.resource.kind === 'Pod').length;
  expect([counted('Add'), counted('Delete')]).toEqual([4, 2]);
});

it('is replayed where the scheduler has its own mind', async () => {
  const target = await cluster('up', '--nodes', '0');
  const { code, output } = await runToEnd(['replay', recording, '--server', target.url, '--as-fast-as-possible']);
  expect(output).toMatch(/replayed .*: \d+ changes made, \d+ left out, \d+ there already\n$/);
  expect(code).toBe(0);
  const names = Object.keys(await pods(source, () => ''));
  await running(target, names);
  expect(Object.keys(await pods(target, () => ''))).toEqual(names);
  expect((await target.get<{ spec: object }>('/api/v1/nodes/node-2')).spec).toMatchObject({ unschedulable: true });
}, minute);

it('is replayed where pods go where they went', async () => {
  const target = await cluster('apiserver');
  const { code, output } = await runToEnd(['replay', recording, '--server', target.url, '--speed', '100', '--placements', 'recorded']);
  expect(output).toMatch(/replayed .*: \d+ changes made, \d+ there already\n$/);
  expect(code).toBe(0);
  expect(await pods(target, ({ spec }) => spec.nodeName)).toEqual(await pods(source, ({ spec }) => spec.nodeName));
}, minute);

describe('what goes wrong is told', () => {
  it('a line that is torn, by its number', async () => {
    const torn = join(folder, 'torn.jsonl');
    writeFileSync(torn, `${readFileSync(recording, 'utf8').split('\n')[0] ?? ''}\n{"time":"2026-`);
    const { code, output } = await runToEnd(['replay', torn, '--server', source.url]);
    expect(output).toContain('minikapi: line 2: the recording is torn off in the middle of it (no JSON: ');
    expect(code).toBe(1);
  });

  it.each<[string[], number, string]>([
    [['replay'], 2, 'expected FILE, got nothing'],
    [['replay', 'a', 'b'], 2, 'expected FILE, got a b'],
    [['replay', 'a', '--speed', '-1'], 2, "Option '--speed' argument is ambiguous."],
    [['replay', 'a', '--speed', 'fast'], 2, '--speed: "fast": must be a number that is not negative'],
    [['replay', 'a', '--step', '--as-fast-as-possible'], 2, '--step and --as-fast-as-possible exclude each other'],
    [['replay', 'a', '--kubeconfig', '/nowhere/kubeconfig'], 2, "--kubeconfig: ENOENT: no such file or directory, open '/nowhere/kubeconfig'"],
    [['replay', '/nowhere/file', '--server', 'http://127.0.0.1:9'], 1, "ENOENT: no such file or directory, open '/nowhere/file'"],
    [['record'], 2, '--path FILE is needed'],
    [['record', '--path', '/nowhere/file', '--duration=-5'], 2, '--duration: "-5": must be a whole number'],
    [['record', '--path', '/nowhere/file', '--server', 'ftp://x'], 2, '--server: "ftp://x": must be an http or https URL'],
    [['record', '--path', '/nowhere/file', '--server', 'http://127.0.0.1:9'], 1, 'unable to reach http://127.0.0.1:9: '],
  ])('%j', async (args, code, text) => {
    const ended = await runToEnd(args);
    expect(ended.output).toContain(text);
    expect(ended.code).toBe(code);
  });

  it('a kind that the cluster does not have', async () => {
    const { code, output } = await runToEnd(['record', '--path', join(folder, 'none'), '--server', source.url, '--resources', 'pods,widgets.example.com']);
    expect(output).toContain('--resources: "widgets.example.com": the cluster has no such resource');
    expect(code).toBe(2);
  });
});
