import type { core, KubeObject } from '../../api';
import type { StorageChange } from '../framework';
import { ingredients } from '../testing/ingredients';
import { cycleOf, nodeInfo } from '../testing/objects';
import { volumeZone } from './volume-zone';

const zone = 'topology.kubernetes.io/zone';
const region = 'topology.kubernetes.io/region';
const older = 'failure-domain.beta.kubernetes.io/zone';

const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { namespace: 'default', name: 'data' }, spec: { volumeName: 'x' }, status: {} };
const volume = (labels: Record<string, string>): KubeObject => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'x', labels } });
const spec: Partial<core.PodSpec> = { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] };

/** undefined: left out of the attempt. */
function allows(volumeLabels: Record<string, string>, nodeLabels: Record<string, string>): boolean | undefined {
  const plugin = volumeZone(ingredients({ objects: [claim, volume(volumeLabels)] }));
  const node = nodeInfo({ labels: nodeLabels });
  const cycle = cycleOf({ spec }, node);
  if (plugin.preFilter?.(cycle)) return undefined;
  const answer = plugin.filter?.(cycle, node);
  if (answer) expect(answer).toEqual({ code: 'UnschedulableAndUnresolvable', reasons: ['node(s) had no available volume zone'] });
  return answer === undefined;
}

test.each<[string, Record<string, string>, Record<string, string>, boolean | undefined]>([
  ['a volume of no zone', {}, { [zone]: 'a' }, undefined],
  ['the same zone', { [zone]: 'a' }, { [zone]: 'a' }, true],
  ['another zone', { [zone]: 'a' }, { [zone]: 'b' }, false],
  ['a volume of several zones', { [zone]: 'a__b' }, { [zone]: 'b' }, true],
  ['another region', { [zone]: 'a', [region]: 'east' }, { [zone]: 'a', [region]: 'west' }, false],
  ['an older label of the volume', { [older]: 'a' }, { [zone]: 'a' }, true],
  ['an older label of the node', { [zone]: 'a' }, { [older]: 'a' }, false],
  ['a node that is in a region, but no zone', { [zone]: 'a' }, { [region]: 'east' }, false],
  ['a node of no zone', { [zone]: 'a' }, {}, true],
])('%s', (_what, volumeLabels, nodeLabels, expected) => expect(allows(volumeLabels, nodeLabels)).toBe(expected));

const claimed = (more: object): KubeObject => ({ ...claim, spec: more }) as KubeObject;
const storageClass = (name: string, volumeBindingMode: string): KubeObject => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, volumeBindingMode, provisioner: 'p' }) as KubeObject;
const classes = [storageClass('late', 'WaitForFirstConsumer'), storageClass('at-once', 'Immediate')];

test.each<[string, Partial<core.PodSpec>, KubeObject[], unknown]>([
  ['no claims', {}, [], 'Skip'],
  ['a claim that waits for the pod', spec, [claimed({ storageClassName: 'late' })], 'Skip'],
  ['a claim that is not there', spec, [], ['persistentvolumeclaim "data" not found']],
  ['a claim whose volume is not there', spec, [claimed({ volumeName: 'gone' })], ['persistentvolume "gone" not found']],
  ['a claim of no class that is not bound', spec, [claimed({})], ['PersistentVolumeClaim had no pv name and storageClass name']],
  ['a claim of an unknown class', spec, [claimed({ storageClassName: 'none' })], ['storageclass.storage.k8s.io "none" not found']],
  ['a claim that should be bound', spec, [claimed({ storageClassName: 'at-once' })], ['PersistentVolume had no name']],
])('before any node: %s', (_what, podSpec, objects, expected) => {
  const answer = volumeZone(ingredients({ objects: [...classes, ...objects] })).preFilter?.(cycleOf({ spec: podSpec }));
  expect(answer).toMatchObject(expected === 'Skip' ? { code: 'Skip' } : { code: 'UnschedulableAndUnresolvable', reasons: expected });
});

test.each<[string, StorageChange['kinds'][number], KubeObject, KubeObject | undefined, boolean]>([
  ['a new class whose claims wait', 'StorageClassChanged', classes[0] as KubeObject, undefined, true],
  ['a new class whose claims do not', 'StorageClassChanged', classes[1] as KubeObject, undefined, false],
  ['a changed class', 'StorageClassChanged', classes[0] as KubeObject, classes[0], false],
  ['its claim', 'ClaimChanged', claim, claim, true],
  ['another claim', 'ClaimChanged', { ...claim, metadata: { namespace: 'default', name: 'other' } }, undefined, false],
  ['a new volume', 'VolumeChanged', volume({}), undefined, true],
  ['a volume in another zone than before', 'VolumeChanged', volume({ [zone]: 'a' }), volume({ [zone]: 'b' }), true],
  ['a volume with another label', 'VolumeChanged', volume({ [zone]: 'a', x: 'y' }), volume({ [zone]: 'a' }), false],
])('wakes: %s', (_what, kind, object, old, expected) => {
  const rule = volumeZone(ingredients()).wakeOn?.find(({ kinds }) => (kinds as readonly string[]).includes(kind));
  expect((rule?.helps as (pod: unknown, change: unknown) => boolean)(cycleOf({ spec }).pod, { subject: 'Storage', kinds: [kind], object, old })).toBe(expected);
});
