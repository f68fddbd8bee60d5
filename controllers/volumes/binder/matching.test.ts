import { volumeRules, type core } from '../../../api';
import { claim, volume } from '../../testing/volumes';

const { bestMatch, mismatch } = volumeRules;

const free = (name: string, spec: Partial<core.PersistentVolumeSpec> = {}, labels?: Record<string, string>): core.PersistentVolume =>
  ({ ...volume(name, spec, labels && { labels }), status: { phase: 'Available' } });
const sized = (name: string, storage: string): core.PersistentVolume => free(name, { capacity: { storage } });
const meant = (name: string, storage = '1Gi', uid?: string): core.PersistentVolume => free(name, { capacity: { storage }, claimRef: { namespace: 'default', name: 'c', uid } });
const onNode = (name: string, node: string): core.PersistentVolume =>
  free(name, { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] } } });
const node: core.Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', labels: { 'kubernetes.io/hostname': 'n1' } }, spec: {}, status: {} };
const wish = (spec: Partial<core.PersistentVolumeClaimSpec> = {}): core.PersistentVolumeClaim => claim('c', spec, { uid: 'u' });

test.each<[string, core.PersistentVolumeClaim, core.PersistentVolume[], { waits?: boolean; node?: core.Node }, string | undefined]>([
  ['none', wish(), [], {}, undefined],
  ['the smallest that is large enough', wish(), [sized('big', '10Gi'), sized('small', '500Mi'), sized('right', '2Gi')], {}, 'right'],
  ['all too small', wish(), [sized('small', '500Mi')], {}, undefined],
  ['one that is meant for it goes first', wish(), [sized('right', '1Gi'), meant('own', '5Gi')], {}, 'own'],
  ['one that was meant for a namesake does not', wish(), [meant('other', '1Gi', 'before')], {}, undefined],
  ['one that is meant for it but too small does not', wish(), [meant('own', '1Mi'), sized('right', '1Gi')], {}, 'right'],
  ['not all access modes', wish({ accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }), [free('v')], {}, undefined],
  ['more access modes', wish(), [free('v', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] })], {}, 'v'],
  ['another class', wish({ storageClassName: 'fast' }), [free('v')], {}, undefined],
  ['the class', wish({ storageClassName: 'fast' }), [free('v', { storageClassName: 'fast' })], {}, 'v'],
  ['another mode', wish({ volumeMode: 'Block' }), [free('v')], {}, undefined],
  ['labels', wish({ selector: { matchLabels: { tier: 'a' } } }), [free('v'), free('w', {}, { tier: 'a' })], {}, 'w'],
  ['not available yet', wish(), [{ ...free('v'), status: { phase: 'Pending' } }], {}, undefined],
  ['on its way out', wish(), [{ ...free('v'), metadata: { name: 'v', deletionTimestamp: '2026-01-01T00:00:00Z' } }], {}, undefined],
  ['it waits for its pod', wish(), [free('v')], { waits: true }, undefined],
  ['it waits, but not for what is meant for it', wish(), [meant('own')], { waits: true }, 'own'],
  ['where its pod is', wish(), [onNode('far', 'n2'), onNode('near', 'n1')], { waits: true, node }, 'near'],
  ['meant for it, but out of reach', wish(), [{ ...onNode('far', 'n2'), spec: { ...onNode('far', 'n2').spec, claimRef: { namespace: 'default', name: 'c' } } }, free('v')], { waits: true, node }, undefined],
])('%s', (_, from, volumes, { waits = false, node: at }, expected) => {
  expect(bestMatch(from, { volumes, waits, node: at })?.metadata.name).toBe(expected);
});

test.each<[Partial<core.PersistentVolumeClaimSpec>, string | undefined]>([
  [{}, undefined],
  [{ resources: { requests: { storage: '2Gi' } } }, 'requested PV is too small'],
  [{ storageClassName: 'fast' }, 'storageClassName does not match'],
  [{ volumeAttributesClassName: 'gold' }, 'volumeAttributesClassName does not match'],
  [{ volumeMode: 'Block' }, 'incompatible volumeMode'],
  [{ accessModes: ['ReadWriteMany'] }, 'incompatible accessMode'],
])('why not: %j', (spec, why) => {
  expect(mismatch(wish(spec), free('v'))).toBe(why);
});
