import type { core, KubeObject, storage } from '../../../api';
import { isRejection, type Answer, type Cycle, type NodeInfo, type SchedulerPlugin, type StorageChange } from '../../framework';
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

const driver = (storageCapacity?: boolean): KubeObject => ({ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'disk.example.com' }, spec: { storageCapacity } }) as KubeObject;
const capacity = (of: Partial<storage.CSIStorageCapacity>): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1', kind: 'CSIStorageCapacity', metadata: { namespace: 'default', name: 'c' }, storageClassName: 'late', nodeTopology: {}, ...of,
}) as KubeObject;
const noSpace = 'node(s) did not have enough free storage';
const inZone = { nodeTopology: { matchLabels: { zone: 'a' } } };

test.each<[string, KubeObject[], string[]]>([
  ['the driver does not tell', [driver(false)], ['', '']],
  ['there is none', [driver(true)], [noSpace, noSpace]],
  ['enough of it everywhere', [driver(true), capacity({ capacity: '1Gi' })], ['', '']],
  ['not enough', [driver(true), capacity({ capacity: '1023Mi' })], [noSpace, noSpace]],
  ['enough in one zone', [driver(true), capacity({ capacity: '1Gi', ...inZone })], ['', noSpace]],
  ['small volumes only', [driver(true), capacity({ capacity: '100Gi', maximumVolumeSize: '1Mi' })], [noSpace, noSpace]],
  ['large volumes, of an unknown capacity', [driver(true), capacity({ maximumVolumeSize: '1Gi' })], ['', '']],
  ['nobody knows how much', [driver(true), capacity({})], [noSpace, noSpace]],
  ['reached from nowhere', [driver(true), capacity({ capacity: '1Gi', nodeTopology: undefined })], [noSpace, noSpace]],
  ['for another class', [driver(true), capacity({ capacity: '1Gi', storageClassName: 'zoned' })], [noSpace, noSpace]],
])('capacity: %s', (_what, objects, expected) => expect(judge(using('web', 'data'), claim(), ...objects)).toEqual(expected));

test('a claim that is decided for a node needs room there as well, one that finds a volume does not', () => {
  expect(judge(using('web', 'data'), claim({ meta: { annotations: { 'volume.kubernetes.io/selected-node': 'n2' } } }), driver(true))).toEqual([none, noSpace]);
  expect(judge(using('web', 'data'), claim(), volume('x', 'late', '5Gi', 'n1'), driver(true))).toEqual(['', noSpace]);
  expect(judge(using('web', 'data', 'more'), claim({ volumeName: 'b' }), volume('b', 'local', '1Gi', 'n2'), claim({ name: 'more' }), driver(true)))
    .toEqual([`${conflict},${noSpace}`, noSpace]);
});

const csiNode = (plugins?: string): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: 'n1', annotations: plugins === undefined ? {} : { 'storage.alpha.kubernetes.io/migrated-plugins': plugins } }, spec: { drivers: [] },
}) as KubeObject;
const inline: PodSketch = { spec: { volumes: [{ name: 'v', csi: { driver: 'disk.example.com' } }] } };

test.each<[string, PodSketch, StorageChange['kinds'][number], KubeObject, KubeObject | undefined, boolean]>([
  ['its claim', using('web', 'data'), 'ClaimChanged', claim(), claim(), true],
  ['another claim', using('web', 'other'), 'ClaimChanged', claim(), undefined, false],
  ['a claim, where it has none', {}, 'ClaimChanged', claim(), undefined, false],
  ['any volume', using('web', 'data'), 'VolumeChanged', volume('x', 'late', '1Gi'), volume('x', 'late', '1Gi'), true],
  ['a new class', using('web', 'data'), 'StorageClassChanged', late, undefined, true],
  ['a class for other topologies', using('web', 'data'), 'StorageClassChanged', zoned, { ...zoned, allowedTopologies: [] } as KubeObject, true],
  ['a class that may grow its volumes', using('web', 'data'), 'StorageClassChanged', late, { ...late, allowVolumeExpansion: true } as KubeObject, false],
  ['new drivers', using('web', 'data'), 'CsiNodeChanged', csiNode(), undefined, true],
  ['drivers of older kinds', using('web', 'data'), 'CsiNodeChanged', csiNode('kubernetes.io/aws-ebs'), csiNode(), true],
  ['drivers as before', using('web', 'data'), 'CsiNodeChanged', csiNode('x'), csiNode('x'), false],
  ['a driver that tells no more', inline, 'CsiDriverChanged', driver(false), driver(true), true],
  ['a driver that tells now', inline, 'CsiDriverChanged', driver(true), driver(false), false],
  ['a driver of no inline volume', using('web', 'data'), 'CsiDriverChanged', driver(false), driver(true), false],
  ['new capacity', using('web', 'data'), 'CapacityChanged', capacity({}), undefined, true],
  ['more capacity', using('web', 'data'), 'CapacityChanged', capacity({ capacity: '2Gi' }), capacity({ capacity: '1Gi' }), true],
  ['known capacity', using('web', 'data'), 'CapacityChanged', capacity({ capacity: '2Gi' }), capacity({}), true],
  ['less capacity', using('web', 'data'), 'CapacityChanged', capacity({ capacity: '1Gi' }), capacity({ capacity: '2Gi' }), false],
  ['larger volumes', using('web', 'data'), 'CapacityChanged', capacity({ capacity: '1Gi', maximumVolumeSize: '2Gi' }), capacity({ capacity: '1Gi' }), true],
])('wakes: %s', (_what, pod, kind, object, old, expected) => {
  const rules = volumeBinding(ingredients()).wakeOn?.filter(({ kinds }) => (kinds as readonly string[]).includes(kind)) ?? [];
  const helps = (rule: (typeof rules)[number]): boolean =>
    (rule.helps as ((pod: unknown, change: unknown) => boolean) | undefined)?.(cycleOf(pod).pod, { subject: 'Storage', kinds: [kind], object, old }) ?? true;
  expect(rules.some(helps)).toBe(expected);
});

test('a time to wait that makes no sense', () =>
  expect(() => volumeBinding(ingredients({ args: { bindTimeoutSeconds: -1 } }))).toThrow('bindTimeoutSeconds: Invalid value: -1: invalid BindTimeoutSeconds, should not be a negative value'));

test('no plan for a node that is gone', () => {
  const plugin = volumeBinding(ingredients({ objects: [late, claim()] }));
  const cycle = cycleOf(using('web', 'data'), ...nodes);
  verdicts(plugin, cycle);
  expect(isRejection(plugin.reserve?.(cycle, 'gone'))).toBe(false);
});
