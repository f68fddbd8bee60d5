import { deployment, replicaSet } from '../testing/objects';
import { findCondition, newCondition } from './conditions';
import { pausedConditions, rolloutStatus, untilDeadline } from './progress';

const now = Date.UTC(2026, 0, 1, 1);
const newSet = (available: number) => replicaSet({ metadata: { name: 'web-new' }, status: { replicas: 1, availableReplicas: available, readyReplicas: available } });
const progressing = (reason: string, at: number) => newCondition('Progressing', 'True', reason, '', at);
const rollingSince = (at: number) =>
  deployment({ metadata: { generation: 1 }, status: { replicas: 1, updatedReplicas: 1, conditions: [progressing('ReplicaSetUpdated', at)] } });
const found = (d: ReturnType<typeof deployment>, available: number) => {
  const status = rolloutStatus(d, { newSet: newSet(available), old: [] }, now);
  return { progress: findCondition(status.conditions, 'Progressing'), available: findCondition(status.conditions, 'Available') };
};

test('a rollout that got on says so and starts its deadline again', () => {
  const { progress, available } = found(deployment({ status: {} }), 0);
  expect(progress).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated', message: 'ReplicaSet "web-new" is progressing.', lastUpdateTime: '2026-01-01T01:00:00Z' });
  expect(available).toMatchObject({ status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' });
});

test('a finished rollout', () => {
  const { progress, available } = found(rollingSince(now), 1);
  expect(progress).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable', message: 'ReplicaSet "web-new" has successfully progressed.' });
  expect(available).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' });
});

test('a rollout that does not get on exceeds its deadline', () => {
  expect(found(rollingSince(now - 600_000), 0).progress).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
  expect(found(rollingSince(now - 601_000), 0).progress)
    .toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded', message: 'ReplicaSet "web-new" has timed out progressing.' });
});

test('without a deadline there is no such condition', () => {
  expect(found(deployment({ spec: { progressDeadlineSeconds: 2 ** 31 - 1 } }), 0).progress).toBeUndefined();
});

test('a failure of a set is a failure of the Deployment', () => {
  const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'quota', lastTransitionTime: '2026-01-01T00:00:00Z' };
  const failing = replicaSet({ status: { replicas: 0, conditions: [failure] } });
  expect(findCondition(rolloutStatus(deployment(), { newSet: failing, old: [] }, now).conditions, 'ReplicaFailure')).toMatchObject(failure);
});

test('the deadline is looked at again a second after it passed', () => {
  const d = rollingSince(now - 500_000);
  expect(untilDeadline(d, d.status, now)).toBe(101_000);
  const done = { ...d, status: { ...d.status, conditions: [progressing('NewReplicaSetAvailable', now)] } };
  expect(untilDeadline(done, done.status, now)).toBeUndefined();
});

test('pausing and resuming are marked once', () => {
  const paused = deployment({ spec: { paused: true } });
  const marked = pausedConditions(paused, now);
  expect(marked).toMatchObject([{ type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }]);
  expect(pausedConditions({ ...paused, status: { conditions: marked } }, now)).toBeUndefined();
  expect(pausedConditions(deployment({ status: { conditions: marked } }), now)).toMatchObject([{ reason: 'DeploymentResumed', message: 'Deployment is resumed' }]);
  expect(pausedConditions(deployment(), now)).toBeUndefined();
});
