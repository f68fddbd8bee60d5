import type * as batch from '../../schema/types/batch.v1';
import { cells, create, faultsOf, read, updateFaults } from '../testing/apply';
import { jobs } from './jobs';

const work = (spec: object = {}, template: object = {}): object => ({
  metadata: { name: 'work', namespace: 'default', uid: 'u1' },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'busybox:1' }], restartPolicy: 'Never', ...template } }, ...spec },
});

const faults = (spec: object, template: object = {}): string[] => faultsOf(jobs, create(jobs, work(spec, template)));
const generated = { 'batch.kubernetes.io/controller-uid': 'u1', 'batch.kubernetes.io/job-name': 'work', 'controller-uid': 'u1', 'job-name': 'work' };

test('defaults', () => {
  expect(read(jobs, work()).spec).toMatchObject({ parallelism: 1, completions: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, manualSelector: false, podReplacementPolicy: 'TerminatingOrFailed' });
  const queue = read(jobs, work({ parallelism: 3 })).spec;
  expect([queue.parallelism, queue.completions]).toEqual([3, undefined]);
  expect(read(jobs, work({ completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1 })).spec.backoffLimit).toBe(2 ** 31 - 1);
});

test('finds its pods by its uid', () => {
  expect(create(jobs, work())).toMatchObject({
    metadata: { labels: generated }, status: {},
    spec: { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u1' } }, template: { metadata: { labels: generated } } },
  });
});

test('a selector of its own', () => {
  const own = create(jobs, work({ manualSelector: true, selector: { matchLabels: { a: 'b' } } }));
  expect(own.spec.selector).toEqual({ matchLabels: { a: 'b' } });
  expect(faultsOf(jobs, own)).toEqual(['spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`']);
});

test.each<[string, object, object, string[]]>([
  ['ordinary', {}, {}, []],
  ['no restart policy', {}, { restartPolicy: undefined }, ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
  ['restarts always', {}, { restartPolicy: 'Always' }, ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
  ['negative', { parallelism: -1, completions: -1 }, {}, ['spec.parallelism: Invalid value: -1: must be greater than or equal to 0', 'spec.completions: Invalid value: -1: must be greater than or equal to 0']],
  ['indexed without a number', { completionMode: 'Indexed', parallelism: 1 }, {}, ['spec.completions: Required value: when completion mode is Indexed']],
  ['not indexed, with a limit per index', { backoffLimitPerIndex: 1 }, {}, ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode']],
  ['failure policy and restarts', { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [0] } }] } }, { restartPolicy: 'OnFailure' }, [
    'spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
    'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified']],
  ['a selector of others', { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u2' } } }, {}, [
    'spec.selector: Invalid value: {"matchLabels":{"batch.kubernetes.io/controller-uid":"u2"}}: `selector` not auto-generated',
    'spec.template.metadata.labels: Invalid value: {"batch.kubernetes.io/controller-uid":"u1","batch.kubernetes.io/job-name":"work","controller-uid":"u1","job-name":"work"}: `selector` does not match template `labels`']],
])('%s', (_, spec, template, expected) => expect(faults(spec, template)).toEqual(expected));

describe('update', () => {
  const sent = (old: batch.Job, spec: object): object => ({ ...old, spec: { ...old.spec, ...spec } });

  test('only indexed jobs change their number, and in tandem', () => {
    const plain = create(jobs, work());
    expect(updateFaults(jobs, plain, sent(plain, { completions: 2 }))).toEqual(['spec.completions: Invalid value: 2: field is immutable']);
    expect(updateFaults(jobs, plain, sent(plain, { parallelism: 2, suspend: true, ttlSecondsAfterFinished: 1 }))).toEqual([]);
    const indexed = create(jobs, work({ completionMode: 'Indexed', completions: 1 }));
    expect(updateFaults(jobs, indexed, sent(indexed, { completions: 2, parallelism: 2 }))).toEqual([]);
    expect(updateFaults(jobs, indexed, sent(indexed, { completions: 2 }))).toEqual(['spec.completions: Invalid value: 2: can only be modified in tandem with spec.parallelism']);
  });

  test('where pods go can change while none has been made', () => {
    const moved = (old: batch.Job): object => sent(old, { template: { ...old.spec.template, spec: { ...old.spec.template.spec, nodeSelector: { a: 'b' } } } });
    const waiting = create(jobs, work({ suspend: true }));
    expect(updateFaults(jobs, waiting, moved(waiting))).toEqual([]);
    const started = create(jobs, work());
    expect(updateFaults(jobs, started, moved(started))).toEqual([expect.stringMatching(/^spec\.template: Invalid value: .*: field is immutable$/)]);
  });
});

test.each<[string, batch.JobStatus, object, object]>([
  ['running', { startTime: '2025-12-31T23:59:00Z' }, {}, { Status: 'Running', Completions: '0/1', Duration: '60s' }],
  ['complete', { startTime: '2025-12-31T23:00:00Z', completionTime: '2025-12-31T23:00:05Z', succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }, {}, { Status: 'Complete', Completions: '1/1', Duration: '5s' }],
  ['failed', { conditions: [{ type: 'Failed', status: 'True' }] }, {}, { Status: 'Failed', Duration: '' }],
  ['suspended', { conditions: [{ type: 'Suspended', status: 'True' }] }, {}, { Status: 'Suspended' }],
  ['a queue', { succeeded: 2 }, { parallelism: 3 }, { Completions: '2/1 of 3' }],
])('row of a job that is %s', (_, status, spec, expected) => {
  expect(cells(jobs, { ...create(jobs, work(spec)), status })).toMatchObject(expected);
});

test('pods stay when a client does not say otherwise', () => expect(jobs.strategy.defaultPropagation).toBe('Orphan'));
