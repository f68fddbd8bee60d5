import type { core, KubeObject } from '../../../api';
import type { AssignedPodChange, PodInfo, SchedulerPlugin, StorageChange } from '../../framework';
import { ingredients } from '../../testing/ingredients';
import { cycleOf, info, nodeInfo, type PodSketch } from '../../testing/objects';
import { nodeVolumeLimits } from '.';

const ebs = 'ebs.csi.aws.com';
const other = 'disk.example.com';

const object = (apiVersion: string, kind: string, name: string, more: object, meta: object = {}): KubeObject =>
  ({ apiVersion, kind, metadata: { name, ...meta }, ...more }) as KubeObject;
const claim = (name: string, spec: object, meta: object = {}): KubeObject =>
  object('v1', 'PersistentVolumeClaim', name, { spec: { accessModes: ['ReadWriteOnce'], ...spec }, status: {} }, { namespace: 'default', uid: `uid-${name}`, ...meta });
const bound = (name: string): KubeObject => claim(name, { volumeName: `pv-${name}` });
const volume = (name: string, source: object): KubeObject => object('v1', 'PersistentVolume', `pv-${name}`, { spec: source });
const csi = (name: string, driver = ebs, volumeHandle = name): KubeObject => volume(name, { csi: { driver, volumeHandle } });
const csiNode = (limits: Record<string, number | undefined>, migrated?: string): KubeObject => object('storage.k8s.io/v1', 'CSINode', 'node-1', {
  spec: { drivers: Object.entries(limits).map(([name, count]) => ({ name, nodeID: 'node-1', topologyKeys: null, ...(count !== undefined && { allocatable: { count } }) })) },
}, migrated === undefined ? {} : { annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': migrated } });
const attachment = (of: string, attacher = ebs): KubeObject =>
  object('storage.k8s.io/v1', 'VolumeAttachment', `attached-${of}`, { spec: { attacher, nodeName: 'node-1', source: { persistentVolumeName: `pv-${of}` } } });
const storageClass = (name: string, provisioner: string): KubeObject => object('storage.k8s.io/v1', 'StorageClass', name, { provisioner, volumeBindingMode: 'WaitForFirstConsumer' });

const mounting = (...sources: Omit<core.Volume, 'name'>[]): Partial<core.PodSpec> => ({ volumes: sources.map((source, i) => ({ name: `v${i}`, ...source })) });
const using = (...claims: string[]): PodSketch => ({ spec: mounting(...claims.map((claimName) => ({ persistentVolumeClaim: { claimName } }))) });
const disk = (volumeID: string): PodSketch => ({ spec: mounting({ awsElasticBlockStore: { volumeID } }) });
const running = (...sketches: PodSketch[]): PodInfo[] => sketches.map((sketch, i) => info({ ...sketch, name: `running-${i}` }));

const [a, b, c] = ['a', 'b', 'c'].map((name) => [bound(name), csi(name)]) as [KubeObject[], KubeObject[], KubeObject[]];
const known = [...a, ...b, ...c, bound('foreign'), csi('foreign', other), bound('old'), volume('old', { awsElasticBlockStore: { volumeID: 'aws://zone/old' } }),
  bound('local'), volume('local', { hostPath: { path: '/x' } }), storageClass('late', ebs), storageClass('older', 'kubernetes.io/aws-ebs'),
  claim('open', { storageClassName: 'late' }), claim('open-older', { storageClassName: 'older' }), claim('classless', {}), claim('lost', { storageClassName: 'late', volumeName: 'gone' })];

function verdict(plugin: SchedulerPlugin, sketch: PodSketch, pods: readonly PodInfo[]): string {
  const node = nodeInfo({}, pods);
  const cycle = cycleOf(sketch, node);
  const first = plugin.preFilter?.(cycle);
  if (first && 'code' in first) return first.code;
  const answer = plugin.filter?.(cycle, node);
  return answer ? `${answer.code}: ${answer.reasons.join()}` : 'fits';
}

const full = 'Unschedulable: node(s) exceed max volume count';

test.each<[string, PodSketch, PodInfo[], KubeObject[], string]>([
  ['no volumes', {}, [], [csiNode({ [ebs]: 0 })], 'Skip'],
  ['volumes that are attached nowhere', { spec: mounting({ emptyDir: {} }) }, [], [csiNode({ [ebs]: 0 })], 'Skip'],
  ['room for one more', using('a'), running(using('b')), [csiNode({ [ebs]: 2 })], 'fits'],
  ['one too many', using('a'), running(using('b')), [csiNode({ [ebs]: 1 })], full],
  ['two too many', using('a', 'b'), [], [csiNode({ [ebs]: 1 })], full],
  ['a limit of none', using('a'), [], [csiNode({ [ebs]: 0 })], full],
  ['a volume that is there already', using('a'), running(using('a')), [csiNode({ [ebs]: 1 })], 'fits'],
  ['a volume that two pods use counts once', using('a'), running(using('b'), using('b')), [csiNode({ [ebs]: 2 })], 'fits'],
  ['no limit', using('a'), running(using('b')), [csiNode({ [ebs]: undefined })], 'fits'],
  ['nothing is known of the node', using('a'), running(using('b')), [], 'fits'],
  ['each driver has its own limit', using('a'), running(using('foreign')), [csiNode({ [ebs]: 1, [other]: 1 })], 'fits'],
  ['another driver\'s volume', using('foreign'), running(using('a'), using('b')), [csiNode({ [ebs]: 1 })], 'fits'],
  ['one that waits for its first pod counts for its class\'s driver', using('open'), running(using('a')), [csiNode({ [ebs]: 1 })], full],
  ['it is there already', using('open'), running(using('open')), [csiNode({ [ebs]: 1 })], 'fits'],
  ['one whose volume is gone counts by its class', using('lost'), running(using('a')), [csiNode({ [ebs]: 1 })], full],
  ['one without a class does not count', using('classless'), running(using('a')), [csiNode({ [ebs]: 1 })], 'fits'],
  ['a volume of no driver does not count', using('local'), running(using('a')), [csiNode({ [ebs]: 1 })], 'fits'],
  ['claims of running pods that are gone do not count', using('a'), running(using('deleted')), [csiNode({ [ebs]: 1 })], 'fits'],
  ['an attachment that no pod uses', using('a'), [], [csiNode({ [ebs]: 1 }), attachment('b')], full],
  ['an attachment of a volume that a pod uses', using('a'), running(using('b')), [csiNode({ [ebs]: 2 }), attachment('b')], 'fits'],
  ['its own attachment of before', using('a'), [], [csiNode({ [ebs]: 1 }), attachment('a')], full],
  ['an attachment of another driver', using('a'), [], [csiNode({ [ebs]: 1 }), attachment('foreign', other)], 'fits'],
  ['an attachment of no known volume', using('a'), [], [csiNode({ [ebs]: 1 }), attachment('nothing')], 'fits'],
  ['an older kind that the node leaves to the driver', disk('x'), running(using('a')), [csiNode({ [ebs]: 1 }, 'kubernetes.io/gce-pd,kubernetes.io/aws-ebs')], full],
  ['an older kind that it does not', disk('x'), running(using('a')), [csiNode({ [ebs]: 1 }, 'kubernetes.io/gce-pd')], 'fits'],
  ['a volume of an older kind', using('old'), running(disk('old')), [csiNode({ [ebs]: 1 }, 'kubernetes.io/aws-ebs')], 'fits'],
  ['another volume of an older kind', using('old'), running(disk('x')), [csiNode({ [ebs]: 1 }, 'kubernetes.io/aws-ebs')], full],
  ['a class of an older provisioner', using('open-older'), running(using('a')), [csiNode({ [ebs]: 1 }, 'kubernetes.io/aws-ebs')], full],
  ['a claim that is not there', using('nothing'), [], [csiNode({ [ebs]: 1 })], 'UnschedulableAndUnresolvable: looking up PVC default/nothing: persistentvolumeclaim "nothing" not found'],
])('%s', (_what, sketch, pods, more, expected) => expect(verdict(nodeVolumeLimits(ingredients({ objects: [...known, ...more] })), sketch, pods)).toBe(expected));

test('a claim made for a pod alone counts for that pod only', () => {
  const owned = { ...claim('web-v0', { storageClassName: 'late' }, { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'web', uid: 'uid-web', controller: true }] }) };
  const ephemeral: PodSketch = { spec: mounting({ ephemeral: {} }) };
  const plugin = nodeVolumeLimits(ingredients({ objects: [...known, owned, csiNode({ [ebs]: 1 })] }));
  expect(verdict(plugin, ephemeral, running(using('a')))).toBe(full);
  expect(() => verdict(plugin, { ...ephemeral, meta: { uid: 'another' } }, [])).toThrow('PVC default/web-v0 was not created for pod default/web (pod is not owner)');
});

const helps = (sketch: PodSketch, change: AssignedPodChange | StorageChange): boolean => {
  const rules = nodeVolumeLimits(ingredients()).wakeOn?.filter(({ kinds }) => (kinds as readonly string[]).includes(change.kinds[0] ?? '')) ?? [];
  return rules.some((rule) => (rule.helps as ((pod: unknown, change: unknown) => boolean) | undefined)?.(info(sketch), change) ?? true);
};
const told = (kind: StorageChange['kinds'][number], object: KubeObject, old?: KubeObject): StorageChange => ({ subject: 'Storage', kinds: [kind], object, old });
const gone = (sketch: PodSketch): AssignedPodChange => ({ subject: 'AssignedPod', kinds: ['PodGone'], pod: info({ ...sketch, name: 'gone' }) });

test.each<[string, PodSketch, AssignedPodChange | StorageChange, boolean]>([
  ['drivers of a node came', using('a'), told('CsiNodeChanged', csiNode({})), true],
  ['a limit grew', using('a'), told('CsiNodeChanged', csiNode({ [ebs]: 2 }), csiNode({ [ebs]: 1 })), true],
  ['a limit became less', using('a'), told('CsiNodeChanged', csiNode({ [ebs]: 1 }), csiNode({ [ebs]: 2 })), false],
  ['a driver came to a node', using('a'), told('CsiNodeChanged', csiNode({ [ebs]: 1 }), csiNode({})), true],
  ['a pod with a claim went', using('a'), gone(using('b')), true],
  ['a pod with a disk went', using('a'), gone(disk('x')), true],
  ['a pod without volumes went', using('a'), gone({}), false],
  ['its claim came', using('a'), told('ClaimChanged', bound('a')), true],
  ['its claim changed', using('a'), told('ClaimChanged', bound('a'), bound('a')), false],
  ['a claim made for it came', { spec: mounting({ ephemeral: {} }) }, told('ClaimChanged', claim('web-v0', {})), true],
  ['a volume was detached', using('a'), told('AttachmentGone', attachment('b')), true],
  ['a volume was detached, by the driver of its disk', disk('x'), told('AttachmentGone', attachment('b')), true],
  ['a volume was detached, by another driver', disk('x'), told('AttachmentGone', attachment('b', other)), false],
])('wakes: %s', (_what, sketch, change, expected) => expect(helps(sketch, change)).toBe(expected));
