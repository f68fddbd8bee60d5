import type { core, KubeObject, storage } from '../../../api';
import { isRejection, type Answer, type Cycle, type NodeInfo, type SchedulerPlugin } from '../../framework';
import { ingredients } from '../../testing/ingredients';
import { cycleOf, nodeInfo, type PodSketch } from '../../testing/objects';
import { volumeBinding } from '.';

const late: storage.StorageClass = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'late' }, provisioner: 'disk.example.com', volumeBindingMode: 'WaitForFirstConsumer' };
const local: storage.StorageClass = { ...late, metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner' };
const zoned: storage.StorageClass = { ...late, metadata: { name: 'zoned' }, allowedTopologies: [{ matchLabelExpressions: [{ key: 'zone', values: ['a', 'b'] }] }] };
const atOnce: storage.StorageClass = { ...late, metadata: { name: 'at-once' }, volumeBindingMode: 'Immediate' };

interface ClaimSketch { name?: string; storageClassName?: string; volumeName?: string; size?: string; meta?: object; status?: object }
const claim = ({ name = 'data', storageClassName = 'late', volumeName, size = '1Gi', meta = {}, status = { phase: 'Pending' } }: ClaimSketch = {}): core.PersistentVolumeClaim => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim',
  metadata: { namespace: 'default', name, uid: `uid-${name}`, ...(volumeName && { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } }), ...meta },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: size } }, ...(volumeName && { volumeName }) },
  status,
}) as core.PersistentVolumeClaim;

const volume = (name: string, storageClassName: string, size: string, node?: string): core.PersistentVolume => ({
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, uid: `uid-${name}` },
  spec: {
    storageClassName, capacity: { storage: size }, accessModes: ['ReadWriteOnce'],
    ...(node && { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] } } }),
  },
  status: { phase: 'Available' },
}) as core.PersistentVolume;

const using = (name: string, ...claims: string[]): PodSketch =>
  ({ name, spec: { volumes: claims.map((claimName, i) => ({ name: `v${i}`, persistentVolumeClaim: { claimName } })) } });

const nodes = [nodeInfo({ name: 'n1', labels: { zone: 'a' } }), nodeInfo({ name: 'n2', labels: { zone: 'c' } })];

const reasons = (answer: Answer | object | undefined): string => (answer && 'reasons' in answer ? (answer.reasons as string[]).join() : '');

/** What preFilter says, else what is said of each node. */
function verdicts(plugin: SchedulerPlugin, cycle: Cycle): string[] {
  const first = plugin.preFilter?.(cycle);
  if (first && 'code' in first) return first.code === 'Skip' ? ['skip'] : [reasons(first)];
  return cycle.snapshot.nodes.map((node: NodeInfo) => reasons(plugin.filter?.(cycle, node)));
}

const judge = (pod: PodSketch, ...objects: KubeObject[]): string[] =>
  verdicts(volumeBinding(ingredients({ objects: [late, local, zoned, atOnce, ...objects] })), cycleOf(pod, ...nodes));

const conflict = 'node(s) had volume node affinity conflict';
const none = "node(s) didn't find available persistent volumes to bind";

test.each<[string, PodSketch, KubeObject[], string[]]>([
  ['no claims', {}, [], ['skip']],
  ['a claim that is not there', using('web', 'data'), [], ['persistentvolumeclaim "data" not found']],
  ['one that is to be made for the pod', { spec: { volumes: [{ name: 'v', ephemeral: {} }] } }, [],
    ['waiting for ephemeral volume controller to create the persistentvolumeclaim "web-v"']],
  ['one of that name that is not its own', { spec: { volumes: [{ name: 'v', ephemeral: {} }] } }, [claim({ name: 'web-v' })],
    ['PVC default/web-v was not created for pod default/web (pod is not owner)']],
  ['a claim whose volume is lost', using('web', 'data'), [claim({ volumeName: 'x', status: { phase: 'Lost' } })], ['persistentvolumeclaim "data" bound to non-existent persistentvolume "x"']],
  ['a claim on its way out', using('web', 'data'), [claim({ meta: { deletionTimestamp: '2026-01-01T00:00:00Z' } })], ['persistentvolumeclaim "data" is being deleted']],
  ['an immediate claim that is not bound yet', using('web', 'data'), [claim({ storageClassName: 'at-once' })], ['pod has unbound immediate PersistentVolumeClaims']],
  ['one that names its volume itself', using('web', 'data'), [{ ...claim(), spec: { ...claim().spec, volumeName: 'x' } }, volume('x', 'late', '1Gi')], ['pod has unbound immediate PersistentVolumeClaims']],
  ['a volume of one node', using('web', 'data'), [claim({ volumeName: 'x' }), volume('x', 'late', '1Gi', 'n2')], [conflict, '']],
  ['a volume that is gone', using('web', 'data'), [claim({ volumeName: 'x' })],
    ['node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)', 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)']],
  ['one can be made anywhere', using('web', 'data'), [claim()], ['', '']],
  ['one can be made in some zones', using('web', 'data'), [claim({ storageClassName: 'zoned' })], ['', none]],
  ['it is decided where', using('web', 'data'), [claim({ meta: { annotations: { 'volume.kubernetes.io/selected-node': 'n2' } } })], [none, '']],
  ['local volumes', using('web', 'data'), [claim({ storageClassName: 'local' }), volume('x', 'local', '5Gi', 'n1'), volume('small', 'local', '1Mi', 'n2')], ['', none]],
  ['two claims, one volume', using('web', 'data', 'more'), [claim({ storageClassName: 'local' }), claim({ name: 'more', storageClassName: 'local' }), volume('x', 'local', '5Gi')], [none, none]],
  ['both: one bound, one open', using('web', 'data', 'more'), [claim({ volumeName: 'b' }), volume('b', 'late', '1Gi', 'n2'), claim({ name: 'more', storageClassName: 'zoned' })], [conflict, none]],
])('%s', (_what, pod, objects, expected) => expect(judge(pod, ...objects)).toEqual(expected));

test('what is promised to one pod is not another\'s, until it is given back', () => {
  const objects = [local, late, claim({ storageClassName: 'local' }), claim({ name: 'other', storageClassName: 'local' }), claim({ name: 'shared' }), volume('x', 'local', '1Gi', 'n1')];
  const plugin = volumeBinding(ingredients({ objects }));
  const first = cycleOf(using('first', 'data', 'shared'), ...nodes);
  expect(verdicts(plugin, first)).toEqual(['', none]);
  expect(plugin.reserve?.(first, 'n1')).toBeUndefined();
  expect(plugin.preBindPreFlight?.(first, 'n1')).toBeUndefined();
  expect(verdicts(plugin, cycleOf(using('second', 'other'), ...nodes))).toEqual([none, none]);
  // Where a claim of several pods gets its volume is decided for all of them.
  expect(verdicts(plugin, cycleOf(using('third', 'shared'), ...nodes))).toEqual(['', none]);
  plugin.unreserve?.(first, 'n1');
  expect(verdicts(plugin, cycleOf(using('second', 'other'), ...nodes))).toEqual(['', none]);
});

test('pods with nothing to wait for do not wait', () => {
  const plugin = volumeBinding(ingredients({ objects: [claim({ volumeName: 'x' }), volume('x', 'late', '1Gi')] }));
  const cycle = cycleOf(using('web', 'data'), ...nodes);
  verdicts(plugin, cycle);
  plugin.reserve?.(cycle, 'n1');
  expect(plugin.preBindPreFlight?.(cycle, 'n1')?.code).toBe('Skip');
});

test('a claim wakes its own pods', () => {
  const [, , wake] = volumeBinding(ingredients()).wakeOn ?? [];
  const helps = (pod: PodSketch, object: KubeObject): boolean | undefined =>
    (wake?.helps as ((pod: unknown, change: unknown) => boolean) | undefined)?.(cycleOf(pod).pod, { subject: 'Storage', kinds: ['ClaimChanged'], object });
  expect([helps(using('web', 'data'), claim()), helps(using('web', 'other'), claim()), helps({}, claim())]).toEqual([true, false, false]);
});

test('a time to wait that makes no sense', () =>
  expect(() => volumeBinding(ingredients({ args: { bindTimeoutSeconds: -1 } }))).toThrow('bindTimeoutSeconds: Invalid value: -1: invalid BindTimeoutSeconds, should not be a negative value'));

test('no plan for a node that is gone', () => {
  const plugin = volumeBinding(ingredients({ objects: [late, claim()] }));
  const cycle = cycleOf(using('web', 'data'), ...nodes);
  verdicts(plugin, cycle);
  expect(isRejection(plugin.reserve?.(cycle, 'gone'))).toBe(false);
});
