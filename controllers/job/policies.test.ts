/** What policies make of a job's failures and successes, as tables. */
import type { batch, core } from '../../api';
import { job, pod } from '../testing/objects';
import { book } from './accounting';
import { matchFailurePolicy } from './failure-policy';
import { failsIndex, failureAnnotations } from './index-failures';
import { indexKey } from './indexes';
import { planPods } from './plan';
import { matchSuccessPolicy } from './success-policy';
import { tally, trackingFinalizer } from './tally';
import { earlyVerdict } from './verdict';

const now = Date.UTC(2026, 0, 1, 1);
const all = () => true;
const failures = 'batch.kubernetes.io/job-index-failure-count';
const ignored = 'batch.kubernetes.io/job-index-ignored-failure-count';

const failedPod = (name: string, { exit = 1, index, before = 0, skipped, condition, secondsAgo = 0 }: { exit?: number; index?: number; before?: number; skipped?: number; condition?: string; secondsAgo?: number } = {}): core.Pod => pod({
  metadata: {
    name, uid: name, finalizers: [trackingFinalizer],
    ...(index !== undefined && { annotations: { [indexKey]: String(index), [failures]: String(before), ...(skipped && { [ignored]: String(skipped) }) } }),
  },
  status: {
    phase: 'Failed',
    ...(condition && { conditions: [{ type: condition, status: 'True' }] }),
    containerStatuses: [{ name: 'main', image: '', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: exit, finishedAt: new Date(now - secondsAgo * 1000).toISOString() } } }],
  },
});
const rules = (...list: batch.PodFailurePolicyRule[]): Partial<batch.JobSpec> => ({ podFailurePolicy: { rules: list } });
const exits = (action: batch.PodFailurePolicyRule['action'], operator: 'In' | 'NotIn', values: number[], containerName?: string): batch.PodFailurePolicyRule =>
  ({ action, onExitCodes: { operator, values, ...(containerName && { containerName }) } });
const disrupted: batch.PodFailurePolicyRule = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };

describe('pod failure policy', () => {
  test.each<[string, Partial<batch.JobSpec>, core.Pod, object | undefined]>([
    ['none', {}, failedPod('a'), undefined],
    ['an exit code', rules(exits('FailJob', 'In', [1, 42])), failedPod('a', { exit: 42 }), { action: 'FailJob', message: 'Container main for pod default/a failed with exit code 42 matching FailJob rule at index 0' }],
    ['another exit code', rules(exits('FailJob', 'In', [42])), failedPod('a'), undefined],
    ['all but these', rules(exits('Count', 'NotIn', [42])), failedPod('a'), { action: 'Count' }],
    ['a success is no match', rules(exits('FailJob', 'NotIn', [42])), failedPod('a', { exit: 0 }), undefined],
    ['another container', rules(exits('FailJob', 'In', [1], 'other')), failedPod('a'), undefined],
    ['the first rule that fits', rules(disrupted, exits('FailJob', 'In', [1])), failedPod('a', { condition: 'DisruptionTarget' }), { action: 'Ignore', message: 'Pod default/a has condition DisruptionTarget matching Ignore rule at index 0' }],
    ['the second', rules(disrupted, exits('FailIndex', 'In', [1])), failedPod('a'), { action: 'FailIndex' }],
  ])('%s', (_, spec, failed, expected) => {
    const match = matchFailurePolicy(job({ spec }), failed);
    if (expected) expect(match).toMatchObject(expected);
    else expect(match).toBeUndefined();
  });

  test('what is ignored does not count, and its finalizer goes all the same', () => {
    const j = job({ spec: { backoffLimit: 0, ...rules(disrupted) } });
    const pods = [failedPod('a', { condition: 'DisruptionTarget' })];
    const counts = tally(j, pods, all, now);
    expect(counts.failed).toBe(0);
    expect(earlyVerdict(j, counts, pods, now)).toBeUndefined();
    expect(book(j, {}, pods, counts, undefined, all)).toMatchObject({ status: { uncountedTerminatedPods: {} }, release: [{ metadata: { name: 'a' } }] });
  });
});

describe('success policy', () => {
  test.each<[string, batch.SuccessPolicyRule[], number[], string | undefined]>([
    ['nothing has succeeded', [{ succeededCount: 0 }], [], undefined],
    ['so many, whichever', [{ succeededCount: 2 }], [3, 4], 'Matched rules at index 0'],
    ['too few', [{ succeededCount: 3 }], [3, 4], undefined],
    ['all of these', [{ succeededIndexes: '0,2-3' }], [0, 2, 3], 'Matched rules at index 0'],
    ['not all of these', [{ succeededIndexes: '0,2-3' }], [0, 1, 3], undefined],
    ['so many of these', [{ succeededIndexes: '0' }, { succeededIndexes: '1-4', succeededCount: 2 }], [1, 4], 'Matched rules at index 1'],
    ['so many, but of others', [{ succeededIndexes: '1-4', succeededCount: 2 }], [0, 1], undefined],
  ])('%s', (_, list, succeeded, expected) =>
    expect(matchSuccessPolicy(job({ spec: { completions: 5, completionMode: 'Indexed', successPolicy: { rules: list } } }), new Set(succeeded))).toBe(expected));
});

const perIndex = (spec: Partial<batch.JobSpec> = {}, status: batch.JobStatus = {}): batch.Job =>
  job({ spec: { completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimit: 2 ** 31 - 1, backoffLimitPerIndex: 1, ...spec }, status });

describe('a limit for each index', () => {
  test.each<[string, batch.Job, core.Pod, boolean]>([
    ['the first failure', perIndex(), failedPod('a', { index: 0 }), false],
    ['the last', perIndex(), failedPod('a', { index: 0, before: 1 }), true],
    ['one that is ignored', perIndex(rules(disrupted)), failedPod('a', { index: 0, before: 1, condition: 'DisruptionTarget' }), false],
    ['one that ends the index at once', perIndex(rules(exits('FailIndex', 'In', [42]))), failedPod('a', { index: 0, exit: 42 }), true],
  ])('%s', (_, j, failed, expected) => expect(failsIndex(j, failed)).toBe(expected));

  test.each<[string, batch.Job, core.Pod | undefined, object]>([
    ['nobody', perIndex(), undefined, { [failures]: '0' }],
    ['a failure', perIndex(), failedPod('a', { index: 0, before: 2 }), { [failures]: '3' }],
    ['an ignored failure', perIndex(rules(disrupted)), failedPod('a', { index: 0, before: 2, skipped: 1, condition: 'DisruptionTarget' }), { [failures]: '2', [ignored]: '2' }],
  ])('what the successor of %s says', (_, j, failed, expected) => expect(failureAnnotations(j, failed)).toEqual(expected));

  test('each index waits for itself; its failed pod stays until then', () => {
    const j = perIndex();
    const pods = [failedPod('a', { index: 0, secondsAgo: 15 }), failedPod('b', { index: 1, secondsAgo: 4 })];
    const counts = tally(j, pods, all, now);
    expect(planPods(j, counts, { failures: 5, lastFailure: now }, now)).toEqual({ remove: [], create: 2, indexes: [0, 2], waitMs: 6000 });
    expect(book(j, {}, pods, counts, undefined, all).release).toEqual([]);
    const successor = pod({ metadata: { name: 'a2', uid: 'a2', finalizers: [trackingFinalizer], annotations: { [indexKey]: '0', [failures]: '1' } }, status: { phase: 'Running' } });
    const after = tally(j, [...pods, successor], all, now);
    expect(book(j, {}, [...pods, successor], after, undefined, all)).toMatchObject({ release: [{ metadata: { name: 'a' } }], status: { uncountedTerminatedPods: { failed: ['a'] }, failedIndexes: '' } });
  });

  test.each<[string, Partial<batch.JobSpec>, batch.JobStatus, core.Pod[], object | undefined]>([
    ['one has failed, others go on', {}, {}, [failedPod('a', { index: 0, before: 1 })], undefined],
    ['more than allowed', { maxFailedIndexes: 0 }, {}, [failedPod('a', { index: 0, before: 1 })], { type: 'FailureTarget', reason: 'MaxFailedIndexesExceeded', message: 'Job has exceeded the specified maximal number of failed indexes' }],
    ['all have ended', {}, { completedIndexes: '1', failedIndexes: '2' }, [failedPod('a', { index: 0, before: 1 })], { type: 'FailureTarget', reason: 'FailedIndexes', message: 'Job has failed indexes' }],
    ['a rule fails the job', rules(exits('FailJob', 'In', [3])), {}, [failedPod('a', { index: 0, exit: 3 })], { type: 'FailureTarget', reason: 'PodFailurePolicy', message: 'Container main for pod default/a failed with exit code 3 matching FailJob rule at index 0' }],
    ['enough have succeeded', { successPolicy: { rules: [{ succeededCount: 1 }] } }, { completedIndexes: '2' }, [], { type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message: 'Matched rules at index 0' }],
    ['failure goes before success', { maxFailedIndexes: 0, successPolicy: { rules: [{ succeededCount: 1 }] } }, { completedIndexes: '2' }, [failedPod('a', { index: 0, before: 1 })], { reason: 'MaxFailedIndexesExceeded' }],
  ])('%s', (_, spec, status, pods, expected) => {
    const j = perIndex(spec, status);
    const verdict = earlyVerdict(j, tally(j, pods, all, now), pods, now);
    if (expected) expect(verdict).toMatchObject(expected);
    else expect(verdict).toBeUndefined();
  });
});

describe('replacements that wait', () => {
  const ending = (index: number): core.Pod => pod({ metadata: { name: `p${index}`, uid: `p${index}`, finalizers: [trackingFinalizer], deletionTimestamp: '2026-01-01T01:00:00Z', annotations: { [indexKey]: String(index) } }, status: { phase: 'Running' } });

  test.each<[string, Partial<batch.JobSpec>, object]>([
    ['start while the pod ends', { podReplacementPolicy: 'TerminatingOrFailed' }, { create: 2, indexes: [0, 1] }],
    ['start when it has failed', { podReplacementPolicy: 'Failed' }, { create: 1, indexes: [1] }],
  ])('%s', (_, spec, expected) => {
    const j = job({ spec: { completionMode: 'Indexed', completions: 2, parallelism: 2, ...spec } });
    const counts = tally(j, [ending(0)], all, now);
    expect(planPods(j, counts, undefined, now)).toMatchObject(expected);
  });
});
