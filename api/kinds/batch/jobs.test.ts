import type * as batch from '../../schema/types/batch.v1';
import { cells, create, faultsOf, read, updateFaults } from '../testing/apply';
import { jobs } from './jobs';

const work = (spec: object = {}, template: object = {}): object => ({
  metadata: { name: 'work', namespace: 'default', uid: 'u1' },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'busybox:1' }], restartPolicy: 'Never', ...template } }, ...spec },
});

const faults = (spec: object, template: object = {}): string[] => faultsOf(jobs, create(jobs, work(spec, template)));
const beginning = '2025-12-31T23:00:00Z';
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

const never = { restartPolicy: 'Never' };
const rule = (onExitCodes: object, more: object = {}): object => ({ podFailurePolicy: { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1], ...onExitCodes }, ...more }] } });
const indexed = (spec: object): object => ({ completionMode: 'Indexed', completions: 3, parallelism: 1, ...spec });
const success = (...rules: object[]): object => indexed({ successPolicy: { rules } });
const codes = 'spec.podFailurePolicy.rules[0].onExitCodes';
const first = 'spec.successPolicy.rules[0]';

test.each<[string, object, string[]]>([
  ['manager', { managedBy: 'me' }, ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")']],
  ['long manager', { managedBy: `example.com/${'a'.repeat(60)}` }, ['spec.managedBy: Too long: may not be more than 63 bytes']],
  ['failed indexes', indexed({ maxFailedIndexes: 4 }), ['spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified', 'spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions']],
  ['many indexes', indexed({ completions: 200_000, parallelism: 20_000, backoffLimitPerIndex: 1 }), ['spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
    'spec.parallelism: Invalid value: 20000: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index']],
  ['replacement', { ...rule({}), podReplacementPolicy: 'TerminatingOrFailed' }, ['spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"']],
  ['action', { podFailurePolicy: { rules: [{ action: '', onPodConditions: [{ type: 'A B' }] }] } }, [
    'spec.podFailurePolicy.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]', expect.stringContaining('spec.podFailurePolicy.rules[0].onPodConditions[0].type: Invalid value: "A B": name part must consist of') as string]],
  ['cause', { podFailurePolicy: { rules: [{ action: 'Ignore' }] } }, ['spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required']],
  ['codes', rule({ containerName: 'other', values: [3, 2, 2] }), [`${codes}.containerName: Invalid value: "other": must be one of the container or initContainer names in the pod template`,
    `${codes}.values[2]: Duplicate value: 2`, `${codes}.values: Invalid value: [3,2,2]: must be ordered`]],
  ['operator', rule({ operator: 'Is' }), [`${codes}.operator: Unsupported value: "Is": supported values: "In", "NotIn"`]],
  ['success without indexes', { successPolicy: { rules: [{ succeededCount: 1 }] } }, ['spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":1}]}: requires indexed completion mode']],
  ['no success', success(), ['spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified']],
  ['empty success', success({}), [`${first}: Required value: at least one of succeededCount or succeededIndexes must be specified`]],
  ['success of too many', success({ succeededCount: 4 }), [`${first}.succeededCount: Invalid value: 4: must be less than or equal to 3 (the number of specified completions)`]],
  ['success of more than listed', success({ succeededCount: 3, succeededIndexes: '0-1' }), [`${first}.succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)`]],
  ['success of no index', success({ succeededIndexes: '3' }), [`${first}.succeededIndexes: Invalid value: "3": error parsing succeededIndexes: too large index: "3"`]],
])('bad %s', (_, spec, expected) => expect(faults(spec, never)).toEqual(expected));

test('the names of the pods of an indexed job fit a host', () => {
  const job = create(jobs, { ...work(indexed({ completions: 11 })), metadata: { name: 'a'.repeat(61), namespace: 'default' } });
  expect(faultsOf(jobs, job)).toEqual([`metadata.name: Invalid value: "${'a'.repeat(61)}": will not able to create pod with invalid DNS label: ${'a'.repeat(61)}-10`]);
});

test('a job from before the labels with a domain needs none', () => {
  const job = create(jobs, work());
  const old: batch.Job = { ...job, spec: { ...job.spec, selector: { matchLabels: { 'controller-uid': 'u1' } }, template: { ...job.spec.template, metadata: { labels: { 'controller-uid': 'u1', 'job-name': 'work' } } } } };
  expect(faultsOf(jobs, old)).toEqual(['controller-uid', 'job-name'].map((key) => `spec.template.metadata.labels[batch.kubernetes.io/${key}]: Required value: must be '${key === 'job-name' ? 'work' : 'u1'}'`));
  expect(faultsOf(jobs, old, old)).toEqual([]);
});

test('more indexes than can be followed are warned of', () => {
  const many = create(jobs, work(indexed({ completions: 200_000, parallelism: 20_000 })));
  const text = 'spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  expect(jobs.strategy.warnings?.(many, undefined)).toEqual([text]);
  expect(jobs.strategy.warnings?.(many, many)).toEqual([]);
});

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
    const apart = (old: batch.Job, affinity: object): object => sent(old, { template: { ...old.spec.template, spec: { ...old.spec.template.spec, affinity } } });
    expect(updateFaults(jobs, waiting, apart(waiting, { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } }))).toEqual([]);
    expect(updateFaults(jobs, waiting, apart(waiting, { podAffinity: {} }))).toEqual([expect.stringMatching(/^spec\.template\.spec: Invalid value: .*: field is immutable$/)]);
    const started = create(jobs, work());
    expect(updateFaults(jobs, started, moved(started))).toEqual([expect.stringMatching(/^spec\.template: Invalid value: .*: field is immutable$/)]);
  });

  test.each<[string, object, batch.JobStatus, boolean]>([
    ['waits to begin', { suspend: true }, {}, true],
    ['was stopped', { suspend: true }, { startTime: beginning, conditions: [{ type: 'Suspended', status: 'True' }] }, true],
    ['is being stopped', { suspend: true }, { startTime: beginning, active: 1, conditions: [{ type: 'Suspended', status: 'True' }] }, false],
    ['is to be stopped', { suspend: true }, { startTime: beginning }, false],
    ['runs', {}, { startTime: beginning }, false],
  ])('what pods take can change while none runs: a job that %s', (_, spec, status, free) => {
    const old = { ...create(jobs, work(spec)), status };
    const { template } = old.spec;
    const containers = template.spec?.containers?.map((container) => ({ ...container, resources: { requests: { cpu: '2' } } }));
    const faults = updateFaults(jobs, old, { ...old, spec: { ...old.spec, template: { ...template, spec: { ...template.spec, containers } } } });
    expect(faults).toEqual(free ? [] : [expect.stringMatching(/^spec\.template: /)]);
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
