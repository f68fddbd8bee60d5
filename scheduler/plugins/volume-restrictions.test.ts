import type { core, KubeObject } from '../../api';
import type { AssignedPodChange, StorageChange } from '../framework';
import { ingredients } from '../testing/ingredients';
import { cycleOf, info, nodeInfo, type PodSketch } from '../testing/objects';
import { volumeRestrictions } from './volume-restrictions';

type Source = Omit<core.Volume, 'name'>;
const mounting = (...sources: Source[]): PodSketch => ({ spec: { volumes: sources.map((source, i) => ({ name: `v${i}`, ...source })) } });
const using = (name: string, ...claims: string[]): PodSketch => ({ name, ...mounting(...claims.map((claimName) => ({ persistentVolumeClaim: { claimName } }))) });

const gce = (pdName: string, readOnly?: boolean): Source => ({ gcePersistentDisk: { pdName, readOnly } });
const aws = (volumeID: string, readOnly?: boolean): Source => ({ awsElasticBlockStore: { volumeID, readOnly } });
const iscsi = (iqn: string, readOnly?: boolean): Source => ({ iscsi: { targetPortal: '127.0.0.1:3260', iqn, lun: 0, readOnly } });
const rbd = (monitors: string[], image: string, more: { pool?: string; readOnly?: boolean } = {}): Source => ({ rbd: { monitors, image, pool: 'rbd', ...more } });

const noDisk = { code: 'Unschedulable', reasons: ['node(s) had no available disk'] };

test.each<[string, Source[], Source[], boolean | 'Skip']>([
  ['no volumes', [], [gce('a')], 'Skip'],
  ['volumes that can be shared', [{ emptyDir: {} }], [gce('a')], 'Skip'],
  ['another GCE disk', [gce('a')], [gce('b')], true],
  ['the same GCE disk', [gce('a')], [gce('a')], false],
  ['the same GCE disk, which both only read', [gce('a', true)], [gce('a', true)], true],
  ['the same GCE disk, which one of them writes', [gce('a', true)], [gce('a')], false],
  ['the same AWS volume, even when both only read', [aws('a', true)], [aws('a', true)], false],
  ['another AWS volume', [aws('a')], [aws('b')], true],
  ['the same iSCSI target', [iscsi('iqn.a')], [iscsi('iqn.a', true)], false],
  ['the same iSCSI target, which both only read', [iscsi('iqn.a', true)], [iscsi('iqn.a', true)], true],
  ['the same RBD image by one monitor of several', [rbd(['a', 'b'], 'i')], [rbd(['b', 'c'], 'i')], false],
  ['an RBD image of other monitors', [rbd(['a'], 'i')], [rbd(['b'], 'i')], true],
  ['an RBD image of another pool', [rbd(['a'], 'i')], [rbd(['a'], 'i', { pool: 'other' })], true],
  ['the same RBD image, which both only read', [rbd(['a'], 'i', { readOnly: true })], [rbd(['a'], 'i', { readOnly: true })], true],
  ['disks of different kinds', [gce('a'), aws('b')], [iscsi('a'), rbd(['a'], 'b')], true],
  ['one of several disks', [gce('a'), aws('b')], [gce('x'), aws('b')], false],
])('disks: %s', (_what, wanted, used, fits) => {
  const plugin = volumeRestrictions(ingredients());
  const node = nodeInfo({}, [info({ name: 'other', ...mounting(...used) })]);
  const cycle = cycleOf(mounting(...wanted), node);
  const first = plugin.preFilter?.(cycle);
  if (fits === 'Skip') return expect(first).toMatchObject({ code: 'Skip' });
  expect(plugin.filter?.(cycle, node)).toEqual(fits ? undefined : noDisk);
});

const claim = (name: string, ...accessModes: string[]): KubeObject =>
  ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { namespace: 'default', name }, spec: { accessModes }, status: {} }) as KubeObject;
const objects = [claim('mine', 'ReadWriteOncePod'), claim('second', 'ReadWriteOncePod'), claim('shared', 'ReadWriteOnce')];
const inUse = 'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';

test('a claim for one pod alone rules out every node while another pod has it', () => {
  const plugin = volumeRestrictions(ingredients({ objects }));
  const other = info(using('other', 'mine'));
  const [busy, empty] = [nodeInfo({ name: 'busy' }, [other]), nodeInfo({ name: 'empty' })];
  const cycle = cycleOf(using('web', 'mine', 'shared'), busy, empty);
  expect(plugin.preFilter?.(cycle)).toBeUndefined();
  expect(plugin.filter?.(cycle, busy)).toEqual({ code: 'Unschedulable', reasons: [inUse] });
  expect(plugin.filter?.(cycle, empty)).toEqual({ code: 'Unschedulable', reasons: [inUse] });
  const without = { ...cycle, state: cycle.state.fork() };
  plugin.removePod?.(without, info({ ...using('stranger', 'mine'), meta: { namespace: 'elsewhere' } }), busy);
  expect(plugin.filter?.(without, empty)?.reasons).toEqual([inUse]);
  plugin.removePod?.(without, other, busy);
  expect(plugin.filter?.(without, busy)).toBeUndefined();
  plugin.addPod?.(without, other, busy);
  expect(plugin.filter?.(without, empty)?.reasons).toEqual([inUse]);
});

test('preemption frees one of two claims: not enough', () => {
  const plugin = volumeRestrictions(ingredients({ objects }));
  const [one, two] = [info(using('one', 'mine')), info(using('two', 'second'))];
  const nodes = [nodeInfo({ name: 'a' }, [one]), nodeInfo({ name: 'b' }, [two])] as const;
  const cycle = cycleOf(using('web', 'mine', 'second'), ...nodes);
  plugin.preFilter?.(cycle);
  plugin.removePod?.(cycle, one, nodes[0]);
  expect(plugin.filter?.(cycle, nodes[0])?.reasons).toEqual([inUse]);
});

test.each<[string, PodSketch, unknown]>([
  ['claims that nobody else has', using('web', 'mine'), { code: 'Skip' }],
  ['claims that may be shared', using('web', 'shared'), { code: 'Skip' }],
  ['a claim that is not there', using('web', 'nothing'), { code: 'UnschedulableAndUnresolvable', reasons: ['persistentvolumeclaim "nothing" not found'] }],
])('claims: %s', (_what, sketch, expected) => {
  const node = nodeInfo({}, [info(using('other', 'shared'))]);
  expect(volumeRestrictions(ingredients({ objects })).preFilter?.(cycleOf(sketch, node))).toMatchObject(expected as object);
});

const helps = (sketch: PodSketch, change: AssignedPodChange | StorageChange): boolean => {
  const rule = volumeRestrictions(ingredients()).wakeOn?.find(({ subject }) => subject === change.subject);
  return (rule?.helps as ((pod: unknown, change: unknown) => boolean) | undefined)?.(info(sketch), change) ?? true;
};
const gone = (sketch: PodSketch): AssignedPodChange => ({ subject: 'AssignedPod', kinds: ['PodGone'], pod: info({ ...sketch, name: 'gone' }) });
const came = (name: string, old?: KubeObject): StorageChange => ({ subject: 'Storage', kinds: ['ClaimChanged'], object: claim(name), old });

test.each<[string, PodSketch, AssignedPodChange | StorageChange, boolean]>([
  ['who had its disk went', mounting(gce('a')), gone(mounting(gce('a'))), true],
  ['who had another disk went', mounting(gce('a')), gone(mounting(gce('b'))), false],
  ['who had its claim went', using('web', 'mine'), gone(using('x', 'mine')), true],
  ['who had a claim of that name elsewhere went', using('web', 'mine'), gone({ ...using('x', 'mine'), meta: { namespace: 'elsewhere' } }), false],
  ['its claim came', using('web', 'mine'), came('mine'), true],
  ['its claim changed', using('web', 'mine'), came('mine', claim('mine')), false],
  ['another claim came', using('web', 'mine'), came('other'), false],
])('wakes: %s', (_what, sketch, change, expected) => expect(helps(sketch, change)).toBe(expected));
