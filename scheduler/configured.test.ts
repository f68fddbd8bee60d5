/** The whole scheduler by its configuration: several profiles, and another configuration while it runs. */
import { ApiError, kinds, type Client, type core } from '../api';
import { SchedulerSlot } from './control-slot';
import type { PluginFactory } from './framework';
import { configuration, configured } from './testing/configured';
import type { PodSketch } from './testing/objects';
import { conditionOf, isBound, isRejected, start, stopAll, type Bench } from './testing/running';

afterEach(stopAll);

const packing = {
  schedulerName: 'packing',
  pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated' } } }],
};
const spreading = { schedulerName: 'default-scheduler' };

const by = (schedulerName: string, name: string, more: PodSketch = {}): PodSketch => ({ name, requests: { cpu: '1' }, ...more, spec: { schedulerName, ...more.spec } });

/** A node with a pod, and one without. */
async function uneven(bench: Bench): Promise<void> {
  await bench.addNode({ name: 'busy' });
  await bench.addPod(by('default-scheduler', 'first', { requests: { cpu: '2', memory: '4Gi' } }));
  await bench.until('first', isBound);
  await bench.addNode({ name: 'idle' });
}

const nodeOf = async ({ until }: Bench, name: string): Promise<string | undefined> => (await until(name, isBound)).spec.nodeName;

test('pods are placed by the profile that they ask for', async () => {
  const bench = await start({ configurations: await configured({ profiles: [spreading, packing] }) });
  await uneven(bench);
  await bench.addPod(by('packing', 'packed'));
  expect(await nodeOf(bench, 'packed')).toBe('busy');
  await bench.addPod(by('default-scheduler', 'spread'));
  expect(await nodeOf(bench, 'spread')).toBe('idle');
  await bench.addPod(by('somebody-else', 'foreign'));
  await bench.addPod(by('packing', 'last'));
  await bench.until('last', isBound);
  expect((await bench.pod('foreign')).spec.nodeName).toBeUndefined();
});

test('what wakes pods is asked of the plugins of their profile', async () => {
  const plain = { schedulerName: 'plain', plugins: { multiPoint: { disabled: [{ name: 'NodeResourcesFit' }] } } };
  const { addNode, addPod, until } = await start({ configurations: await configured({ profiles: [spreading, plain] }) });
  await addNode({ name: 'small', allocatable: { cpu: '100m' } });
  await addPod(by('default-scheduler', 'counts'));
  await addPod(by('plain', 'does-not'));
  await until('does-not', isBound);
  expect(conditionOf(await until('counts', isRejected))?.message).toContain('Insufficient cpu');
  await addNode({ name: 'large' });
  await until('counts', isBound);
});

test('affinity that is added to every pod', async () => {
  const addedAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['ours'] }] }] } };
  const { addNode, addPod, until } = await start({ configurations: await configured({ profiles: [{ pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity } }] }] }) });
  await addNode({ name: 'a' });
  await addPod();
  expect(conditionOf(await until('web', isRejected))?.message).toMatch(/^0\/1 nodes are available: 1 node\(s\) didn't match scheduler-enforced node affinity\./);
  await addNode({ name: 'b', labels: { pool: 'ours' } });
  expect((await until('web', isBound)).spec.nodeName).toBe('b');
});

/** A client whose first bindings fail. */
const failing = (times: number) => (client: Client): Client => ({
  of: (definition) => {
    const resources = client.of(definition);
    const invoke = (...args: Parameters<typeof resources.invoke>): Promise<void> => (times-- > 0 ? Promise.reject(ApiError.unavailable('not now')) : resources.invoke(...args));
    return new Proxy(resources, { get: (target, key) => (key === 'invoke' ? invoke : (Reflect.get(target, key) as (() => unknown) | undefined)?.bind(target)) });
  },
});

test('pods rest as long as the configuration says', async () => {
  const { addNode, addPod, until, clock } = await start({ configurations: await configured({ podInitialBackoffSeconds: 3, podMaxBackoffSeconds: 4 }) }, failing(2));
  await addNode();
  await addPod();
  await until('web', isRejected);
  for (const seconds of [3, 4]) {
    while (clock.untilNext() !== seconds * 1000) await clock.step(0);
    await clock.step(seconds * 1000);
  }
  await until('web', isBound);
});

async function running(given: object = {}, plugins?: Record<string, PluginFactory>): Promise<Bench & { slot: SchedulerSlot }> {
  const slot = new SchedulerSlot();
  return { ...await start({ configurations: await configured(given), slot, plugins }), slot };
}

describe('another configuration while it runs', () => {
  test('is there only while the scheduler is', async () => {
    const empty = new SchedulerSlot();
    await expect(empty.configuration()).rejects.toThrow('the scheduler does not run in this process');
    await expect(empty.configure(configuration())).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
    const { slot } = await running();
    expect(await slot.configuration()).toMatchObject({ parallelism: 16 });
    await stopAll();
    await expect(slot.configuration()).rejects.toThrow('the scheduler does not run in this process');
  });

  test('places what comes from then on; how it began stays known', async () => {
    const bench = await running();
    await uneven(bench);
    await bench.addPod(by('default-scheduler', 'before'));
    expect(await nodeOf(bench, 'before')).toBe('idle');
    await bench.slot.configure(configuration({ parallelism: 3, profiles: [{ ...packing, schedulerName: 'default-scheduler' }] }));
    await bench.addPod(by('default-scheduler', 'after'));
    expect(await nodeOf(bench, 'after')).toBe('busy');
    expect(await bench.slot.configuration()).toMatchObject({ parallelism: 3 });
    expect(await bench.slot.initialConfiguration()).toMatchObject({ parallelism: 16 });
  });

  test('pods that wait are tried anew, those of a profile that is new, too', async () => {
    const { addNode, addPod, until, slot } = await running();
    await addNode({ name: 'small', allocatable: { cpu: '100m' } });
    await addPod(by('default-scheduler', 'large'));
    await addPod(by('late', 'early'));
    await until('large', isRejected);
    await slot.configure(configuration({ profiles: [spreading, { schedulerName: 'late' }].map((profile) => ({ ...profile, plugins: { filter: { disabled: [{ name: 'NodeResourcesFit' }] } } })) }));
    await until('large', isBound);
    await until('early', isBound);
  });

  test.each<[string, object, string]>([
    ['what cannot be read', configuration({ paralellism: 3 }), 'unknown field "paralellism"'],
    ['what makes no sense', configuration({ parallelism: 0 }), 'parallelism: Invalid value: 0'],
    ['plugins that do not exist', configuration({ profiles: [{ plugins: { filter: { enabled: [{ name: 'Nope' }] } } }] }), 'FilterPlugin "Nope" does not exist'],
    ['modules that have not been loaded', configuration({
      profiles: [{ plugins: { multiPoint: { enabled: [{ name: 'Mine' }] } }, pluginConfig: [{ name: 'Mine', args: { apiVersion: 'scheduler.minikapi.dev/v1alpha1', kind: 'ModulePluginArgs', module: '/tmp/x.mjs' } }] }],
    }), 'is not loaded: modules are loaded when the process starts'],
    ['certificates that are not there', configuration({ extenders: [{ urlPrefix: 'https://127.0.0.1:1', tlsConfig: { caFile: '/does/not/exist' } }] }), 'ENOENT'],
  ])('refused, it leaves the old one at work: %s', async (_what, given, message) => {
    const { addNode, addPod, until, slot } = await running();
    const before = await slot.configuration();
    await expect(slot.configure(given)).rejects.toThrow(message);
    expect(await slot.configuration()).toBe(before);
    await addNode();
    await addPod();
    await until('web', isBound);
  });

  test('pods that a permit plugin holds are let go of, and tried anew', async () => {
    const held: string[] = [];
    const patient: PluginFactory = () => ({
      name: 'Patient',
      permit: ({ pod }) => {
        held.push(pod.key.name);
        return { code: 'Wait', reasons: [], timeoutMs: 60_000, until: new Promise(() => undefined) };
      },
    });
    const { addNode, addPod, until, slot } = await running({}, { Patient: patient });
    await slot.configure(configuration({ profiles: [{ plugins: { multiPoint: { enabled: [{ name: 'Patient' }] } } }] }));
    await addNode({ allocatable: { pods: '1' } });
    await addPod();
    while (!held.length) await new Promise((resolve) => { setImmediate(resolve); });
    await slot.configure(configuration());
    await until('web', isBound);
    expect(held).toEqual(['web']);
  });

  test('under load: every pod is placed once, and no node has more than it can', async () => {
    const { addNode, addPod, until, slot, registry } = await running();
    for (let i = 0; i < 10; i++) await addNode({ name: `n${i}`, allocatable: { cpu: '10', memory: '64Gi', pods: '100' } });
    const placings = new Map<string, Set<string>>();
    const changes = (async () => {
      for (let i = 0; i < 20; i++) {
        await slot.configure(configuration({ percentageOfNodesToScore: i, profiles: [{ ...(i % 2 ? packing : {}), schedulerName: 'default-scheduler' }] }));
        await new Promise((resolve) => { setImmediate(resolve); });
      }
    })();
    for (let i = 0; i < 100; i++) await addPod({ name: `p${i}`, requests: { cpu: '1' } });
    await changes;
    for (let i = 0; i < 100; i++) await until(`p${i}`, isBound);
    const { items } = await registry.of<core.Pod>(kinds.pods).list();
    for (const { metadata, spec } of items) placings.set(spec?.nodeName ?? '', (placings.get(spec?.nodeName ?? '') ?? new Set()).add(metadata.name ?? ''));
    expect([...placings.values()].map(({ size }) => size)).toEqual(Array(10).fill(10));
    expect(await slot.configuration()).toMatchObject({ percentageOfNodesToScore: 19 });
  });
});
