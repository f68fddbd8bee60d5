import type * as apps from '../../schema/types/apps.v1';
import { cells, context, create, faultsOf, read, updateFaults } from '../testing/apply';
import { controllerrevisions } from './controllerrevisions';
import { daemonsets } from './daemonsets';
import { statefulsets } from './statefulsets';

const template = (spec: object = {}): object => ({ metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'main', image: 'db:1' }], ...spec } });
const object = (spec: object): object => ({ metadata: { name: 'db', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'db' } }, template: template(), ...spec } });
const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };

describe('StatefulSet', () => {
  const set = (spec: object = {}): object => object({ serviceName: 'db', volumeClaimTemplates: [claim], ...spec });

  test('defaults', () => {
    expect(read(statefulsets, set()).spec).toMatchObject({
      replicas: 1, podManagementPolicy: 'OrderedReady', revisionHistoryLimit: 10, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      volumeClaimTemplates: [{ kind: 'PersistentVolumeClaim', apiVersion: 'v1', spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } }],
    });
    expect(read(statefulsets, set({ updateStrategy: { type: 'OnDelete' } })).spec.updateStrategy).toEqual({ type: 'OnDelete' });
  });

  test.each<[string, object, string[]]>([
    ['ordinary', {}, []],
    ['mounts its claims', { template: template({ containers: [{ name: 'main', image: 'db:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] }) }, []],
    ['empty selector', { selector: {} }, ['spec.selector: Invalid value: {}: empty selector is invalid for statefulset']],
    ['settings of the other way', { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } }, ['spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'']],
    ['negative', { replicas: -1, minReadySeconds: -1, ordinals: { start: -1 } }, ['replicas', 'minReadySeconds', 'ordinals.start'].map((name) => `spec.${name}: Invalid value: -1: must be greater than or equal to 0`)],
    ['nothing unavailable', { updateStrategy: { rollingUpdate: { maxUnavailable: '0%' } } }, ['spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "0%": cannot be 0']],
    ['claim without size', { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }] }, ['spec.volumeClaimTemplates[0].spec.resources[storage]: Required value']],
    ['ends', { template: template({ restartPolicy: 'Never', activeDeadlineSeconds: 1 }) }, [
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"', 'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported']],
  ])('%s', (_, spec, expected) => expect(faultsOf(statefulsets, create(statefulsets, set(spec)))).toEqual(expected));

  test.each<[string, object, string]>([
    ['policy', { podManagementPolicy: 'Any' }, "spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'"],
    ['retention', { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Keep' } }, 'spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "Keep": supported values: "Retain", "Delete"'],
    ['selector', { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }, 'spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"In"}]}'],
  ])('bad %s', (_, spec, expected) => expect(faultsOf(statefulsets, create(statefulsets, set(spec)))).toContain(expected));

  test('what is stored may break the rules that came late', () => {
    const old = create(statefulsets, set({ serviceName: 'A_B', template: template({ containers: [] }) }));
    expect(faultsOf(statefulsets, old)).toEqual([expect.stringContaining('spec.serviceName: Invalid value: "A_B"'), 'spec.template.spec.containers: Required value']);
    expect(faultsOf(statefulsets, old, old)).toEqual([]);
    const sound = create(statefulsets, set());
    expect(updateFaults(statefulsets, sound, set({ template: template({ containers: [] }) }))).toEqual(['spec.template.spec.containers: Required value']);
  });

  test('all revisions are kept below zero, with a warning', () => {
    const object = create(statefulsets, set({ revisionHistoryLimit: -1 }));
    expect(faultsOf(statefulsets, object)).toEqual([]);
    expect(statefulsets.strategy.warnings?.(object, undefined)).toEqual(['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']);
  });

  test('what may change', () => {
    const old = create(statefulsets, set());
    expect(updateFaults(statefulsets, old, set({ replicas: 3, template: template({ nodeName: 'a' }), minReadySeconds: 5, revisionHistoryLimit: 2 }))).toEqual([]);
    expect(updateFaults(statefulsets, old, set({ serviceName: 'other' }))).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"]);
  });

  test('row and scale', () => {
    const stored: apps.StatefulSet = { ...create(statefulsets, set({ replicas: 3 })), status: { replicas: 3, readyReplicas: 2, availableReplicas: 1 } };
    expect(cells(statefulsets, stored)).toEqual({ Name: 'db', Ready: '2/3', Age: '<unknown>', Containers: 'main', Images: 'db:1' });
    const { scale } = statefulsets.subresources;
    expect(scale?.type === 'projection' && scale.read(stored)).toMatchObject({ spec: { replicas: 3 }, status: { replicas: 3, selector: 'app=db' } });
  });
});

describe('DaemonSet', () => {
  test('defaults', () => expect(read(daemonsets, object({})).spec).toMatchObject({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }, revisionHistoryLimit: 10 }));

  test.each<[string, object, string[]]>([
    ['ordinary', {}, []],
    ['empty selector', { selector: {} }, ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset']],
    ['both', { updateStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: '10%' } } }, ['spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "10%": may not be set when maxUnavailable is non-zero']],
    ['neither', { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } }, ['spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0']],
    ['more than all', { updateStrategy: { rollingUpdate: { maxUnavailable: '101%' } } }, ['spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%']],
  ])('%s', (_, spec, expected) => expect(faultsOf(daemonsets, create(daemonsets, object(spec)))).toEqual(expected));

  test('counts its templates', () => {
    const key = 'deprecated.daemonset.template.generation';
    const old = create(daemonsets, object({}));
    expect(old.metadata.annotations).toEqual({ [key]: '1' });
    const changed = read(daemonsets, object({ template: template({ hostNetwork: true }) }));
    daemonsets.strategy.prepareForUpdate?.(changed, old, context);
    expect(changed.metadata.annotations).toEqual({ [key]: '2' });
  });

  test('the selector is fixed', () => expect(updateFaults(daemonsets, create(daemonsets, object({})), object({ selector: { matchLabels: {}, matchExpressions: [{ key: 'app', operator: 'Exists' }] } }))).toEqual([
    'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Exists"}]}: field is immutable']));

  test('row', () => {
    const status: apps.DaemonSetStatus = { desiredNumberScheduled: 5, currentNumberScheduled: 4, numberReady: 3, updatedNumberScheduled: 2, numberAvailable: 1, numberMisscheduled: 0 };
    expect(cells(daemonsets, { ...create(daemonsets, object({ template: template({ nodeSelector: { a: 'b' } }) })), status }))
      .toEqual({ Name: 'db', Desired: 5, Current: 4, Ready: 3, 'Up-to-date': 2, Available: 1, 'Node Selector': 'a=b', Age: '<unknown>', Containers: 'main', Images: 'db:1', Selector: 'app=db' });
  });
});

describe('ControllerRevision', () => {
  const revision = (more: object = {}): object => ({ metadata: { name: 'db-1', namespace: 'default', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'db', uid: 'u', controller: true }] }, data: { a: 1 }, revision: 2, ...more });

  test('data is there and stays', () => {
    const old = create(controllerrevisions, revision());
    expect(faultsOf(controllerrevisions, create(controllerrevisions, revision({ data: undefined, revision: -1 })))).toEqual(['data: Required value: data is mandatory', 'revision: Invalid value: -1: must be greater than or equal to 0']);
    expect(updateFaults(controllerrevisions, old, revision({ data: { a: 2 } }))).toEqual(['data: Invalid value: {"a":2}: field is immutable']);
    expect(cells(controllerrevisions, old)).toMatchObject({ Controller: 'daemonset.apps/db', Revision: 2 });
  });
});
