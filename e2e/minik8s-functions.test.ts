/** Functions in both languages: made with kubectl and over HTTP, called while their code and their number change, asleep and awake again. */
import { join } from 'node:path';
import { Api } from './harness/api';
import { newFolder, up } from './harness/each-test';
import { freePort } from './harness/free-port';
import { Kubectl } from './harness/kubectl';

const minutes = 240_000;
const functions = '/apis/minik8s.io/v1/namespaces/default/functions';

interface Fn {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly status?: {
    readonly observedGeneration: number; readonly replicas: number; readonly readyReplicas: number; readonly desiredReplicas: number; readonly invocations: number;
    readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string; readonly message: string }[];
  };
}

interface Cluster {
  readonly kubectl: Kubectl;
  readonly api: Api;
  call(name: string, params: unknown): Promise<{ readonly code: number; readonly body: Record<string, unknown> }>;
  until(name: string, holds: (status: NonNullable<Fn['status']>) => boolean): Promise<Fn>;
}

async function cluster(): Promise<Cluster> {
  const port = await freePort();
  const { folder, readyAt } = await up('--serverless-port', String(port));
  const api = new Api(readyAt);
  return {
    api, kubectl: new Kubectl(join(folder, 'kubeconfig'), newFolder()),
    async call(name, params) {
      const answer = await fetch(`http://127.0.0.1:${port}/default/${name}`, { method: 'POST', body: JSON.stringify(params) });
      return { code: answer.status, body: await answer.json() as Record<string, unknown> };
    },
    until: (name, holds) => api.until<Fn>(functions, name, ({ metadata, status }) => status?.observedGeneration === metadata.generation && holds(status)),
  };
}

const fn = (name: string, spec: object): object => ({ apiVersion: 'minik8s.io/v1', kind: 'Function', metadata: { name }, spec });

/** Of its code as it is now. */
const isTrue = ({ conditions }: NonNullable<Fn['status']>, type: string): boolean => conditions.some((each) => each.type === type && each.status === 'True');

const isSettled = (status: NonNullable<Fn['status']>): boolean => isTrue(status, 'Ready') && isReady(status.desiredReplicas)(status);

const isReady = (count: number) => ({ replicas, readyReplicas, desiredReplicas }: NonNullable<Fn['status']>): boolean => replicas === count && readyReplicas === count && desiredReplicas === count;

const languages = {
  javascript: (version: number) => `function main(params) { return { version: ${version}, twice: params.n * 2 }; }`,
  python: (version: number) => `def main(params):\n    return {"version": ${version}, "twice": params["n"] * 2}\n`,
};

/** Calls it so often, some at a time, while something else happens; what every call was answered with, in order of the calls. */
async function calledWhile({ call }: Cluster, name: string, times: number, atOnce: number, meanwhile: () => Promise<void>): Promise<{ readonly code: number; readonly body: Record<string, unknown> }[]> {
  const answers: Awaited<ReturnType<Cluster['call']>>[] = [];
  let next = 0;
  let isOver = false;
  const caller = async (): Promise<void> => {
    // It goes on until all has happened that shall happen meanwhile.
    while (next < times || !isOver) {
      const n = next++;
      answers[n] = await call(name, { n });
    }
  };
  await Promise.all([...Array.from({ length: atOnce }, caller), meanwhile().finally(() => { isOver = true; })]);
  return answers;
}

it.each(Object.entries(languages))('%s: no call is lost while it is updated and scaled', async (runtime, source) => {
  const at = await cluster();
  const { kubectl, until } = at;
  await kubectl.apply(fn('twice', { runtime, source: source(1), concurrency: 4, timeoutSeconds: 120 }));
  await until('twice', isReady(2));
  expect(await at.call('twice', { n: 21 })).toEqual({ code: 200, body: { data: { version: 1, twice: 42 } } });

  const answers = await calledWhile(at, 'twice', 1000, 6, async () => {
    for (const version of [2, 3]) {
      await kubectl.apply(fn('twice', { runtime, source: source(version), concurrency: 4, timeoutSeconds: 120 }));
      await until('twice', isSettled);
    }
    await kubectl.run('patch', 'fn', 'twice', '--type=merge', '-p', '{"spec":{"minReplicas":4}}');
    await until('twice', isReady(4));
    await kubectl.run('patch', 'fn', 'twice', '--type=merge', '-p', '{"spec":{"minReplicas":0,"maxReplicas":2}}');
    await until('twice', isReady(2));
  });
  expect(answers.length).toBeGreaterThanOrEqual(1000);
  expect(answers.filter(({ code, body }, n) => code !== 200 || (body.data as { twice: number }).twice !== n * 2)).toEqual([]);
  const versions = answers.map(({ body }) => (body.data as { version: number }).version);
  expect([versions[0], versions.at(-1), new Set(versions).size]).toEqual([1, 3, 3]);
  const { status } = await until('twice', ({ invocations }) => invocations >= answers.length + 1);
  expect(status?.invocations).toBe(answers.length + 1);
}, minutes);

it.each(Object.entries(languages))('%s: it falls asleep, and a call wakes it', async (runtime, source) => {
  const { api, kubectl, call, until } = await cluster();
  await api.create(functions, fn('dozing', { runtime, source: source(1), timeoutSeconds: 120 }));
  await until('dozing', isReady(2));
  await kubectl.run('patch', 'fn', 'dozing', '--type=merge', '-p', '{"spec":{"idleSeconds":1}}');
  await until('dozing', isReady(0));
  expect(await kubectl.run('get', 'fn', 'dozing')).toMatch(/^NAME +RUNTIME +READY +DESIRED +STATUS +AGE\ndozing +\w+ +0 +0 +ScaledToZero +\S+\n$/);
  await api.untilNone('/api/v1/namespaces/default/pods');
  expect(await call('dozing', { n: 4 })).toEqual({ code: 200, body: { data: { version: 1, twice: 8 } } });
  await kubectl.run('wait', 'fn/dozing', '--for=condition=Ready');
}, minutes);

it('code that does not compile is told to who calls, and what ran before goes on', async () => {
  const { kubectl, call, until } = await cluster();
  await kubectl.apply(fn('broken', { source: 'function main( {' }));
  const { status } = await until('broken', ({ conditions }) => conditions.some(({ type, status: is }) => type === 'Compiled' && is === 'False'));
  const { message } = status?.conditions.find(({ type }) => type === 'Compiled') ?? {};
  const refused = await call('broken', {});
  expect(refused).toEqual({ code: 500, body: { error: `function default/broken does not compile: ${message}` } });

  await kubectl.apply(fn('broken', { source: languages.javascript(1) }));
  await until('broken', isSettled);
  await kubectl.apply(fn('broken', { source: 'function main( {' }));
  await until('broken', ({ conditions }) => conditions.some(({ type, status: is }) => type === 'Compiled' && is === 'False'));
  expect(await call('broken', { n: 1 })).toEqual({ code: 200, body: { data: { version: 1, twice: 2 } } });
}, minutes);
