/** Jobs on a real registry. */
import { kinds, type batch, type core } from '../../api';
import { runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';
import { job } from '../testing/objects';
import { findTrue, isFinished } from './conditions';
import { trackingFinalizer } from './tally';

const key = { namespace: 'default', name: 'job' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const jobs = () => cluster.registry.of(kinds.jobs);
const pods = () => cluster.registry.of(kinds.pods);
const template: core.PodTemplateSpec = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } };
const create = (spec: Partial<batch.JobSpec>) => jobs().create(job({ metadata: { uid: undefined }, spec: { template, ...spec } }));
const ended = (phase: 'Succeeded' | 'Failed'): core.PodStatus => ({ phase });
const finished = () => until(jobs(), key, (found) => found !== undefined && isFinished(found));

test('a job completes, each pod counted once', async () => {
  runPods(cluster, () => ended('Succeeded'));
  await create({ completions: 12, parallelism: 4 });
  const done = await finished();
  expect(done?.status).toMatchObject({ succeeded: 12, startTime: expect.any(String) as string, completionTime: expect.any(String) as string, uncountedTerminatedPods: {} });
  expect(done?.status.conditions).toMatchObject([
    { type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached' },
    { type: 'Complete', status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' },
  ]);
  const all = await untilAll(pods(), 'default', (found) => found.every(({ metadata }) => !metadata.finalizers?.includes(trackingFinalizer)));
  expect(all).toHaveLength(12);
  await untilAll(cluster.registry.of(kinds.events), 'default', (events) => events.some(({ reason }) => reason === 'Completed'));
  expect(cluster.errors).toEqual([]);
});

test('failed pods are replaced after a while, until the limit', async () => {
  runPods(cluster, () => ended('Failed'));
  await create({ backoffLimit: 1 });
  await until(jobs(), key, (found) => found?.status.failed === 1);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(1);
  const done = await whilePassing(cluster, 1000, finished());
  expect(done?.status.failed).toBe(2);
  expect(done && findTrue(done.status.conditions, 'Failed')).toMatchObject({ reason: 'BackoffLimitExceeded' });
});

test('a job that runs too long is ended', async () => {
  runPods(cluster);
  await create({ activeDeadlineSeconds: 60, parallelism: 2, completions: 2 });
  await until(jobs(), key, (found) => found?.status.ready === 2);
  const done = await whilePassing(cluster, 1000, finished());
  expect(done && findTrue(done.status.conditions, 'Failed')).toMatchObject({ reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' });
  await untilAll(pods(), 'default', (all) => all.length === 0);
});

test('a suspended job loses its pods and gets them back', async () => {
  runPods(cluster);
  const suspend = (value: boolean) => jobs().update(key, (current) => ({ ...current, spec: { ...current.spec, suspend: value } }));
  await create({});
  await until(jobs(), key, (found) => found?.status.ready === 1);
  await suspend(true);
  const suspended = await until(jobs(), key, (found) => found !== undefined && Boolean(findTrue(found.status.conditions, 'Suspended')));
  expect(suspended?.status.startTime).toBeUndefined();
  await untilAll(pods(), 'default', (all) => all.length === 0);
  await suspend(false);
  const resumed = await until(jobs(), key, (found) => found?.status.ready === 1);
  expect(resumed?.status).toMatchObject({ conditions: [{ type: 'Suspended', status: 'False', reason: 'JobResumed' }], startTime: expect.any(String) as string });
  expect(resumed?.status.failed ?? 0).toBe(0);
});

test('every index of an Indexed job succeeds once', async () => {
  runPods(cluster, () => ended('Succeeded'));
  await create({ completionMode: 'Indexed', completions: 5, parallelism: 2 });
  const done = await finished();
  expect(done?.status).toMatchObject({ succeeded: 5, completedIndexes: '0-4' });
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(5);
});

/** The life of a container that exits with this code. */
const exited = (code: number): core.PodStatus => ({
  phase: code === 0 ? 'Succeeded' : 'Failed',
  containerStatuses: [{ name: 'c', image: 'busybox', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: code, finishedAt: new Date(cluster.clock.now()).toISOString() } } }],
});
const indexOfPod = (found: core.Pod) => Number(found.metadata.labels?.['batch.kubernetes.io/job-completion-index']);

test('indexes fail one by one, each within its own limit', async () => {
  const seen: Record<number, number> = {};
  runPods(cluster, (found) => {
    const index = indexOfPod(found);
    seen[index] = (seen[index] ?? 0) + 1;
    // The first always fails, the second once.
    return exited(index === 0 || (index === 1 && seen[1] === 1) ? 1 : 0);
  });
  await create({ completionMode: 'Indexed', completions: 4, parallelism: 4, backoffLimitPerIndex: 1 });
  const done = await whilePassing(cluster, 1000, finished());
  expect(done?.status).toMatchObject({ succeeded: 3, failed: 3, completedIndexes: '1-3', failedIndexes: '0' });
  expect(done && findTrue(done.status.conditions, 'Failed')).toMatchObject({ reason: 'FailedIndexes', message: 'Job has failed indexes' });
  const failed = (await pods().list({ namespace: 'default' })).items.filter((found) => indexOfPod(found) === 0);
  expect(failed.map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-index-failure-count']).sort()).toEqual(['0', '1']);
  expect(cluster.errors).toEqual([]);
});

test('too many failed indexes end the job and its pods', async () => {
  runPods(cluster, (found) => (indexOfPod(found) === 0 ? exited(1) : undefined));
  await create({ completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 0, maxFailedIndexes: 0 });
  const done = await whilePassing(cluster, 1000, finished());
  expect(done?.status.conditions).toMatchObject([{ type: 'FailureTarget', reason: 'MaxFailedIndexesExceeded' }, { type: 'Failed', reason: 'MaxFailedIndexesExceeded' }]);
  await untilAll(pods(), 'default', (left) => left.every(({ status }) => status.phase === 'Failed'));
});

test('an exit code fails the job at once, another one is ignored', async () => {
  const codes = [7, 7, 42];
  runPods(cluster, () => exited(codes.shift() ?? 0));
  const podFailurePolicy: batch.PodFailurePolicy = { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [7] } }, { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }] };
  await create({ backoffLimit: 0, podFailurePolicy });
  const done = await whilePassing(cluster, 1000, finished());
  expect(done?.status.failed).toBe(1);
  expect(done && findTrue(done.status.conditions, 'Failed')).toMatchObject({ reason: 'PodFailurePolicy', message: expect.stringMatching(/^Container c for pod default\/job-\w+ failed with exit code 42 matching FailJob rule at index 1$/) as string });
  await untilAll(cluster.registry.of(kinds.events), 'default', (events) => events.some(({ type, reason }) => type === 'Warning' && reason === 'PodFailurePolicy'));
});

test('the leader has succeeded: the others are stopped and the job is complete', async () => {
  runPods(cluster, (found) => (indexOfPod(found) === 0 ? exited(0) : undefined));
  await create({ completionMode: 'Indexed', completions: 3, parallelism: 3, successPolicy: { rules: [{ succeededIndexes: '0' }] } });
  const done = await finished();
  expect(done?.status.conditions).toMatchObject([{ type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message: 'Matched rules at index 0' }, { type: 'Complete', reason: 'SuccessPolicy' }]);
  expect(done?.status).toMatchObject({ succeeded: 1, completedIndexes: '0' });
  expect(done?.status.failed ?? 0).toBe(0);
});

test('an Indexed job grows and shrinks', async () => {
  runPods(cluster);
  await create({ completionMode: 'Indexed', completions: 2, parallelism: 2 });
  const resize = (size: number) => jobs().update(key, (current) => ({ ...current, spec: { ...current.spec, completions: size, parallelism: size } }));
  await until(jobs(), key, (found) => found?.status.ready === 2);
  await resize(4);
  await until(jobs(), key, (found) => found?.status.ready === 4);
  await resize(1);
  const left = await untilAll(pods(), 'default', (found) => found.length === 1);
  expect(left.map(indexOfPod)).toEqual([0]);
});

test('what another controller manages is left alone', async () => {
  runPods(cluster);
  await jobs().create(job({ metadata: { name: 'theirs', uid: undefined }, spec: { template, managedBy: 'example.com/queue' } }));
  await create({});
  await until(jobs(), key, (found) => found?.status.ready === 1);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(1);
  expect((await jobs().get({ namespace: 'default', name: 'theirs' })).status).toEqual({});
});

test('a finished job goes when its time to live is over, with its pods', async () => {
  runPods(cluster, () => ended('Succeeded'));
  await create({ ttlSecondsAfterFinished: 100 });
  await finished();
  await whilePassing(cluster, 1000, until(jobs(), key, (found) => found === undefined));
  await untilAll(pods(), 'default', (all) => all.length === 0);
});

test('the pods of a deleted job are let go', async () => {
  runPods(cluster);
  await create({});
  await until(jobs(), key, (found) => found?.status.ready === 1);
  await jobs().delete(key, { propagationPolicy: 'Background' });
  await untilAll(pods(), 'default', (all) => all.length === 0);
});

test('pods that are orphaned lose the finalizer and stay', async () => {
  runPods(cluster);
  await create({});
  await until(jobs(), key, (found) => found?.status.ready === 1);
  await jobs().delete(key, { propagationPolicy: 'Orphan' });
  const all = await untilAll(pods(), 'default', ([first]) => first !== undefined && !first.metadata.ownerReferences?.length && !first.metadata.finalizers?.length);
  expect(all).toHaveLength(1);
});
