/** Taskgroups, placed by the whole scheduler: the scenarios 15 to 19 of the BCS scheduler's specification, and what wakes those that wait. */
import { bcsRules, kinds, seededRandom, silentLogger, type bcs, type core } from '../api';
import { createInformers, createRecorder } from '../client';
import { SchedulerSlot } from './control-slot';
import { runScheduler } from './scheduler';
import { configuration, configured } from './testing/configured';
import { frameworksOf } from './configuration/frameworks';
import { ingredients } from './testing/ingredients';
import type { NodeSketch, PodSketch } from './testing/objects';
import { conditionOf, isBound, isRejected, start, stopAll, type Bench } from './testing/running';

afterEach(stopAll);

const { apiVersion, labelName, marks, portsOf, readAttributes } = bcsRules;

interface Sketch {
  readonly application?: string;
  readonly version?: string;
  readonly constraint?: readonly bcsRules.ConstraintItem[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly cpu?: string;
}

const taskgroup = (name: string, { application = 'web', version = '1', constraint, annotations, cpu = '1' }: Sketch = {}): PodSketch => ({
  name, requests: { cpu }, labels: { [marks.applicationLabel]: labelName(application), [marks.versionLabel]: version },
  meta: { annotations: { ...annotations, ...(constraint && { [marks.constraintAnnotation]: JSON.stringify({ intersectionItem: constraint.map((item) => ({ unionData: [item] })) }) }) } },
  spec: { schedulerName: marks.schedulerName, tolerations: [{ operator: 'Exists' }] },
});

const agent = (name: string, more: NodeSketch = {}): NodeSketch => ({ name, ...more });

const nodeOf = async ({ until }: Bench, name: string): Promise<string> => (await until(name, isBound)).spec.nodeName ?? '';
const whyNot = async ({ until }: Bench, name: string): Promise<string> => conditionOf(await until(name, isRejected))?.message ?? '';

/** Places them one after the other. */
async function placed(bench: Bench, ...sketches: readonly PodSketch[]): Promise<string[]> {
  const found: string[] = [];
  for (const sketch of sketches) {
    await bench.addPod(sketch);
    found.push(await nodeOf(bench, sketch.name ?? ''));
  }
  return found;
}

const say = ({ registry }: Bench, name: string, spec: bcs.BcsAgentSettingSpec): Promise<unknown> => registry.of(kinds.bcsagentsettings).create({ apiVersion, kind: 'BcsAgentSetting', metadata: { name }, spec });
const sayNow = ({ registry }: Bench, name: string, spec: bcs.BcsAgentSettingSpec): Promise<unknown> => registry.of(kinds.bcsagentsettings).update({ name }, (current) => ({ ...current, spec }));

const unique = (name = 'hostname'): bcsRules.ConstraintItem => ({ name, operate: 'UNIQUE' });
const maxPer = (name: string, value: string): bcsRules.ConstraintItem => ({ name, operate: 'MAXPER', type: 3, text: { value } });
const groupBy = (name: string, ...item: readonly string[]): bcsRules.ConstraintItem => ({ name, operate: 'GROUPBY', type: 4, set: { item } });
const exclude = (...item: readonly string[]): bcsRules.ConstraintItem => ({ operate: 'EXCLUDE', type: 4, set: { item } });
const tolerates = (name: string, value: string): bcsRules.ConstraintItem => ({ name, operate: 'TOLERATION', type: 3, text: { value } });
const greater = (name: string, value: number): bcsRules.ConstraintItem => ({ name, operate: 'GREATER', type: 1, scalar: { value } });

describe('which agent', () => {
  test('the one with most cpu free, of equals the first by name; each gets one before any gets a second', async () => {
    const bench = await start();
    for (const [name, cpu] of [['b', '4'], ['a', '4'], ['large', '32']] as const) await bench.addNode(agent(name, { allocatable: { cpu } }));
    expect(await placed(bench, ...['t0', 't1', 't2', 't3', 't4'].map((name) => taskgroup(name)))).toEqual(['large', 'a', 'b', 'large', 'a']);
  });

  test('a scaling begins anew: it has a version of its own', async () => {
    const bench = await start();
    for (const [name, cpu] of [['small', '4'], ['large', '32']] as const) await bench.addNode(agent(name, { allocatable: { cpu } }));
    expect(await placed(bench, taskgroup('t0'), taskgroup('t1', { version: '2' }), taskgroup('t2', { version: '2' }))).toEqual(['large', 'large', 'small']);
  });

  test('one with room for what it needs', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    await bench.addPod(taskgroup('t0', { cpu: '5' }));
    expect(await whyNot(bench, 't0')).toMatch(/Insufficient cpu/);
  });
});

describe('taints, disabled and lost agents', () => {
  test('scenario 15: of two taints one has to be tolerated', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    await say(bench, 'n', { noSchedule: { key1: 'value1', key2: 'value2' } });
    expect(await placed(bench, taskgroup('t0', { constraint: [tolerates('key2', 'value2')] }))).toEqual(['n']);
    await bench.addPod(taskgroup('t1', { application: 'plain' }));
    expect(await whyNot(bench, 't1')).toBe('0/1 nodes are available: 1 node(s) had taints of which the application tolerates none.');
    await sayNow(bench, 'n', {});
    expect(await nodeOf(bench, 't1')).toBe('n');
  });

  test('scenario 19: disabled agents get nothing new, and wake who waits when they are enabled', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    expect(await placed(bench, taskgroup('t0'))).toEqual(['n']);
    await say(bench, 'n', { disabled: true });
    await bench.addPod(taskgroup('t1'));
    expect(await whyNot(bench, 't1')).toMatch(/1 node\(s\) were disabled/);
    await sayNow(bench, 'n', { disabled: false });
    expect(await nodeOf(bench, 't1')).toBe('n');
    expect((await bench.pod('t0')).spec.nodeName).toBe('n');
  });

  test.each<[string, Partial<core.Node['metadata']>, core.NodeSpec, RegExp]>([
    ['lost', { annotations: { [marks.lostAnnotation]: '2026-01-01T00:00:00Z' } }, {}, /were lost/],
    ['not ready', {}, { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] }, /were lost/],
    ['cordoned', {}, { unschedulable: true }, /were disabled/],
  ])('an agent that is %s no more wakes who waits', async (_what, metadata, spec, why) => {
    const bench = await start();
    await bench.addNode(agent('n'));
    const nodes = bench.registry.of(kinds.nodes);
    await nodes.update({ name: 'n' }, (node) => ({ ...node, metadata: { ...node.metadata, ...metadata }, spec: { ...node.spec, ...spec } }));
    await bench.addPod(taskgroup('t0'));
    expect(await whyNot(bench, 't0')).toMatch(why);
    await nodes.update({ name: 'n' }, (node) => ({ ...node, metadata: { ...node.metadata, annotations: {} }, spec: {} }));
    expect(await nodeOf(bench, 't0')).toBe('n');
  });
});

describe('constraints', () => {
  test('scenario 16: one on each host, and who is left waits until one goes', async () => {
    const bench = await start();
    for (const name of ['a', 'b']) await bench.addNode(agent(name));
    const sketches = ['t0', 't1', 't2'].map((name) => taskgroup(name, { constraint: [unique()] }));
    expect(await placed(bench, ...sketches.slice(0, 2))).toEqual(['a', 'b']);
    await bench.addPod(sketches[2]);
    expect(await whyNot(bench, 't2')).toMatch(/2 node\(s\) didn't fit the application's constraint beside other taskgroups/);
    await bench.registry.of(kinds.pods).delete({ namespace: 'default', name: 't1' }, { gracePeriodSeconds: 0 });
    expect(await nodeOf(bench, 't2')).toBe('b');
  });

  test('those that are being bound count as those that are', async () => {
    const bench = await start();
    for (const name of ['a', 'b', 'c']) await bench.addNode(agent(name));
    await Promise.all(['t0', 't1', 't2'].map((name) => bench.addPod(taskgroup(name, { constraint: [unique()] }))));
    expect((await Promise.all(['t0', 't1', 't2'].map((name) => nodeOf(bench, name)))).sort()).toEqual(['a', 'b', 'c']);
  });

  test('those that have finished do not count, those of others neither', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    await placed(bench, taskgroup('t0', { constraint: [unique()] }));
    await bench.registry.of(kinds.pods).update({ namespace: 'default', name: 't0' }, (pod) => ({ ...pod, status: { ...pod.status, phase: 'Succeeded' } }), { subresource: 'status' });
    expect(await placed(bench, taskgroup('t1', { constraint: [unique()] }), taskgroup('other', { application: 'other', constraint: [unique()] }))).toEqual(['n', 'n']);
  });

  test('those that could not be begun count until they are gone', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    await placed(bench, taskgroup('t0', { constraint: [unique()] }));
    const pods = bench.registry.of(kinds.pods);
    await pods.update({ namespace: 'default', name: 't0' }, (pod) => ({ ...pod, status: { ...pod.status, phase: 'Failed', reason: 'UnexpectedAdmissionError' } }), { subresource: 'status' });
    await bench.addPod(taskgroup('t1', { constraint: [unique()] }));
    expect(await whyNot(bench, 't1')).toMatch(/beside other taskgroups/);
    await pods.delete({ namespace: 'default', name: 't0' }, { gracePeriodSeconds: 0 });
    expect(await nodeOf(bench, 't1')).toBe('n');
  });

  test('what a taskgroup was placed by is remembered, whatever becomes of its agent', async () => {
    const bench = await start();
    for (const name of ['a', 'b']) await bench.addNode(agent(name, { labels: { zone: 'z1' } }));
    await placed(bench, taskgroup('t0', { constraint: [unique('zone')] }));
    expect([...readAttributes((await bench.pod('t0')).metadata.annotations?.[marks.attributesAnnotation] ?? '')]).toEqual([['zone', { kind: 'text', value: 'z1' }]]);
    await say(bench, 'a', { strings: { zone: { value: 'z2' } } });
    await bench.addPod(taskgroup('t1', { constraint: [unique('zone')] }));
    expect(await nodeOf(bench, 't1')).toBe('a');
  });

  test('scenario 17: what is not there is on no agent once at most', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    await bench.addPod(taskgroup('t0', { constraint: [maxPer('none', '1')] }));
    expect(await whyNot(bench, 't0')).toMatch(/didn't fit/);
    await say(bench, 'n', { strings: { none: { value: 'now' } } });
    expect(await nodeOf(bench, 't0')).toBe('n');
  });

  test('scenario 18: more than that, and not as many', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    await say(bench, 'n', { scalars: { 'ip-resources': { value: 5 } } });
    await bench.addPod(taskgroup('t0', { constraint: [greater('ip-resources', 5)] }));
    expect(await whyNot(bench, 't0')).toMatch(/didn't fit/);
    expect(await placed(bench, taskgroup('t1', { constraint: [greater('ip-resources', 4)] }))).toEqual(['n']);
    await sayNow(bench, 'n', { scalars: { 'ip-resources': { value: 6 } } });
    expect(await nodeOf(bench, 't0')).toBe('n');
  });

  test('groups of agents are filled evenly; those that have ended are of the number', async () => {
    const bench = await start();
    for (const [name, zone, cpu] of [['a', 'z1', '32'], ['b', 'z2', '4']] as const) await bench.addNode(agent(name, { labels: { zone }, allocatable: { cpu } }));
    const grouped = (name: string, version: string): PodSketch => taskgroup(name, { version, constraint: [groupBy('zone', 'z1', 'z2')] });
    // ceil((0 + 1) / 2), ceil((1 + 1) / 2): one each.
    expect(await placed(bench, grouped('t0', '1'), grouped('t1', '2'))).toEqual(['a', 'b']);
    // ceil((2 + 1) / 2) = 2: there is room for one more on each.
    expect(await placed(bench, grouped('t2', '3'))).toEqual(['a']);
    await bench.registry.of(kinds.pods).update({ namespace: 'default', name: 't1' }, (pod) => ({ ...pod, status: { ...pod.status, phase: 'Failed' } }), { subresource: 'status' });
    // Three in all, of which two live, both on a: ceil((3 + 1) / 2) = 2.
    expect(await placed(bench, grouped('t3', '4'))).toEqual(['b']);
  });

  test('with one more in all a group may have more: who waits for it is placed then', async () => {
    const bench = await start();
    await bench.addNode(agent('a', { labels: { zone: 'z1' } }));
    const grouped = (name: string): PodSketch => taskgroup(name, { constraint: [groupBy('zone', 'z1', 'z2')] });
    await placed(bench, grouped('t0'));
    await bench.addPod(grouped('t1'));
    expect(await whyNot(bench, 't1')).toMatch(/beside other taskgroups/);
    // ceil((1 + 1) / 2) = 1 is taken; with one that remembers no zone, because it asks for none, it is ceil((2 + 1) / 2) = 2.
    expect(await placed(bench, taskgroup('plain'))).toEqual(['a']);
    expect(await nodeOf(bench, 't1')).toBe('a');
  });

  test('who excludes others goes where none of them is, whatever has become of theirs', async () => {
    const bench = await start();
    for (const [name, cpu] of [['a', '32'], ['b', '4']] as const) await bench.addNode(agent(name, { allocatable: { cpu } }));
    const definition = (app: string) => ({ apiVersion: 'v4', kind: 'application', metadata: { labels: { app } } });
    const applications = bench.registry.of(kinds.bcsapplications);
    await applications.create({ apiVersion, kind: 'BcsApplication', metadata: { namespace: 'default', name: 'db' }, spec: { instances: 1, definition: definition('db') } });
    expect(await placed(bench, taskgroup('db-0', { application: 'db' }))).toEqual(['a']);
    expect(await placed(bench, taskgroup('t0', { constraint: [exclude('app:db')] }), taskgroup('t1', { constraint: [exclude('app:cache')] }))).toEqual(['b', 'a']);
    await bench.registry.of(kinds.pods).update({ namespace: 'default', name: 'db-0' }, (pod) => ({ ...pod, status: { ...pod.status, phase: 'Failed' } }), { subresource: 'status' });
    expect(await placed(bench, taskgroup('t2', { version: '2', constraint: [exclude('app:db')] }))).toEqual(['b']);
    await bench.registry.of(kinds.nodes).update({ name: 'b' }, (node) => ({ ...node, spec: { unschedulable: true } }));
    await bench.addPod(taskgroup('t3', { version: '3', constraint: [exclude('app:db')] }));
    expect(await whyNot(bench, 't3')).toMatch(/beside other taskgroups/);
    await bench.registry.of(kinds.pods).delete({ namespace: 'default', name: 'db-0' }, { gracePeriodSeconds: 0 });
    expect(await nodeOf(bench, 't3')).toBe('a');
  });

  test('what makes no sense is told, and tried again when it is put right', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    await bench.addPod(taskgroup('t0', { annotations: { [marks.constraintAnnotation]: '{' } }));
    expect(await whyNot(bench, 't0')).toMatch(/its annotations cannot be read/);
    await bench.registry.of(kinds.pods).update({ namespace: 'default', name: 't0' }, (pod) => ({ ...pod, metadata: { ...pod.metadata, annotations: {} } }));
    expect(await nodeOf(bench, 't0')).toBe('n');
  });
});

describe('ports', () => {
  const wanting = (...hostPorts: readonly number[]): Record<string, string> => ({
    [marks.wantedPortsAnnotation]: JSON.stringify([hostPorts.map((hostPort, i) => ({ name: `p${i}`, containerPort: hostPort > 0 ? hostPort : 80, hostPort, protocol: 'TCP' }))]),
  });
  const got = async (bench: Bench, name: string): Promise<number[]> => portsOf(await bench.until(name, isBound)).flat().map(({ hostPort }) => hostPort);

  test('are given with the agent: the lowest that are free', async () => {
    const bench = await start();
    await bench.addNode(agent('n', { allocatable: { cpu: '32' } }));
    const names = ['t0', 't1', 't2'];
    await Promise.all(names.map((name) => bench.addPod(taskgroup(name, { annotations: wanting(0, 8080, -1, 0) }))));
    const all = await Promise.all(names.map((name) => got(bench, name)));
    expect(all.flatMap(([first, , , last]) => [first, last]).sort()).toEqual([31_000, 31_001, 31_002, 31_003, 31_004, 31_005]);
    for (const [, fixed, none] of all) expect([fixed, none]).toEqual([8080, -1]);
    expect((await bench.pod('t0')).metadata.annotations?.[bcsRules.marks.portsAnnotation]).toContain('31');
  });

  test('that others have are not given, and pods of others do not get ours', async () => {
    const bench = await start();
    await bench.addNode(agent('n'));
    await bench.addPod({ name: 'plain', spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80, hostPort: 31_000 }] }] } });
    await bench.until('plain', isBound);
    await bench.addPod(taskgroup('t0', { annotations: wanting(0) }));
    expect(await got(bench, 't0')).toEqual([31_001]);
    await bench.addPod({ name: 'late', spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80, hostPort: 31_001 }] }] } });
    expect(await whyNot(bench, 'late')).toMatch(/didn't have free ports/);
    await bench.registry.of(kinds.pods).delete({ namespace: 'default', name: 't0' }, { gracePeriodSeconds: 0 });
    expect(await nodeOf(bench, 'late')).toBe('n');
  });
});

test('the node that a taskgroup had is kept for it, until nobody keeps it any more', async () => {
  const bench = await start();
  for (const name of ['a', 'b']) await bench.addNode(agent(name));
  await say(bench, 'b', { disabled: true });
  const retain = (node: string): Record<string, string> => ({ [marks.retainAnnotation]: JSON.stringify({ node, until: bench.clock.now() + 60_000 }) });
  await bench.addPod(taskgroup('t0', { annotations: retain('b') }));
  expect(await whyNot(bench, 't0')).toMatch(/were disabled/);
  await bench.registry.of(kinds.pods).update({ namespace: 'default', name: 't0' }, (pod) => ({ ...pod, metadata: { ...pod.metadata, annotations: {} } }));
  expect(await nodeOf(bench, 't0')).toBe('a');
});

test('two schedulers: each taskgroup is placed once, and each of them goes by what the other has placed', async () => {
  const bench = await start();
  const stopping = new AbortController();
  const deps = { clock: bench.clock, random: seededRandom(2), log: silentLogger, client: bench.registry, signal: stopping.signal };
  const other = runScheduler({ ...deps, informers: createInformers(deps), recorder: createRecorder({ ...deps, events: kinds.events, component: 'other' }) });
  try {
    for (const name of ['a', 'b', 'c']) await bench.addNode(agent(name));
    const names = ['t0', 't1', 't2'];
    for (const name of names) {
      await bench.addPod(taskgroup(name, { constraint: [unique()] }));
      await nodeOf(bench, name);
    }
    expect(new Set(await Promise.all(names.map((name) => nodeOf(bench, name)))).size).toBe(3);
  } finally {
    stopping.abort();
    await other;
  }
});

test('another configuration knows what the one before it has placed', async () => {
  const slot = new SchedulerSlot();
  const bench = await start({ slot, configurations: await configured() });
  for (const name of ['a', 'b']) await bench.addNode(agent(name));
  const sketches = ['t0', 't1', 't2'].map((name) => taskgroup(name, { constraint: [unique()], annotations: { [marks.wantedPortsAnnotation]: '[[{"name":"p","containerPort":80,"hostPort":0,"protocol":"TCP"}]]' } }));
  expect(await placed(bench, ...sketches.slice(0, 1))).toEqual(['a']);
  await slot.configure(configuration());
  expect(await placed(bench, ...sketches.slice(1, 2))).toEqual(['b']);
  await bench.addPod(sketches[2]);
  expect(await whyNot(bench, 't2')).toMatch(/beside other taskgroups/);
});

test('a profile of that name is the user\'s own', async () => {
  const own = { schedulerName: marks.schedulerName, plugins: { score: { disabled: [{ name: '*' }] } } };
  const { initial } = await configured({ profiles: [{ schedulerName: 'default-scheduler' }, own] });
  const found = frameworksOf(initial, ingredients()).filter(({ schedulerName }) => schedulerName === marks.schedulerName);
  expect(found.map(({ at }) => at.score)).toEqual([[]]);
});
