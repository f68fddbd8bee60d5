/** From files to reports: the scheduler itself on a registry in memory. */
import { stringify } from 'yaml';
import { UsageError } from '../flag';
import { manifestsOf } from '../manifests';
import { answer } from './answer';
import { questionOf } from './question';
import type { Report, Subject } from './report';

type Fields = Record<string, unknown>;

const node = (name: string, { cpu = '2', labels = {}, ...spec }: Fields = {}): Fields =>
  ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec, status: { allocatable: { cpu, memory: '8Gi', pods: '10' } } });

const pod = (name: string, spec: Fields = {}, more: Fields = {}): Fields => {
  const { cpu = '1', ...rest } = spec;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...(more.metadata as Fields) }, spec: { containers: [{ name: 'a', image: 'b', resources: { requests: { cpu } } }], ...rest }, status: more.status ?? {} };
};
const running = { status: { phase: 'Running' } };

const text = (objects: readonly Fields[]): string => objects.map((object) => stringify(object, { version: '1.1' })).join('---\n');

async function ask(cluster: readonly Fields[], files: readonly Fields[], subject: Partial<Subject> = {}): Promise<Report> {
  const notes: string[] = [];
  const question = questionOf(manifestsOf(text(cluster), 'cluster.yaml'), manifestsOf(text(files), 'pods.yaml'), (note) => notes.push(note));
  return answer(question, { seed: 1, poolLabel: 'pool', notes, ...subject });
}

/** `name: node`, or `name: Outcome: reason`. */
const fates = ({ pods }: Report): string[] => pods.map(({ name, node: on, outcome, reason }) => `${name}: ${on ?? `${outcome}: ${reason}`}`);

const noHelp = (nodes: number): string => `preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`;

test('pods go where there is room, and are told why there is none', async () => {
  const report = await ask([node('n1', { cpu: '1' })], [pod('a'), pod('b')]);
  expect(fates(report)).toEqual(['a: n1', 'b: Unschedulable: 0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.']);
  expect(report.summary).toEqual({ pods: 2, Placed: 1, Unschedulable: 1, Refused: 0, NotTried: 0, Preempted: 0 });
  expect((await ask([], [pod('a')])).pods[0]?.reason).toBe('no nodes available to schedule pods');
});

test('why is told in plain words, also why here, where that is asked for', async () => {
  const question = [[node('n1'), node('n2'), node('n3', { cpu: '1' })], [pod('a'), pod('b', { cpu: '3' })]] as const;
  const [a, b] = (await ask(...question, { explain: 'all' })).pods;
  expect(a).toMatchObject({ outcome: 'Placed', equals: ['n1', 'n2'], explanation: expect.stringContaining('drawn by lot among 2 equals') });
  expect(b?.explanation).toMatch(/^cannot be placed: 3 nodes lack cpu \(needs 3, most free is 2/);
  expect((await ask(...question)).pods.map(({ explanation, equals }) => [typeof explanation, equals])).toEqual([['undefined', undefined], ['string', undefined]]);
});

test('those of higher priority first, then in the order of the files, after those that wait in the snapshot', async () => {
  const waiting = pod('waiting', {}, { status: { phase: 'Pending' } });
  const important = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'important' }, value: 10 };
  const report = await ask([node('n1', { cpu: '3' }), waiting, important], [pod('z'), pod('a'), pod('first', { priorityClassName: 'important' })]);
  expect(report.pods.map(({ name, waiting: waited, node: on }) => [name, waited, on])).toEqual([['waiting', true, 'n1'], ['z', undefined, 'n1'], ['a', undefined, undefined], ['first', undefined, 'n1']]);
});

test('also where they are of several namespaces', async () => {
  const one = (name: string, namespace: string): Fields => pod(name, {}, { metadata: { namespace } });
  const report = await ask([node('n1', { cpu: '2' })], [one('a', 'x'), one('b', 'y'), one('c', 'x')]);
  expect(report.pods.map(({ name, node: on }) => [name, on])).toEqual([['a', 'n1'], ['b', 'n1'], ['c', undefined]]);
  expect(report.notes).toEqual(['not in the snapshot, taken as namespaces without labels: x, y']);
});

test('who is preempted is gone, whatever finalizers it has', async () => {
  const classes = [{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 5 }];
  const old = pod('old', { nodeName: 'n1', priority: 0 }, { metadata: { uid: 'u', finalizers: ['example.com/kept'] }, ...running });
  const report = await ask([node('n1', { cpu: '1' }), old, ...classes], [pod('new', { priorityClassName: 'high' })]);
  expect(fates(report)).toEqual(['new: n1']);
  expect(report.preempted).toEqual([{ namespace: 'default', name: 'old', node: 'n1', by: 'default/new' }]);
  expect(report.pools[0]?.resources.cpu).toEqual({ allocatable: 1, requestedBefore: 1, requested: 1, utilizationBefore: 1, utilization: 1, lowest: 1, highest: 1, deviation: 0 });
});

test('pods of the snapshot that were written by hand are as important as their class', async () => {
  const important = (name: string, value: number) => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value });
  const old = pod('old', { nodeName: 'n1', priorityClassName: 'higher' }, running);
  const report = await ask([node('n1', { cpu: '1' }), important('high', 5), important('higher', 6), old], [pod('new', { priorityClassName: 'high' })]);
  expect(report.preempted).toEqual([]);
  expect(report.summary.Unschedulable).toBe(1);
});

describe('what a dump does not say is taken for granted, with a note', () => {
  test('priority classes, whose number pods of the snapshot tell', async () => {
    const old = pod('old', { nodeName: 'n1', priorityClassName: 'known', priority: 7 }, { metadata: { uid: 'u' }, ...running });
    const report = await ask([node('n1', { cpu: '1' }), old], [pod('a', { priorityClassName: 'known' }), pod('b', { priorityClassName: 'other' }), pod('c', { priorityClassName: 'system-node-critical' })]);
    expect(report.notes).toEqual([
      'PriorityClass known is not in the snapshot: its pods get priority 7, as those that are there', 'PriorityClass other is not in the snapshot: its pods get priority 0',
    ]);
    expect(fates(report)[2]).toBe('c: n1');
    expect(report.preempted).toMatchObject([{ name: 'old' }]);
  });

  test('volumes of claims, runtime classes', async () => {
    const claim = {
      apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', uid: 'c', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
      spec: { volumeName: 'pv-1', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }, status: { phase: 'Bound' },
    };
    const report = await ask([node('n1'), claim], [pod('a', { runtimeClassName: 'gvisor', volumes: [{ name: 'x', persistentVolumeClaim: { claimName: 'data' } }] })]);
    expect(fates(report)).toEqual(['a: n1']);
    expect(report.notes).toEqual(['RuntimeClass gvisor is not in the snapshot: taken as one without overhead', 'not in the snapshot, taken as volumes that every node can reach: pv-1']);
  });

  test('what quotas count; those of a dump, which tell it, hold', async () => {
    const quota = (name: string, status: Fields): Fields => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard: { pods: '1' } }, status });
    const report = await ask([node('n1'), quota('blank', {})], [pod('a')]);
    expect(fates(report)).toEqual(['a: n1']);
    expect(report.notes).toEqual(['cluster.yaml, document 2: ResourceQuota default/blank is not heeded: its status does not say what is in use']);
    const full = await ask([node('n1'), quota('full', { hard: { pods: '1' }, used: { pods: '1' } })], [pod('a')]);
    expect(fates(full)).toEqual(['a: Refused: pods "a" is forbidden: exceeded quota: full, requested: pods=1, used: pods=1, limited: pods=1']);
  });

  test('room for pods, which nodes written by hand tend to forget', async () => {
    const bare = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'bare' }, status: { allocatable: { cpu: '4' } } };
    const report = await ask([bare], [pod('a')]);
    expect(report.notes).toEqual(['no pod fits on bare: status.allocatable says no number of pods']);
    expect(fates(report)).toEqual([`a: Unschedulable: 0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.`]);
  });
});

describe('volumes', () => {
  const pvcOf = (name: string, storageClassName: string): Fields =>
    ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } });
  const classOf = (name: string, volumeBindingMode: string, annotations = {}): Fields =>
    ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, annotations }, provisioner: 'ebs.csi.aws.com', volumeBindingMode });
  const using = (name: string, claimName: string): Fields => pod(name, { volumes: [{ name: 'x', persistentVolumeClaim: { claimName } }] });
  const local = {
    apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' },
    spec: {
      capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'local', local: { path: '/d' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['n2'] }] }] } },
    },
    status: { phase: 'Available' },
  };
  const host = (name: string): Fields => node(name, { labels: { 'kubernetes.io/hostname': name } });

  test('a pod goes where its volume is; claims are bound and volumes made on the way', async () => {
    const cluster = [host('n1'), host('n2'), host('n3'), local, classOf('local', 'WaitForFirstConsumer'), classOf('late', 'WaitForFirstConsumer'), classOf('at-once', 'Immediate')];
    const report = await ask(cluster, [pvcOf('a', 'local'), pvcOf('b', 'late'), pvcOf('c', 'at-once'), using('a', 'a'), using('b', 'b'), using('c', 'c'), using('d', 'nowhere')]);
    expect(fates(report).map((fate) => fate.replace(/n[13]$/, 'somewhere'))).toEqual([
      'a: n2', expect.stringMatching(/^b: /), expect.stringMatching(/^c: /),
      `d: Unschedulable: 0/3 nodes are available: persistentvolumeclaim "nowhere" not found. ${noHelp(3)}`,
    ]);
    expect(report.summary.Placed).toBe(3);
  });

  test('a volume that nobody makes is waited for as long as the scheduler would, which takes no time', async () => {
    const report = await ask([host('n1'), classOf('slow', 'WaitForFirstConsumer', { 'minikapi.dev/simulated': 'false' })], [pvcOf('a', 'slow'), using('a', 'a')]);
    expect(fates(report)).toEqual(['a: Unschedulable: running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded']);
  });
});

test('workloads have the pods that their controllers would make, which are spread as those', async () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a', image: 'b' }] } };
  const zones = ['a', 'b', 'c'].map((zone) => node(`n-${zone}`, { labels: { 'topology.kubernetes.io/zone': zone, 'kubernetes.io/hostname': `n-${zone}` } }));
  const report = await ask(zones, [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template } },
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'web' } }, template } },
    { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'tick' }, spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } } } } },
  ]);
  expect(new Set(report.pods.slice(0, 3).map((one) => one.node)).size).toBe(3);
  expect(report.pods.slice(3).map(({ name, workload, node: on }) => [name, workload, on])).toEqual([
    ['agent-n-a', 'DaemonSet agent', 'n-a'], ['agent-n-b', 'DaemonSet agent', 'n-b'], ['agent-n-c', 'DaemonSet agent', 'n-c'], [expect.stringMatching(/^tick-\d+-1$/), 'CronJob tick', expect.any(String)],
  ]);
});

test('pods that no scheduler may try, or that the API server does not take, say so', async () => {
  const report = await ask([node('n1')], [pod('gated', { schedulingGates: [{ name: 'example.com/wait' }] }), pod('foreign', { schedulerName: 'other' }), pod('numbered', { priority: 7 })]);
  expect(fates(report)).toEqual([
    'gated: NotTried: waiting for scheduling gates: example.com/wait', 'foreign: NotTried: no scheduler called "other" has placed it',
    expect.stringMatching(/^numbered: Refused: pods "numbered" is forbidden: the integer value of priority \(7\) must not be provided/),
  ]);
});

test('a pod of a dump is placed anew where the dump does not say its node; doubles are told', async () => {
  const dumped = pod('a', { priority: 0 }, { metadata: { uid: 'u', namespace: 'default', resourceVersion: '5', creationTimestamp: '2024-01-01T00:00:00Z' }, status: { phase: 'Pending' } });
  const report = await ask([node('n1'), dumped], [dumped]);
  expect(fates(report)).toEqual(['a: n1']);
  expect(report.notes).toEqual(['pods.yaml: Pod default/a takes the place of the one in the snapshot']);
});

test('namespaces that every cluster has get the labels of the files', async () => {
  const near = { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: {}, namespaceSelector: { matchLabels: { team: 'a' } } }] };
  const there = pod('there', { nodeName: 'n2' }, { metadata: { uid: 'u' }, ...running });
  const nodes = ['n1', 'n2'].map((name) => node(name, { labels: { 'kubernetes.io/hostname': name } }));
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels: { team: 'a' } } };
  expect(fates(await ask([...nodes, there], [space, pod('a', { affinity: { podAffinity: near } })]))).toEqual(['a: n2']);
});

test('older versions of kinds, objects without a say', async () => {
  const old = { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'b' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } } };
  const report = await ask([node('n1'), old, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }, { apiVersion: 'example.com/v1', kind: 'Widget' }], [pod('a'), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }]);
  expect(fates(report)).toEqual(['a: n1']);
  expect(report.notes).toEqual(['left out, as they have no pods: 1 ConfigMap']);
});

test('the same seed, the same answer', async () => {
  const cluster = Array.from({ length: 20 }, (_, i) => node(`n${i}`));
  const files = Array.from({ length: 15 }, (_, i) => pod(`p${i}`, { cpu: '100m' }));
  const [one, again, other] = await Promise.all([ask(cluster, files), ask(cluster, files), ask(cluster, files, { seed: 2 })]);
  expect(again).toEqual(one);
  expect(fates(other)).not.toEqual(fates(one));
});

test.each([
  [[node('n1')], [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }], 'pods.yaml: Pod without metadata.name'],
  [[node('n1'), { ...node('n2'), status: { allocatable: 'much' } }], [pod('a')], 'cluster.yaml, document 2: Node in version "v1" cannot be handled as a Node: '],
  [[node('n1')], [pod('a'), pod('B')], 'pods.yaml, document 2: Pod "B" is invalid: metadata.name: Invalid value: "B"'],
  [[node('n1')], [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: {} }], 'pods.yaml: Deployment.apps "web" is invalid: '],
])('what makes no sense is told with its place (%#)', async (cluster, files, fault) => {
  const asked = ask(cluster, files);
  await expect(asked).rejects.toBeInstanceOf(UsageError);
  await expect(asked).rejects.toThrow(fault);
});
