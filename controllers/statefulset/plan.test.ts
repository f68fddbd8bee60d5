/** Where pods of a StatefulSet stand, and what is next for them. */
import type { apps, core } from '../../api';
import { pod, template } from '../testing/objects';
import { claimTemplate, statefulSet } from '../testing/stateful-set';
import { membership, revisionOf } from './identity';
import { needOfCondemned, needOfReplica, places } from './plan';
import { completed, statefulSetStatus } from './status';

const patience = { minReadySeconds: 10, now: Date.parse('2026-01-01T00:01:00Z') };
const revision = (name: string): apps.ControllerRevision => ({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name }, revision: 1 });
const revisions = { all: [], current: revision('old'), update: revision('new'), collisionCount: 0 };
const oldTemplate: core.PodTemplateSpec = { ...template, spec: { containers: [{ name: 'c', image: 'nginx:0' }] } };
const templates = { current: oldTemplate, update: template };

const ready = (since: string): core.PodStatus => ({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: `2026-01-01T00:${since}Z` }] });
const member = (ordinal: number, status: core.PodStatus = ready('00:00'), metadata: core.Pod['metadata'] = {}): core.Pod => pod({ metadata: { name: `web-${ordinal}`, ...metadata }, status });
const going = { deletionTimestamp: '2026-01-01T00:00:30Z' };

test.each<[string, ReturnType<typeof membership>]>([
  ['web-0', { parent: 'web', ordinal: 0 }], ['a-b-12', { parent: 'a-b', ordinal: 12 }], ['web', undefined], ['web-', undefined], ['web-01', undefined], ['web-x', undefined],
])('the name %s', (name, expected) => {
  expect(membership(pod({ metadata: { name } }))).toEqual(expected);
});

test.each<[string, core.Pod, string]>([
  ['available', member(0), 'nothing'],
  ['ready, but not for long', member(0, ready('00:55')), 'wait'],
  ['running, not ready', member(0, { phase: 'Running' }), 'wait'],
  ['terminating', member(0, ready('00:00'), going), 'wait'],
  ['pending', member(0, { phase: 'Pending' }), 'claims'],
  ['failed', member(0, { phase: 'Failed' }), 'delete'],
  ['succeeded', member(0, { phase: 'Succeeded' }), 'delete'],
  ['failed and terminating', member(0, { phase: 'Failed' }, going), 'wait'],
  ['still to be made', member(0, {}), 'create'],
])('a pod that is %s', (_, one, expected) => {
  expect(needOfReplica(one, patience)).toBe(expected);
});

test('too many pods go in order, unless the first that is unavailable is among them', () => {
  const [well, ill] = [member(4), member(3, { phase: 'Running' })];
  expect(needOfCondemned(well, ill, true, patience)).toBe('delete');
  expect(needOfCondemned(ill, ill, true, patience)).toBe('delete');
  expect(needOfCondemned(ill, well, true, patience)).toBe('wait');
  expect(needOfCondemned(ill, well, false, patience)).toBe('delete');
  expect(needOfCondemned(member(4, ready('00:00'), going), undefined, true, patience)).toBe('wait');
});

const names = (all: readonly core.Pod[]) => all.map(({ metadata }) => metadata.name);

test('every ordinal has a place, the others are too many', () => {
  const set = statefulSet({ spec: { replicas: 2, ordinals: { start: 2 } } });
  const { replicas, condemned, firstUnavailable } = places(set, [member(1), member(5), member(2)], revisions, templates, patience);
  expect(names(replicas)).toEqual(['web-2', 'web-3']);
  expect(names(condemned)).toEqual(['web-5', 'web-1']);
  expect(firstUnavailable?.metadata.name).toBe('web-3');
});

test.each<[string, apps.StatefulSetUpdateStrategy, string[]]>([
  ['below the partition', { type: 'RollingUpdate', rollingUpdate: { partition: 2 } }, ['old', 'old', 'new']],
  ['of as many as are current, without a partition', { type: 'RollingUpdate' }, ['old', 'new', 'new']],
  ['of none', { type: 'OnDelete' }, ['new', 'new', 'new']],
])('a missing pod comes back as it was %s', (_, updateStrategy, expected) => {
  const set = statefulSet({ spec: { updateStrategy }, status: { currentReplicas: 1 } });
  const { replicas } = places(set, [], revisions, templates, patience);
  expect(replicas.map(revisionOf)).toEqual(expected);
  expect(replicas.map(({ spec }) => spec.containers[0]?.image)).toEqual(expected.map((name) => (name === 'old' ? 'nginx:0' : 'nginx:1')));
});

test('claims are volumes in place of those of the template', () => {
  const volumes = [{ name: 'data', emptyDir: {} }, { name: 'tmp', emptyDir: {} }];
  const spec = { replicas: 1, volumeClaimTemplates: [claimTemplate('data')] };
  const { replicas } = places(statefulSet({ spec }), [], revisions, { ...templates, update: { ...template, spec: { containers: [], volumes } } }, patience);
  expect(replicas[0]?.spec.volumes).toEqual([{ name: 'data', persistentVolumeClaim: { claimName: 'data-web-0' } }, { name: 'tmp', emptyDir: {} }]);
});

const labelled = (hash: string) => ({ labels: { 'controller-revision-hash': hash } });

test('the status counts what there is', () => {
  const pods = [
    member(0, ready('00:00'), labelled('old')), member(1, ready('00:55'), labelled('new')), member(2, { phase: 'Pending' }, labelled('new')),
    member(3, ready('00:00'), { ...labelled('old'), ...going }),
  ];
  expect(statefulSetStatus(statefulSet(), pods, revisions, patience)).toMatchObject({
    replicas: 4, readyReplicas: 3, availableReplicas: 2, currentReplicas: 1, updatedReplicas: 2, currentRevision: 'old', updateRevision: 'new',
  });
});

const over = { replicas: 3, readyReplicas: 3, updatedReplicas: 3, currentReplicas: 0, availableReplicas: 3, currentRevision: 'old', updateRevision: 'new' };

test.each<[string, apps.StatefulSetUpdateStrategy, apps.StatefulSetStatus, string]>([
  ['all are updated and ready', { type: 'RollingUpdate' }, over, 'new'],
  ['one is not ready', { type: 'RollingUpdate' }, { ...over, readyReplicas: 2 }, 'old'],
  ['one is too many', { type: 'RollingUpdate' }, { ...over, replicas: 4 }, 'old'],
  ['nothing is rolled out', { type: 'OnDelete' }, over, 'old'],
])('the update becomes current when %s', (_, updateStrategy, status, expected) => {
  expect(completed(statefulSet({ spec: { updateStrategy } }), status).currentRevision).toBe(expected);
});
