import type * as core from '../../schema/types/core.v1';
import { cells, create, faultsOf, read, updateFaults } from '../testing/apply';
import { persistentvolumeclaims as claims } from './persistentvolumeclaims';

const size = (storage: string): object => ({ resources: { requests: { storage } } });
const claim = (spec: object = {}): object => ({ metadata: { name: 'data', namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], ...size('2Gi'), ...spec } });
const bound = (spec: object = {}): core.PersistentVolumeClaim =>
  ({ ...create(claims, claim({ volumeName: 'pv1', ...spec })), status: { phase: 'Bound', accessModes: ['ReadWriteMany', 'ReadWriteOnce'], capacity: { storage: '1Gi' } } });

test('defaults', () => expect(create(claims, claim())).toMatchObject({ spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } }));

test('a source is named twice, a strange one only once', () => {
  const source = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };
  expect(create(claims, claim({ dataSource: source })).spec).toMatchObject({ dataSource: source, dataSourceRef: source });
  expect(create(claims, claim({ dataSourceRef: { ...source, kind: 'Populator' } })).spec.dataSource).toMatchObject({ kind: 'Populator' });
  expect(create(claims, claim({ dataSource: { ...source, kind: 'Populator' } })).spec).not.toHaveProperty('dataSource');
});

test.each<[string, object, string[]]>([
  ['ordinary', {}, []],
  ['no mode, no size', { accessModes: [], resources: {} }, ['spec.accessModes: Required value: at least 1 access mode is required', 'spec.resources[storage]: Required value']],
  ['a mode that is alone', { accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'] }, ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes']],
  ['no such mode', { accessModes: ['Write'] }, ['spec.accessModes[0]: Unsupported value: "Write": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"']],
  ['nothing', size('0'), ['spec.resources[storage]: Invalid value: "0": must be greater than zero']],
  ['a source of no group', { dataSourceRef: { kind: 'VolumeSnapshot', name: 's' } }, ['dataSource', 'dataSourceRef'].map((name) =>
    `spec.${name}: Invalid value: "VolumeSnapshot": must be 'PersistentVolumeClaim' when referencing the default apiGroup`)],
])('%s', (_, spec, expected) => expect(faultsOf(claims, create(claims, claim(spec)))).toEqual(expected));

const fixed = ['spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'];

test.each<[string, core.PersistentVolumeClaim, object, string[]]>([
  ['grows', bound(), size('3Gi'), []],
  ['shrinks to more than it has', bound(), size('1500Mi'), []],
  ['shrinks to what it has', bound(), size('1Gi'), ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity']],
  ['grows before it has a volume', create(claims, claim()), { volumeName: undefined, ...size('3Gi') }, fixed],
  ['gets its volume', create(claims, claim()), {}, []],
  ['gets another volume', bound(), { volumeName: 'pv2' }, fixed],
  ['gets a class', bound(), { storageClassName: 'fast' }, []],
  ['gets another class', bound({ storageClassName: 'fast' }), { storageClassName: 'slow' }, fixed],
  ['gets other attributes', bound(), { volumeAttributesClassName: 'gold' }, []],
])('a claim %s', (_, old, spec, expected) => expect(updateFaults(claims, old, claim({ volumeName: 'pv1', ...spec }))).toEqual(expected));

test('rows', () => {
  expect(cells(claims, read(claims, claim({ storageClassName: 'fast' })))).toEqual({ Name: 'data', Status: 'Pending', Volume: '', Capacity: '', 'Access Modes': '', StorageClass: 'fast', VolumeAttributesClass: '<unset>', Age: '<unknown>', VolumeMode: 'Filesystem' });
  expect(cells(claims, bound())).toMatchObject({ Status: 'Bound', Volume: 'pv1', Capacity: '1Gi', 'Access Modes': 'RWO,RWX' });
});

test('a class goes from the annotation into the field', () => {
  const annotations = { 'volume.beta.kubernetes.io/storage-class': 'fast' };
  const old = create(claims, { ...claim(), metadata: { name: 'data', namespace: 'default', annotations } });
  expect(updateFaults(claims, old, claim({ storageClassName: 'fast' }))).toEqual([]);
  expect(updateFaults(claims, old, claim({ storageClassName: 'slow' }))).toEqual(['metadata.annotations.volume.beta.kubernetes.io/storage-class: Invalid value: "": field is immutable', ...fixed]);
});

test.each<[string, string | undefined]>([['nil', undefined], ['an empty string', '']])('attributes of a class do not become %s', (what, volumeAttributesClassName) => {
  expect(updateFaults(claims, bound({ volumeAttributesClassName: 'gold' }), claim({ volumeName: 'pv1', volumeAttributesClassName }))).toEqual([
    `spec.volumeAttributesClassName: Forbidden: update from non-nil value to ${what} is forbidden`]);
});

test('warnings', () => expect(claims.strategy.warnings?.(create(claims, { ...claim(size('1500m')), metadata: { name: 'a', annotations: { 'volume.beta.kubernetes.io/storage-class': 'b' } } }), undefined)).toEqual([
  'metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead',
  'spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer']));
