import type * as core from '../../schema/types/core.v1';
import { cells, context, create, faultsOf, read, updateFaults } from '../testing/apply';
import { limitranges } from './limitranges';
import { persistentvolumes } from './persistentvolumes';
import { resourcequotas } from './resourcequotas';

describe('PersistentVolume', () => {
  const volume = (spec: object = {}): object => ({ metadata: { name: 'pv1' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' }, ...spec } });
  const faults = (spec: object): string[] => faultsOf(persistentvolumes, create(persistentvolumes, volume(spec)));

  test('defaults', () => expect(create(persistentvolumes, volume())).toMatchObject({
    spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem', hostPath: { type: '' } }, status: { phase: 'Pending', lastPhaseTransitionTime: '2026-01-01T00:00:00Z' },
  }));

  test.each<[string, object, string[]]>([
    ['ordinary', {}, []],
    ['nothing', { capacity: undefined, accessModes: undefined, hostPath: undefined }, ['spec.accessModes: Required value', 'spec.capacity: Required value', 'spec.capacity: Unsupported value: {}: supported values: "storage"', 'spec: Required value: must specify a volume type']],
    ['two sources', { nfs: { server: 'a', path: '/' } }, ['spec.nfs: Forbidden: may not specify more than 1 volume type']],
    ['local', { hostPath: undefined, local: { path: '/a/../b' } }, ["spec.local.path: Invalid value: \"/a/../b\": must not contain '..'", 'spec.nodeAffinity: Required value: Local volume requires node affinity']],
    ['csi', { hostPath: undefined, csi: {} }, ['spec.csi.driver: Required value', 'spec.csi.volumeHandle: Required value']],
    ['root', { hostPath: { path: '/' }, persistentVolumeReclaimPolicy: 'Recycle' }, ["spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"]],
    ['negative', { capacity: { storage: '-1Gi' } }, ['spec.capacity[storage]: Invalid value: -1073741824: must be a valid resource quantity', 'spec.capacity[storage]: Invalid value: "-1Gi": must be greater than zero']],
    ['class of attributes', { volumeAttributesClassName: '' }, ['spec.volumeAttributesClassName: Required value: an empty string is disallowed', 'spec.csi: Required value: has to be specified when using volumeAttributesClassName']],
    ['nothing to affine to', { nodeAffinity: {} }, ['spec.nodeAffinity.required: Required value: must specify required node constraints']],
  ])('%s', (_, spec, expected) => expect(faults(spec)).toEqual(expected));

  test('what may change', () => {
    const affinity = { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }] } };
    const old = create(persistentvolumes, volume());
    expect(updateFaults(persistentvolumes, old, volume({ capacity: { storage: '2Gi' }, nodeAffinity: affinity, claimRef: { namespace: 'a', name: 'b' } }))).toEqual([]);
    expect(updateFaults(persistentvolumes, old, volume({ hostPath: { path: '/other' }, volumeMode: 'Block' }))).toEqual([
      'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation', 'volumeMode: Invalid value: "Block": field is immutable']);
    expect(updateFaults(persistentvolumes, create(persistentvolumes, volume({ nodeAffinity: affinity })), volume())).toEqual(['nodeAffinity: Invalid value: null: field is immutable, except for updating from beta label to GA']);
  });

  test('labels that came out of beta may be named anew', () => {
    const at = (key: string): object => ({ required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: ['a'] }] }] } });
    const old = create(persistentvolumes, volume({ nodeAffinity: at('failure-domain.beta.kubernetes.io/zone') }));
    expect(updateFaults(persistentvolumes, old, volume({ nodeAffinity: at('topology.kubernetes.io/zone') }))).toEqual([]);
    expect(updateFaults(persistentvolumes, old, volume({ nodeAffinity: at('topology.kubernetes.io/region') }))).toHaveLength(1);
  });

  test('warnings', () => expect(persistentvolumes.strategy.warnings?.(create(persistentvolumes, {
    ...volume({ persistentVolumeReclaimPolicy: 'Recycle', capacity: { storage: '500m' }, hostPath: undefined, rbd: { monitors: ['a'], image: 'b' } }),
    metadata: { name: 'pv1', annotations: { 'volume.beta.kubernetes.io/storage-class': 'a', 'volume.beta.kubernetes.io/mount-options': 'b' } },
  }), undefined)).toEqual([
    'metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead',
    'metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use "mountOptions" attribute instead',
    'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    'spec.rbd: deprecated in v1.28, non-functional in v1.31+',
    'spec.capacity[storage]: fractional byte value "500m" is invalid, must be an integer',
  ]));

  test('the time of a phase is kept', () => {
    const { status } = persistentvolumes.subresources;
    if (status?.type !== 'view') throw new Error('no view');
    const old = create(persistentvolumes, volume());
    const later = { ...context, now: context.now + 5000 };
    const written = (part: core.PersistentVolumeStatus): core.PersistentVolume => status.prepareForUpdate({ ...old, status: part }, old, later);
    expect(written({ phase: 'Bound' }).status.lastPhaseTransitionTime).toBe('2026-01-01T00:00:05Z');
    expect(written({ phase: 'Bound', lastPhaseTransitionTime: '2026-02-01T00:00:00Z' }).status.lastPhaseTransitionTime).toBe('2026-02-01T00:00:00Z');
    expect(written({ ...old.status, message: 'same' }).status.lastPhaseTransitionTime).toBe('2026-01-01T00:00:00Z');
  });

  test('row', () => expect(cells(persistentvolumes, create(persistentvolumes, volume({ claimRef: { namespace: 'a', name: 'b' }, storageClassName: 'fast' })))).toEqual({
    Name: 'pv1', Capacity: '1Gi', 'Access Modes': 'RWO', 'Reclaim Policy': 'Retain', Status: 'Pending', Claim: 'a/b', StorageClass: 'fast', VolumeAttributesClass: '<unset>', Reason: '', Age: '<unknown>', VolumeMode: 'Filesystem',
  }));
});

describe('LimitRange', () => {
  const range = (...limits: object[]): object => ({ metadata: { name: 'limits', namespace: 'default' }, spec: { limits } });

  test('defaults of containers, and of nothing else', () => {
    expect(read(limitranges, range({ type: 'Container', max: { memory: '2Gi', cpu: '2' }, default: { cpu: '1' }, min: { cpu: '100m', 'ephemeral-storage': '1Gi' } })).spec.limits[0])
      .toMatchObject({ default: { cpu: '1', memory: '2Gi' }, defaultRequest: { cpu: '1', 'ephemeral-storage': '1Gi', memory: '2Gi' } });
    expect(read(limitranges, range({ type: 'Pod', max: { cpu: '2' } })).spec.limits[0]).toEqual({ type: 'Pod', max: { cpu: '2' } });
  });

  const at = 'spec.limits[0]';
  test.each<[string, object, string[]]>([
    ['ordinary', { type: 'Container', max: { cpu: '2' } }, []],
    ['type', { type: 'Node' }, [`${at}.type: Invalid value: "Node": must be a standard limit type or fully qualified`]],
    ['resource', { type: 'Pod', max: { pods: '2' } }, [`${at}.max[pods]: Invalid value: "pods": must be a standard resource for containers`]],
    ['pods', { type: 'Pod', default: { cpu: '1' } }, [`${at}.default: Forbidden: may not be specified when \`type\` is 'Pod'`]],
    ['claims', { type: 'PersistentVolumeClaim' }, [`${at}.limits: Required value: either minimum or maximum storage value is required, but neither was provided`]],
    ['bounds', { type: 'Pod', min: { cpu: '2' }, max: { cpu: '1' } }, [`${at}.min[cpu]: Invalid value: "2": min value 2 is greater than max value 1`]],
    ['defaults', { type: 'Container', max: { cpu: '1' }, default: { cpu: '2' }, defaultRequest: { cpu: '500m' } }, [`${at}.default[cpu]: Invalid value: "1": default value 2 is greater than max value 1`]],
    ['ratio', { type: 'Pod', min: { cpu: '1' }, max: { cpu: '2' }, maxLimitRequestRatio: { cpu: '3' } }, [`${at}.maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000`]],
  ])('%s', (_, item, expected) => expect(faultsOf(limitranges, create(limitranges, range(item)))).toEqual(expected));

  test('one item of a type', () => expect(faultsOf(limitranges, create(limitranges, range({ type: 'Pod' }, { type: 'Pod' })))).toEqual(['spec.limits[1].type: Duplicate value: "Pod"']));
});

describe('ResourceQuota', () => {
  const quota = (spec: object): object => ({ metadata: { name: 'quota', namespace: 'default' }, spec });

  test.each<[string, object, string[]]>([
    ['ordinary', { hard: { pods: '10', 'limits.cpu': '4', 'count/jobs.batch': '5', 'requests.nvidia.com/gpu': '1' } }, []],
    ['unknown', { hard: { cows: '1' } }, ['spec.hard[cows]: Invalid value: "cows": must be a standard resource type or fully qualified', 'spec.hard[cows]: Invalid value: "cows": must be a standard resource for quota']],
    ['half', { hard: { pods: '500m', cpu: '-1' } }, ['spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0', 'spec.hard[pods]: Invalid value: "500m": must be an integer']],
    ['scopes', { hard: { cpu: '1' }, scopes: ['BestEffort', 'NotBestEffort'] }, ['unsupported scope applied to resource', 'conflicting scopes'].map((why) => `spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: ${why}`)],
    ['selector', { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In' }] } }, ["spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"]],
  ])('%s', (_, spec, expected) => expect(faultsOf(resourcequotas, create(resourcequotas, quota(spec)))).toEqual(expected));

  test('scopes are fixed', () => {
    const old = create(resourcequotas, quota({ hard: { pods: '1' }, scopes: ['BestEffort'] }));
    expect(updateFaults(resourcequotas, old, quota({ hard: { pods: '2' }, scopes: ['BestEffort'] }))).toEqual([]);
    expect(updateFaults(resourcequotas, old, quota({ hard: { pods: '1' } }))).toEqual(['spec.scopes: Invalid value: null: field is immutable']);
  });

  test('row', () => expect(cells(resourcequotas, { ...create(resourcequotas, quota({})), status: { hard: { pods: '10', 'limits.cpu': '4', 'configmaps': '3' }, used: { pods: '1' } } }))
    .toMatchObject({ Request: 'configmaps: 0/3, pods: 1/10', Limit: 'limits.cpu: 0/4' }));
});
