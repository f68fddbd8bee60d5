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
  await until(jobs(), key, (found) => found !== undefined && Boolean(findTrue(found.status.conditions, 'Suspended')));
  await untilAll(pods(), 'default', (all) => all.length === 0);
  await suspend(false);
  const resumed = await until(jobs(), key, (found) => found?.status.ready === 1);
  expect(resumed?.status).toMatchObject({ conditions: [{ type: 'Suspended', status: 'False', reason: 'JobResumed' }] });
  expect(resumed?.status.failed ?? 0).toBe(0);
});

test('every index of an Indexed job succeeds once', async () => {
  runPods(cluster, () => ended('Succeeded'));
  await create({ completionMode: 'Indexed', completions: 5, parallelism: 2 });
  const done = await finished();
  expect(done?.status).toMatchObject({ succeeded: 5, completedIndexes: '0-4' });
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(5);
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
