/** The decisions of the job controller, each on its own. */
import { job, pod } from '../testing/objects';
import { book, settle } from './accounting';
import { recordFinished, remainingDelay } from './backoff';
import { ensureCondition, newCondition } from './conditions';
import { planPods } from './plan';
import { tally, trackingFinalizer } from './tally';
import { completion, earlyVerdict } from './verdict';

const now = Date.UTC(2026, 0, 1, 1);
const tracked = (name: string, phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed', more: { finishedAt?: string; deletionTimestamp?: string } = {}) => pod({
  metadata: { name, uid: name, finalizers: [trackingFinalizer], deletionTimestamp: more.deletionTimestamp },
  status: {
    phase,
    ...(more.finishedAt && { containerStatuses: [{ name: 'c', image: '', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: 1, finishedAt: more.finishedAt } } }] }),
  },
});
const all = () => true;
const counts = (j: ReturnType<typeof job>, ...pods: ReturnType<typeof pod>[]) => tally(j, pods, all, now);

describe('tally', () => {
  test('counts what the status knows, what it is about to know and what is new', () => {
    const j = job({ status: { succeeded: 2, uncountedTerminatedPods: { succeeded: ['a'] } } });
    const result = counts(j, tracked('a', 'Succeeded'), tracked('b', 'Succeeded'), tracked('c', 'Failed'), tracked('d', 'Running'));
    expect(result).toMatchObject({ succeeded: 4, failed: 1, terminating: [] });
    expect(result.active.map(({ metadata }) => metadata.name)).toEqual(['d']);
  });

  test('a pod that is being deleted counts as failed, unless replacements wait for its end', () => {
    const gone = tracked('a', 'Running', { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(counts(job(), gone)).toMatchObject({ failed: 1, terminating: [gone] });
    expect(counts(job({ spec: { podReplacementPolicy: 'Failed' } }), gone)).toMatchObject({ failed: 0, terminating: [gone] });
  });
});

describe('plan', () => {
  test('as many as run in parallel, no more than are still to succeed', () => {
    const j = job({ spec: { completions: 5, parallelism: 3 } });
    expect(planPods(j, counts(j), undefined, now)).toMatchObject({ create: 3, remove: [] });
    expect(planPods(j, counts(j, tracked('a', 'Running')), undefined, now)).toMatchObject({ create: 2 });
    const nearlyDone = { ...j, status: { succeeded: 4 } };
    expect(planPods(nearlyDone, counts(nearlyDone), undefined, now)).toMatchObject({ create: 1 });
    expect(planPods(nearlyDone, counts(nearlyDone, tracked('a', 'Running'), tracked('b', 'Pending')), undefined, now).remove.map(({ metadata }) => metadata.name)).toEqual(['b']);
  });

  test('a suspended job has no pods', () => {
    const j = job({ spec: { suspend: true } });
    expect(planPods(j, counts(j, tracked('a', 'Running')), undefined, now).remove).toHaveLength(1);
  });

  test('a work queue starts nothing after its first success', () => {
    const j = job({ spec: { completions: undefined, parallelism: 2 } });
    expect(planPods(j, counts(j), undefined, now)).toMatchObject({ create: 2 });
    expect(planPods(j, counts(j, tracked('a', 'Succeeded')), undefined, now)).toMatchObject({ create: 0, remove: [] });
  });
});

describe('verdict', () => {
  test('too many failures', () => {
    const j = job({ spec: { backoffLimit: 1 } });
    expect(earlyVerdict(j, counts(j, tracked('a', 'Failed')), [], now)).toBeUndefined();
    expect(earlyVerdict(j, counts(j, tracked('a', 'Failed'), tracked('b', 'Failed')), [], now))
      .toMatchObject({ type: 'FailureTarget', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' });
  });

  test('too many restarts in place', () => {
    const j = job({ spec: { backoffLimit: 2, template: { spec: { containers: [], restartPolicy: 'OnFailure' } } } });
    const restarting = pod({ status: { phase: 'Running', containerStatuses: [{ name: 'c', image: '', imageID: '', ready: true, restartCount: 2 }] } });
    expect(earlyVerdict(j, counts(j), [restarting], now)).toMatchObject({ reason: 'BackoffLimitExceeded' });
  });

  test('too long', () => {
    const j = job({ spec: { activeDeadlineSeconds: 60 }, status: { startTime: '2026-01-01T00:59:00Z' } });
    expect(earlyVerdict(j, counts(j), [], now)).toMatchObject({ type: 'FailureTarget', reason: 'DeadlineExceeded' });
    expect(earlyVerdict(j, counts(j), [], now - 1)).toBeUndefined();
  });

  test('what was decided before stands', () => {
    const target = newCondition('FailureTarget', 'DeadlineExceeded', 'late', now);
    expect(earlyVerdict(job({ status: { conditions: [target] } }), counts(job()), [], now)).toMatchObject({ type: 'Failed', reason: 'DeadlineExceeded', message: 'late' });
  });

  test('complete when enough succeeded and none runs', () => {
    expect(completion(job(), 1, 0, now)).toMatchObject({ type: 'SuccessCriteriaMet', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' });
    expect(completion(job(), 1, 1, now)).toBeUndefined();
    expect(completion(job({ spec: { completions: undefined } }), 1, 0, now)).toBeDefined();
  });
});

describe('back-off', () => {
  test('doubles from ten seconds after each failure, up to ten minutes', () => {
    const failed = tracked('a', 'Failed', { finishedAt: '2026-01-01T01:00:00Z' });
    const once = recordFinished(undefined, [], [failed], now);
    expect(remainingDelay(once, now)).toBe(10_000);
    expect(remainingDelay(recordFinished(once, [], [failed], now), now + 5_000)).toBe(15_000);
    expect(remainingDelay({ failures: 20, lastFailure: now }, now)).toBe(600_000);
    expect(remainingDelay(once, now + 60_000)).toBe(0);
  });

  test('a success starts afresh', () => {
    const succeeded = tracked('s', 'Succeeded', { finishedAt: '2026-01-01T01:00:01Z' });
    expect(recordFinished({ failures: 3, lastFailure: now }, [succeeded], [], now + 1000)).toBeUndefined();
  });
});

describe('accounting', () => {
  test('finished pods are booked and released, running ones are left alone', () => {
    const j = job();
    const pods = [tracked('a', 'Succeeded'), tracked('b', 'Failed'), tracked('c', 'Running')];
    const { status, release, full } = book(j, j.status, pods, counts(j, ...pods), undefined, all);
    expect(status.uncountedTerminatedPods).toEqual({ succeeded: ['a'], failed: ['b'] });
    expect(release.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(full).toBe(false);
  });

  test('with a failure all others count as failed; with success they do not count', () => {
    const j = job();
    const pods = [tracked('c', 'Running')];
    const bookWith = (type: 'FailureTarget' | 'SuccessCriteriaMet') => book(j, j.status, pods, counts(j, ...pods), newCondition(type, '', '', now), all);
    expect(bookWith('FailureTarget').status.uncountedTerminatedPods).toEqual({ failed: ['c'] });
    expect(bookWith('SuccessCriteriaMet')).toMatchObject({ status: { uncountedTerminatedPods: {} }, release: [{ metadata: { name: 'c' } }] });
  });

  test('a uid is counted when its finalizer is gone, once', () => {
    const status = settle({ succeeded: 1, uncountedTerminatedPods: { succeeded: ['a', 'b'], failed: ['c'] } }, new Set(['b']));
    expect(status).toMatchObject({ succeeded: 2, failed: 1, uncountedTerminatedPods: { succeeded: ['b'] } });
    expect(settle(status, new Set(['b']))).toEqual(status);
  });

  test('no more than 500 at a time', () => {
    const pods = Array.from({ length: 501 }, (_, i) => tracked(`p${i}`, 'Succeeded'));
    expect(book(job(), {}, pods, counts(job(), ...pods), undefined, all)).toMatchObject({ full: true, release: { length: 500 } });
  });
});

test('a condition that was never there is not added as False', () => {
  expect(ensureCondition([], newCondition('Suspended', 'JobResumed', '', now, 'False'))).toEqual([]);
  const suspended = [newCondition('Suspended', 'JobSuspended', '', now)];
  expect(ensureCondition(suspended, newCondition('Suspended', 'JobResumed', '', now, 'False'))).toMatchObject([{ status: 'False', reason: 'JobResumed' }]);
  expect(ensureCondition(suspended, newCondition('Suspended', 'JobSuspended', '', now + 1000))).toBe(suspended);
});
