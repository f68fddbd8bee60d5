import { formatFieldError } from '../../../field-error';
import type * as batch from '../../../schema/types/batch.v1';
import { create } from '../../testing/apply';
import { jobs } from '../jobs';
import { validateJobStatus } from './status';

const job = (spec: object, status: batch.JobStatus): batch.Job => ({
  ...create(jobs, { metadata: { name: 'work', namespace: 'default' }, spec: { template: { spec: { containers: [{ name: 'main', image: 'a' }], restartPolicy: 'Never' } }, ...spec } }), status,
});
const conditions = (...types: string[]): batch.JobStatus => ({ conditions: types.map((type) => ({ type, status: 'True' })) });
const faults = (before: batch.JobStatus, now: batch.JobStatus, spec: object = {}): string[] => validateJobStatus(job(spec, now), job(spec, before)).map(formatFieldError);

const startTime = '2026-01-01T00:00:00Z';
const completionTime = '2026-01-01T01:00:00Z';
const running: batch.JobStatus = { startTime, active: 1 };
const complete: batch.JobStatus = { startTime, completionTime, succeeded: 1, ...conditions('SuccessCriteriaMet', 'Complete') };
const failed: batch.JobStatus = { startTime, failed: 1, ...conditions('FailureTarget', 'Failed') };
const indexed = { completionMode: 'Indexed', completions: 3, parallelism: 3 };
const set = 'status.conditions: Invalid value: cannot set';

test.each([['starts', {}, running], ['completes', running, complete], ['fails', running, failed], ['rests', complete, complete]])('a job that %s', (_, before, now) =>
  expect(faults(before, now)).toEqual([]));

test.each<[string, batch.JobStatus, batch.JobStatus, string[]]>([
  ['negative', {}, { active: -1, terminating: -1 }, ['active', 'terminating'].map((name) => `status.${name}: Invalid value: -1: must be greater than or equal to 0`).concat('status.ready: Invalid value: 0: cannot set more ready pods than active')],
  ['uncounted twice', {}, { uncountedTerminatedPods: { succeeded: ['a', ''], failed: ['a'] } }, ['status.uncountedTerminatedPods.succeeded[1]: Invalid value: "": must not be empty', 'status.uncountedTerminatedPods.failed[0]: Duplicate value: "a"']],
  ['both', complete, { ...complete, ...conditions('SuccessCriteriaMet', 'Complete', 'Failed', 'FailureTarget') }, [
    `${set} Complete=True and Failed=true conditions`, `${set} Complete=True and FailureTarget=true conditions`,
    `${set} SuccessCriteriaMet=True and Failed=true conditions`, `${set} SuccessCriteriaMet=True and FailureTarget=true conditions`]],
  ['complete at once', running, { startTime, completionTime, ...conditions('Complete') }, [`${set} Complete=True condition without the SuccessCriteriaMet=true condition`]],
  ['failed at once', running, { startTime, ...conditions('Failed') }, [`${set} Failed=True condition without the FailureTarget=true condition`]],
  ['complete without times', {}, { ...conditions('SuccessCriteriaMet', 'Complete') }, ['status.completionTime: Required value: completionTime is required for Complete jobs', 'status.startTime: Required value: startTime is required for finished job']],
  ['completed before it began', running, { ...complete, completionTime: '2025-01-01T00:00:00Z' }, ['status.completionTime: Invalid value: "2025-01-01T00:00:00Z": must be equal to or after `startTime`']],
  ['a time without an end', running, { ...running, completionTime }, [`status.completionTime: Invalid value: "${completionTime}": cannot set completionTime when there is no Complete=True condition`]],
  ['finished with pods', running, { ...failed, active: 1, terminating: 1, uncountedTerminatedPods: { failed: ['a'] } }, [
    'status.active: Invalid value: 1: active>0 is invalid for finished job',
    'status.uncountedTerminatedPods: Invalid value: {"Succeeded":null,"Failed":["a"]}: must be empty for finished job', 'status.terminating: Invalid value: 1: terminating>0 is invalid for finished job']],
  ['more ready than active', running, { ...running, ready: 2 }, ['status.ready: Invalid value: 2: cannot set more ready pods than active']],
  ['indexes of a job without', running, { ...running, completedIndexes: '0', failedIndexes: '1' }, [
    'status.completedIndexes: Invalid value: "0": cannot set non-empty completedIndexes when non-indexed completion mode', 'status.failedIndexes: Invalid value: "1": cannot set non-null failedIndexes when backoffLimitPerIndex is null',
    'status.failedIndexes: Invalid value: "1": error'].slice(0, 2)],
  ['back to work', complete, { ...running, succeeded: 0 }, [
    'status.conditions: Invalid value: cannot disable the terminal Complete=True condition', 'status.succeeded: Invalid value: 0: cannot decrease the succeeded counter', 'status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition']],
  ['fewer failures', failed, { ...failed, failed: 0 }, ['status.failed: Invalid value: 0: cannot decrease the failed counter']],
  ['another end', complete, { ...complete, completionTime: '2026-01-02T00:00:00Z' }, ['status.completionTime: Invalid value: "2026-01-02T00:00:00Z": field is immutable']],
  ['no beginning', running, { active: 1 }, ['status.startTime: Required value: startTime cannot be removed for unsuspended job']],
])('%s', (_, before, now, expected) => expect(faults(before, now)).toEqual(expected));

test('indexes of an indexed job', () => {
  const spec = { ...indexed, backoffLimitPerIndex: 1 };
  expect(faults(running, { ...running, completedIndexes: '0', failedIndexes: '1-2' }, spec)).toEqual([]);
  expect(faults(running, { ...running, completedIndexes: '0-1', failedIndexes: '1-2' }, spec)).toEqual(['status.failedIndexes: Invalid value: "1-2": failedIndexes and completedIndexes overlap at index: 1']);
  expect(faults(running, { ...running, completedIndexes: '3' }, spec)).toEqual(['status.completedIndexes: Invalid value: "3": error parsing completedIndexes: too large index: "3"']);
  expect(faults({ ...running, succeeded: 2 }, { ...running, succeeded: 1 }, spec)).toEqual([]);
});

test('a job is resumed with a new beginning', () => {
  const suspended: batch.JobStatus = { startTime, ...conditions('Suspended') };
  expect(faults(suspended, { startTime: completionTime, conditions: [{ type: 'Suspended', status: 'False' }] })).toEqual([]);
});

test('what was wrong before does not keep the rest from moving on', () => {
  const odd: batch.JobStatus = { active: 1, ...conditions('Failed') };
  expect(faults(odd, { ...odd, failed: 1 })).toEqual([]);
});
