import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customKinds, kinds, seededRandom, type core, type KubeObject } from '../../api';
import { boundPod, closeAll, openCluster, type TestCluster } from '../testing/cluster';
import { choose } from './choose';
import { compileStage } from './compile';
import { environmentNames } from './environment';
import { withoutBlankLines } from './steps';
import { stageManifest, type Stage } from '../resources/stage';
import { ownResources } from '../resources';

afterEach(closeAll);

const file = (name: string): string => readFileSync(join(__dirname, 'testing', `${name}.yaml`), 'utf8');
const key = (name: string) => ({ namespace: 'default', name });
const phaseIs = ({ pod }: TestCluster, name: string, phase: string) => async (): Promise<boolean> => (await pod(name))?.status.phase === phase;
const isGone = ({ pod }: TestCluster, name: string) => async (): Promise<boolean> => (await pod(name)) === undefined;

async function withStages(...texts: string[]): Promise<TestCluster> {
  const cluster = await openCluster();
  cluster.start();
  for (const text of texts) await cluster.stages(text);
  return cluster;
}

const stage = (name: string, spec: string): string => `apiVersion: kwok.x-k8s.io/v1alpha1\nkind: Stage\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
const stages = ({ registry }: TestCluster) => registry.of(customKinds(stageManifest)?.stored as NonNullable<ReturnType<typeof customKinds>>['stored']);
const accepted = async (cluster: TestCluster, name: string): Promise<unknown> =>
  ((await stages(cluster).get({ name })) as Stage).status?.conditions?.map(({ type, status, reason, message }) => `${type} ${status} ${reason}: ${message}`);

describe('pods at once', () => {
  it('run with all that the template says, in place of the typed life', async () => {
    const cluster = await withStages(file('pod-at-once'));
    await cluster.registry.of(kinds.pods).create(boundPod('a', {
      readinessGates: [{ conditionType: 'test.dev/gate' }],
      initContainers: [{ name: 'prepare', image: 'busybox' }, { name: 'proxy', image: 'envoy', restartPolicy: 'Always' }] as core.Container[],
    }));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    const { status } = (await cluster.pod('a')) as core.Pod;
    expect(status).toMatchObject({
      hostIP: '172.18.0.2', podIP: '10.244.0.2', podIPs: [{ ip: '10.244.0.2' }],
      containerStatuses: [{ name: 'web', image: 'nginx', ready: true, state: { running: {} } }],
      initContainerStatuses: [{ name: 'prepare', state: { terminated: { exitCode: 0, reason: 'Completed' } } }, { name: 'proxy', started: true, state: { running: {} } }],
    });
    expect(status.containerStatuses?.[0]?.containerID).toBeUndefined();
    expect(status.conditions?.map(({ type }) => type)).toEqual(['Initialized', 'Ready', 'ContainersReady', 'test.dev/gate']);
    expect(cluster.complaints).toEqual([]);
  });

  it('of a Job succeed; deleted ones go; without stages the typed life is back', async () => {
    const cluster = await withStages(file('pod-at-once'));
    const pods = cluster.registry.of(kinds.pods);
    const job = boundPod('job', { restartPolicy: 'Never' });
    job.metadata.ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'u' }];
    await pods.create(job);
    await cluster.until(phaseIs(cluster, 'job', 'Succeeded'));
    expect((await cluster.pod('job'))?.status.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed', startedAt: expect.any(String) });
    await pods.create(boundPod('a'));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    await pods.delete(key('a'));
    await cluster.until(isGone(cluster, 'a'));
    for (const { metadata } of (await stages(cluster).list()).items) await stages(cluster).delete({ name: metadata.name ?? '' });
    await pods.create(boundPod('b'));
    await cluster.until(async () => (await cluster.pod('b'))?.status.containerStatuses?.[0]?.containerID !== undefined);
    expect(cluster.complaints).toEqual([]);
  });

  it('that are there already when the first stage comes are looked at again', async () => {
    const cluster = await withStages();
    await cluster.registry.of(kinds.pods).create(boundPod('a'));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    await cluster.stages(stage('end', '{ resourceRef: { kind: Pod }, selector: { matchExpressions: [{ key: .status.phase, operator: In, values: [Running] }] }, next: { statusTemplate: "phase: Failed" } }'));
    await cluster.until(phaseIs(cluster, 'a', 'Failed'));
  });

  it('on nodes that nobody serves stay as they are', async () => {
    const cluster = await withStages(file('pod-at-once'));
    await cluster.registry.of(kinds.nodes).create({ kind: 'Node', apiVersion: 'v1', metadata: { name: 'real' }, spec: {}, status: {} });
    await cluster.registry.of(kinds.pods).create(boundPod('a', {}, 'real'));
    await cluster.clock.step(10_000);
    expect((await cluster.pod('a'))?.status.phase).toBe('Pending');
  });
});

describe('pods by steps', () => {
  it('take the time that stages and annotations say', async () => {
    const cluster = await withStages(file('pod-by-steps'));
    const pod = boundPod('a', { initContainers: [{ name: 'prepare', image: 'busybox' } as core.Container] });
    pod.metadata.annotations = { 'test.dev/create': '4s', 'test.dev/create-at-most': '4s' };
    await cluster.registry.of(kinds.pods).create(pod);
    const made = await cluster.until(async () => (await cluster.pod('a'))?.status.podIP !== undefined);
    expect(made).toBe(4000);
    expect((await cluster.pod('a'))?.metadata.finalizers).toEqual(['test.dev/held']);
    expect((await cluster.pod('a'))?.status.conditions?.[0]).toMatchObject({ reason: 'ContainersNotInitialized', message: 'containers with incomplete status: [ prepare ]' });
    expect(await cluster.until(phaseIs(cluster, 'a', 'Running'))).toBe(2000);
    await cluster.until(async () => (await cluster.events('a')).length === 2);
    expect(await cluster.events('a')).toEqual(['Made: The pod was made', 'Initialized: All done']);
    expect(cluster.complaints).toEqual([]);
  });

  it('wait within the jitter, by chance', async () => {
    const cluster = await withStages(file('pod-by-steps'));
    const times = new Set<number>();
    for (const name of ['a', 'b', 'c', 'd']) await cluster.registry.of(kinds.pods).create(boundPod(name));
    for (let ms = 0; ms <= 5000; ms += 100) {
      for (const name of ['a', 'b', 'c', 'd']) if ((await cluster.pod(name))?.status.podIP && !times.has(ms)) times.add(ms);
      await cluster.clock.step(100);
    }
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1000);
    for (const name of ['a', 'b', 'c', 'd']) expect((await cluster.pod(name))?.status.phase).toBe('Running');
    expect(new Set((await Promise.all(['a', 'b', 'c', 'd'].map((name) => cluster.pod(name)))).map((pod) => pod?.status.startTime)).size).toBeGreaterThan(1);
  });

  it('are let go before their grace ends, and fail where a label says so', async () => {
    const cluster = await withStages(file('pod-by-steps'));
    const pods = cluster.registry.of(kinds.pods);
    const pod = boundPod('a');
    pod.metadata = { ...pod.metadata, labels: { 'test.dev/fails': 'true' }, annotations: { 'test.dev/reason': 'Tired' } };
    await pods.create(pod);
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    expect(await cluster.until(phaseIs(cluster, 'a', 'Failed'))).toBe(3000);
    expect((await cluster.pod('a'))?.status.reason).toBe('Tired');
    await pods.delete(key('a'));
    const took = await cluster.until(isGone(cluster, 'a'));
    expect(took).toBeLessThanOrEqual(30_000);
    expect(cluster.complaints).toEqual([]);
  });

  it('begin their wait anew when somebody changes them', async () => {
    const cluster = await withStages(stage('end', '{ resourceRef: { kind: Pod }, selector: {}, delay: { durationMilliseconds: 5000 }, next: { delete: true } }'));
    const pods = cluster.registry.of(kinds.pods);
    await pods.create(boundPod('a'));
    await cluster.clock.step(4000);
    await pods.update(key('a'), (pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { a: 'b' } } }));
    expect(await cluster.until(isGone(cluster, 'a'))).toBe(5000);
  });
});

it('nodes live by their stages, and keep their leases', async () => {
  const cluster = await withStages(file('nodes'));
  const nodes = cluster.registry.of(kinds.nodes);
  await nodes.create({ kind: 'Node', apiVersion: 'v1', metadata: { name: 'fake', annotations: { 'kwok.x-k8s.io/node': 'fake' } }, spec: {}, status: { capacity: { cpu: '4' } } });
  const ready = async (): Promise<core.NodeCondition | undefined> => (await nodes.get({ name: 'fake' })).status.conditions?.find(({ type }) => type === 'Ready');
  await cluster.until(async () => (await ready())?.status === 'True');
  const first = await ready();
  expect((await nodes.get({ name: 'fake' })).status).toMatchObject({
    phase: 'Running', capacity: { cpu: '4' }, nodeInfo: { kubeletVersion: 'sim-0.1.0', architecture: 'amd64' }, addresses: [{ type: 'InternalIP', address: expect.stringMatching(/^172\./) }, { type: 'Hostname', address: 'fake' }],
  });
  await cluster.registry.of(kinds.leases).get({ namespace: 'kube-node-lease', name: 'fake' });
  const took = await cluster.until(async () => (await ready())?.lastHeartbeatTime !== first?.lastHeartbeatTime, 1000);
  expect(took).toBeGreaterThanOrEqual(20_000);
  expect(took).toBeLessThanOrEqual(26_000);
  expect(cluster.complaints).toEqual([]);
});

describe('other kinds', () => {
  it('live by CEL, and make other objects', async () => {
    const cluster = await withStages(stage('provide', `
  resourceRef: { apiGroup: v1, kind: ConfigMap }
  selector:
    matchExpressions:
      - { cel: { expression: 'has(self.data) && self.data.wanted == "yes"' } }
  steps:
    - apply:
        template: |
          apiVersion: v1
          kind: Secret
          metadata: { name: made-{{ .metadata.name }} }
          stringData:
          {{ YAML .data 1 }}
    - patch: { root: data, template: 'wanted: "done"' }
`));
    const maps = cluster.registry.of(kinds.configmaps);
    await maps.create({ kind: 'ConfigMap', apiVersion: 'v1', metadata: key('a'), data: { wanted: 'yes', other: 'x: "y"' } });
    await cluster.until(async () => (await maps.get(key('a'))).data?.wanted === 'done');
    const secret = await cluster.registry.of(kinds.secrets).get(key('made-a'));
    expect(Buffer.from(secret.data?.other ?? '', 'base64').toString()).toBe('x: "y"');
    expect(cluster.complaints).toEqual([]);
  });

  it('of customers too, while they are served; a stage says when they are not', async () => {
    const cluster = await withStages(stage('flow', '{ resourceRef: { apiGroup: test.dev/v1, kind: Tide }, selector: { matchExpressions: [{ key: .status.height, operator: DoesNotExist }] }, next: { statusTemplate: "height: {{ add .spec.base 1 }}" } }'));
    const says = (text: string) => async (): Promise<boolean> => JSON.stringify(await accepted(cluster, 'flow')) === JSON.stringify([text]);
    const notServed = 'no matches for kind "Tide" in version "test.dev/v1": the stage waits until it is served';
    await cluster.until(says(`Served False KindNotServed: ${notServed}`));
    await cluster.until(async () => (await cluster.events('flow')).join() === `KindNotServed: ${notServed}`);
    const crds = cluster.registry.of(kinds.customresourcedefinitions);
    await crds.create({
      ...stageManifest, metadata: { name: 'tides.test.dev' },
      spec: {
        group: 'test.dev', scope: 'Namespaced', names: { plural: 'tides', kind: 'Tide' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }, subresources: { status: {} } }],
      },
    });
    const tides = () => cluster.registry.find('test.dev', 'v1', 'tides');
    await cluster.until(() => Promise.resolve(tides() !== undefined));
    await tides()?.create({ apiVersion: 'test.dev/v1', kind: 'Tide', metadata: key('low'), spec: { base: 2 } }, 'default');
    await cluster.until(async () => ((await tides()?.get(key('low')))?.object as KubeObject & { status?: { height: number } }).status?.height === 3);
    await cluster.until(says('Served True Served: '));
    await crds.delete({ name: 'tides.test.dev' });
    await cluster.until(says(`Served False KindNotServed: ${notServed}`));
    expect(cluster.complaints).toEqual([]);
  });
});

describe('bad stages', () => {
  it.each<[string, string, string]>([
    ['jq', 'matchExpressions: [{ key: ".a |", operator: Exists }]', 'spec.selector.matchExpressions[0].key: jq ".a |": unexpected EOF'],
    ['operator', 'matchExpressions: [{ key: .a, operator: Near }]', 'spec.selector.matchExpressions[0].operator: operator "Near" is not supported'],
    ['values', 'matchExpressions: [{ key: .a, operator: In }]', "spec.selector.matchExpressions[0].values: for 'in', 'notin' operators, values set can't be empty"],
    ['cel', 'matchExpressions: [{ cel: { expression: "self." } }]', 'spec.selector.matchExpressions[0].cel: compilation failed: ERROR: <input>:1:6: Syntax error'],
  ])('%s: say so, and harm no others', async (_, selector, message) => {
    const cluster = await withStages(stage('bad', `{ resourceRef: { kind: Pod }, selector: { ${selector} } }`), file('pod-at-once'));
    await cluster.until(async () => await accepted(cluster, 'bad') !== undefined);
    expect(await accepted(cluster, 'bad')).toEqual([expect.stringContaining(`Accepted False InvalidStage: ${message}`)]);
    await cluster.until(async () => (await cluster.events('bad')).length === 1);
    await cluster.registry.of(kinds.pods).create(boundPod('a'));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    expect(cluster.complaints).toEqual([]);
  });

  it('are heeded once they are mended', async () => {
    const cluster = await withStages(stage('bad', '{ resourceRef: { kind: Pod }, selector: {}, next: { statusTemplate: "{{ nonsense }}" } }'));
    await cluster.until(async () => await accepted(cluster, 'bad') !== undefined);
    expect(await accepted(cluster, 'bad')).toEqual(['Accepted False InvalidStage: spec.next.statusTemplate: function "nonsense" not defined']);
    await stages(cluster).update({ name: 'bad' }, (current) => ({ ...current, spec: { ...(current as Stage).spec, next: { statusTemplate: 'phase: Running' } } }));
    await cluster.registry.of(kinds.pods).create(boundPod('a'));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    await cluster.until(async () => JSON.stringify(await accepted(cluster, 'bad')) === '["Accepted True Accepted: "]');
  });

  it.each<[string, string, string]>([
    ['a template that fails', 'statusTemplate: "{{ index .spec.containers 7 }}"', 'error calling index: index out of range: 7'],
    ['no YAML', 'statusTemplate: "a: [{{ 1 }}"', 'the template gives no YAML: '],
    ['what is no pod', 'statusTemplate: "conditions: 5"', 'conditions'],
    ['a subresource that is none', 'patches: [{ subresource: nothing, template: "a: b" }]', 'Pod has no subresource "nothing" that can be patched'],
  ])('%s: is told on the object', async (_, next, message) => {
    const cluster = await withStages(stage('bad', `{ resourceRef: { kind: Pod }, selector: {}, next: { ${next} } }`));
    await cluster.registry.of(kinds.pods).create(boundPod('a'));
    await cluster.until(async () => (await cluster.events('a')).length === 1);
    expect(await cluster.events('a')).toEqual([expect.stringContaining('StageFailed: Stage bad: ')]);
    expect((await cluster.events('a'))[0]).toContain(message);
    const seen = await cluster.pod('a');
    await cluster.clock.step(60_000);
    expect(await cluster.pod('a')).toEqual(seen);
  });
});

it('who has kwok’s definitions keeps them, and without a selector nothing is selected', async () => {
  const cluster = await openCluster();
  const [manifest] = ownResources;
  const theirs = { ...manifest, spec: { ...manifest?.spec, names: { ...manifest?.spec.names, shortNames: ['stg'] } } } as typeof stageManifest;
  await cluster.registry.of(kinds.customresourcedefinitions).create(theirs, { fieldManager: 'kubectl' });
  cluster.start();
  await cluster.stages(stage('none', '{ resourceRef: { kind: Pod }, next: { delete: true } }'));
  await cluster.registry.of(kinds.pods).create(boundPod('a'));
  await cluster.until(phaseIs(cluster, 'a', 'Running'));
  expect((await cluster.registry.of(kinds.customresourcedefinitions).get({ name: 'stages.kwok.x-k8s.io' })).spec.names.shortNames).toEqual(['stg']);
});

describe('among rivals', () => {
  const pod = { ...boundPod('a'), metadata: { name: 'a', annotations: { heavy: '3', light: '' } } };
  const made = (name: string, spec: object) => compileStage({ apiVersion: '', kind: 'Stage', metadata: { name }, spec: { resourceRef: { kind: 'Pod' }, selector: {}, ...spec } }, environmentNames) as NonNullable<ReturnType<typeof compileStage>>;
  const from = (expressionFrom: string) => ({ weightFrom: { expressionFrom } });

  it.each<[string, object, object, [number, number]]>([
    ['by weight', { weight: 1 }, { weight: 3 }, [0.25, 0.75]],
    ['none without weight where another has one', { weight: 0 }, { weight: 1 }, [0, 1]],
    ['evenly without weights', {}, {}, [0.5, 0.5]],
    ['by a weight of the object', { weight: 1 }, from('.metadata.annotations.heavy'), [0.25, 0.75]],
    ['by the fixed weight where the object has none', { weight: 1 }, { weight: 3, ...from('.metadata.annotations.missing') }, [0.25, 0.75]],
    ['not where the object says nothing', {}, from('.metadata.annotations.light'), [1, 0]],
    ['by CEL', { weight: 1 }, { weightFrom: { cel: { expression: 'size(self.spec.containers) + 2' } } }, [0.25, 0.75]],
  ])('%s', (_, first, second, [one, other]) => {
    const random = seededRandom(7);
    const drawn = Array.from({ length: 4000 }, () => choose([made('first', first), made('second', second)], pod, 0, random)?.name);
    expect(drawn.filter((name) => name === 'first').length / 4000).toBeCloseTo(one, 1);
    expect(drawn.filter((name) => name === 'second').length / 4000).toBeCloseTo(other, 1);
  });
});

it.each<[string, string]>([
  ['a:\n\n  \n- b: "c"\n\n- d: e\n', 'a:\n- b: "c"\n- d: e\n'],
  ['a: |\n  b\n\n  c\n', 'a: |\n  b\n\n  c\n'], ['a: "b\n\n  c"\n', 'a: "b\n\n  c"\n'], ['a: b\n\n  c\n', 'a: b\n\n  c\n'], ['a: >-\n\n  b\n', 'a: >-\n\n  b\n'],
])('blank lines of %j go where they mean nothing', (yaml, text) => {
  expect(withoutBlankLines(yaml)).toBe(text);
});
