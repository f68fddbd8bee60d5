/** Workflows on a real registry; functions are played by the tests. */
import { kinds, seededRandom, silentLogger, type minik8s } from '../../../api';
import { createInformers, createRecorder, runControllers, type ControllersContext, type FunctionAnswer, type NodeCalls } from '../../../client';
import { startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import { workflowController } from './controller';

type Played = (body: string, signal: AbortSignal) => FunctionAnswer | Promise<FunctionAnswer>;

/** What functions do, by name; who is not there is missing. */
class Functions implements Pick<NodeCalls, 'invoke'> {
  readonly calls: string[] = [];
  private wake: (() => void)[] = [];

  constructor(readonly played: Record<string, Played>) {}

  async invoke(namespace: string, name: string, body: string, signal: AbortSignal): Promise<FunctionAnswer> {
    this.calls.push(`${namespace}/${name}(${body})`);
    this.wake.splice(0).forEach((wake) => wake());
    return this.played[name]?.(body, signal) ?? { type: 'missing', message: `function ${namespace}/${name} not found` };
  }

  async called(times: number): Promise<void> {
    while (this.calls.length < times) await new Promise<void>((resolve) => this.wake.push(resolve));
  }

  get nodeCalls(): NodeCalls {
    return { invoke: (...args) => this.invoke(...args), log: () => Promise.reject(new Error('there are no logs')) };
  }
}

const data = (value: unknown): FunctionAnswer => ({ type: 'data', json: JSON.stringify(value) });
/** Never answers. */
const hangs: Played = (_, signal) => new Promise((_resolve, reject) => { signal.addEventListener('abort', () => reject(new Error('aborted'))); });

const func = (name: string, nextNodeName = ''): minik8s.WorkflowNode => ({ name, type: 'func', funcData: { funcName: name, nextNodeName } });
const bigOrder: minik8s.WorkflowNode =
  { name: 'big-order', type: 'choice', choiceData: { checkType: 'numGreaterAndEqualThan', checkVarName: 'amount', compareValue: '100', trueNextNodeName: 'discount', falseNextNodeName: 'ship' } };
const checkout = [func('total', 'big-order'), bigOrder, func('discount', 'ship'), func('ship')];

let functions: Functions;
let cluster: TestCluster;
let others: (() => Promise<void>)[];

/** `undefined`: its controllers reach no node. */
async function start(played: Record<string, Played> | undefined): Promise<void> {
  functions = new Functions(played ?? {});
  others = [];
  cluster = await startCluster({ nodeCalls: played && functions.nodeCalls });
}

afterEach(async () => {
  for (const stop of others) await stop();
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

/** A controller of another process on the same registry. `kill`: it is gone without a word. */
function another(played: Functions, seed: number): { readonly kill: () => void } {
  const { clock, registry } = cluster;
  const stopping = new AbortController();
  let isDead = false;
  const dead = (): never => { throw new Error('this process is gone'); };
  const client: ControllersContext['client'] = {
    of: (definition) => {
      const resources = registry.of(definition);
      return Object.assign(Object.create(resources) as typeof resources, {
        update: (...args: Parameters<typeof resources.update>) => (isDead ? Promise.reject(new Error('this process is gone')) : resources.update(...args)),
      });
    },
  };
  const deps = { clock, client, random: seededRandom(seed), log: silentLogger };
  const done = runControllers([workflowController], {
    ...deps, informers: createInformers(deps), nodeCalls: { invoke: (...args) => (isDead ? dead() : played.invoke(...args)), log: dead }, signal: stopping.signal,
    recorderFor: (component) => createRecorder({ ...deps, client: registry, signal: stopping.signal, events: kinds.events, component }),
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await done;
  };
  others.push(stop);
  return {
    kill() {
      isDead = true;
      stopping.abort();
    },
  };
}

const workflows = () => cluster.registry.of(kinds.workflows);
const key = { namespace: 'default', name: 'checkout' };
const create = (workflowNodes = checkout, entryParams = '{"items":3}', name = 'checkout') => workflows().create({
  apiVersion: 'minik8s.io/v1', kind: 'Workflow', metadata: { name, namespace: 'default' }, spec: { entryParams, entryNodeName: workflowNodes[0]?.name ?? '', workflowNodes },
});
const phase = (wanted: minik8s.WorkflowPhase, name = 'checkout') => until(workflows(), { ...key, name }, (found) => found?.status?.phase === wanted);
const told = async (...wanted: string[]) => {
  const texts = (all: readonly { type?: string; reason?: string; message?: string }[]) => all.map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''} ${message ?? ''}`);
  await untilAll(cluster.registry.of(kinds.events), 'default', (all) => wanted.every((text) => texts(all).includes(text)));
};

test('a choice that does not hold skips its node', async () => {
  await start({ total: () => data({ amount: 99 }), ship: () => data('sent') });
  await create();
  const done = await phase('completed');
  expect(functions.calls).toEqual(['default/total({"items":3})', 'default/ship({"amount":99})']);
  expect(done?.status).toMatchObject({ result: '"sent"', nodes: [{ name: 'total', run: 1 }, { name: 'big-order', output: 'false' }, { name: 'ship', output: '"sent"' }] });
  await told('Normal Started Started at node total', 'Normal Completed Completed');
});

test('and one that holds goes through it', async () => {
  await start({ total: () => data({ amount: 100 }), discount: () => data({ amount: 95 }), ship: (body) => data({ paid: JSON.parse(body) as unknown }) });
  await create();
  expect((await phase('completed'))?.status?.result).toBe('{"paid":{"amount":95}}');
});

test('progress is written before a function is called, and after it', async () => {
  let go: () => void = () => undefined;
  await start({ total: async () => new Promise<FunctionAnswer>((resolve) => { go = () => resolve(data({ amount: 1 })); }), ship: () => data(1) });
  await create();
  await functions.called(1);
  expect((await workflows().get(key)).status).toMatchObject({ phase: 'running', currentNode: 'total', value: '{"items":3}', claim: { holder: expect.stringContaining('workflow-controller_') as string }, nodes: [{ name: 'total', phase: 'running', run: 1 }] });
  go();
  await phase('completed');
  expect(functions.calls).toHaveLength(2);
});

test.each<[string, FunctionAnswer, string, string]>([
  ['a function that fails', { type: 'failed', message: 'Error: no' }, 'FunctionFailed', 'node ship: Error: no'],
  ['an answer that is too long', data('x'.repeat(300_000)), 'AnswerTooLong', 'node ship: the function has answered 300002 bytes; a workflow hands on up to 262144'],
])('%s', async (_, answer, reason, message) => {
  await start({ total: () => data({ amount: 1 }), ship: () => answer });
  await create();
  const broken = await phase('failed');
  expect(broken?.status).toMatchObject({ result: '{"amount":1}', currentNode: 'ship', conditions: [{ type: 'Failed', reason, message }] });
  expect(broken?.status).not.toHaveProperty('claim');
  await told(`Warning ${reason} ${message}`);
  expect(functions.calls).toHaveLength(2);
});

test('a function that is not there is waited for', async () => {
  await start({ total: () => data({ amount: 1 }) });
  await create();
  await until(workflows(), key, (found) => found?.status?.conditions?.some(({ type, reason }) => type === 'Waiting' && reason === 'FunctionNotFound') === true);
  await told('Warning FunctionNotFound function default/ship not found');
  functions.played.ship = () => data('sent');
  // No time passes: that it is created is enough.
  await cluster.registry.of(kinds.functions).create({
    apiVersion: 'minik8s.io/v1', kind: 'Function', metadata: { name: 'ship', namespace: 'default' },
    spec: { source: 'x', handler: 'main', minReplicas: 0, maxReplicas: 1, concurrency: 1, idleSeconds: 60, timeoutSeconds: 30, network: false },
  });
  const done = await phase('completed');
  expect(done?.status?.nodes?.map(({ name, run }) => `${name} ${run ?? 0}`)).toEqual(['total 1', 'big-order 1', 'ship 1']);
  expect(functions.calls.filter((call) => call.includes('total'))).toHaveLength(1);
});

test('but not for ever', async () => {
  await start({});
  await create();
  const broken = await whilePassing(cluster, 1000, phase('failed'));
  expect(broken?.status?.conditions).toMatchObject([{ type: 'Failed', reason: 'FunctionNotFound', message: 'node total: function default/total not found' }]);
  expect(functions.calls.length).toBeLessThan(20);
});

test('one that cannot be called just now is called again', async () => {
  let refused = 0;
  await start({ total: () => (refused++ < 8 ? { type: 'unavailable', message: 'no node answers' } : data({ amount: 1 })), ship: () => data(1) });
  await create();
  await whilePassing(cluster, 1000, phase('completed'));
  await told('Warning FunctionUnavailable no node answers');
});

test('one after another cannot be done twice: two controllers, many workflows', async () => {
  await start({ total: () => data({ amount: 1 }), ship: () => data(1) });
  another(functions, 7);
  const names = Array.from({ length: 20 }, (_, i) => `checkout-${i}`);
  await Promise.all(names.map((name) => create(checkout, `"${name}"`, name)));
  await untilAll(workflows(), 'default', (all) => all.filter(({ status }) => status?.phase === 'completed').length === names.length);
  expect(functions.calls.filter((call) => call.includes('total')).sort()).toEqual(names.map((name) => `default/total("${name}")`).sort());
  expect(functions.calls).toHaveLength(40);
});

test('what a controller has left that was killed half-way another goes on with', async () => {
  await start(undefined);
  const first = new Functions({ total: () => data({ amount: 100 }), discount: hangs });
  const killed = another(first, 1);
  await create();
  await first.called(2);
  killed.kill();
  const left = await workflows().get(key);
  expect(left.status).toMatchObject({ phase: 'running', currentNode: 'discount', nodes: [{ name: 'total', phase: 'completed' }, { name: 'big-order', output: 'true' }, { name: 'discount', phase: 'running' }] });

  const second = new Functions({ discount: () => data({ amount: 95 }), ship: (body) => data(`sent ${body}`) });
  another(second, 2);
  const done = await whilePassing(cluster, 1000, phase('completed'));
  expect(done?.status?.result).toBe(JSON.stringify('sent {"amount":95}'));
  expect(second.calls).toEqual(['default/discount({"amount":100})', 'default/ship({"amount":95})']);
  expect(done?.status?.nodes?.map(({ name, run }) => `${name} ${run ?? 0}`)).toEqual(['total 1', 'big-order 1', 'discount 2', 'ship 1']);
});

test('as long as one renews its claim nobody takes over', async () => {
  let go: () => void = () => undefined;
  await start({ total: () => new Promise<FunctionAnswer>((resolve) => { go = () => resolve(data({ amount: 1 })); }), ship: () => data(1) });
  await create();
  await functions.called(1);
  const second = new Functions({ total: () => data({ amount: 2 }), ship: () => data(2) });
  another(second, 2);
  for (let i = 0; i < 30; i++) await cluster.clock.step(1000);
  go();
  expect((await phase('completed'))?.status).toMatchObject({ result: '1', nodes: [{ name: 'total', run: 1 }, {}, {}] });
  expect(second.calls).toEqual([]);
});

test('one that is deleted is not called for any more', async () => {
  let aborted = false;
  await start({ total: (body, signal) => hangs(body, Object.assign(signal, { onabort: () => { aborted = true; } })), ship: () => data(1) });
  await create();
  await functions.called(1);
  await workflows().delete(key);
  await until(workflows(), key, (found) => found === undefined);
  while (!aborted) await cluster.clock.step(10);
  expect(functions.calls).toHaveLength(1);
});
