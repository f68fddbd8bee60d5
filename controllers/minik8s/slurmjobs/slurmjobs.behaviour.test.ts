/** Slurm jobs on a real registry; their pods, and what these have written, are played by the tests. */
import { kinds, type core, type KubeObject, type minik8s } from '../../../api';
import type { NodeCalls } from '../../../client';
import { runPods, startCluster, until, untilAll, whilePassing, type PodLife, type TestCluster } from '../../testing/cluster';

let cluster: TestCluster;
let endPods: () => void;
let reads: number;

const text = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString();
const time = '2026-01-01T00:00:00Z';
const ended = (exitCode: number): core.PodStatus => ({
  phase: exitCode === 0 ? 'Succeeded' : 'Failed',
  containerStatuses: [{ name: 'job', image: 'i', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode, startedAt: time, finishedAt: time } } }],
});
const running: core.PodStatus = { phase: 'Running', containerStatuses: [{ name: 'job', image: 'i', imageID: '', ready: true, restartCount: 0, state: { running: { startedAt: time } } }] };

async function start(life: PodLife = () => ended(0), isReadable: () => boolean = () => true, said = (stream: string, of: string) => `${stream} of ${of}\n`): Promise<void> {
  reads = 0;
  const nodeCalls: NodeCalls = {
    invoke: () => Promise.reject(new Error('no functions')),
    log: ({ metadata: { name = '' } }, container, stream) => {
      reads++;
      return isReadable() ? Promise.resolve(said(stream, `${name}/${container}`)) : Promise.reject(new Error('the kubelet does not answer'));
    },
  };
  cluster = await startCluster({ nodeCalls });
  endPods = runPods(cluster, life);
}

afterEach(async () => {
  endPods();
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const key = { namespace: 'default', name: 'saxpy' };
const jobs = () => cluster.registry.of(kinds.slurmjobs);
const files = () => cluster.registry.of(kinds.jobfiles);
const pods = () => cluster.registry.of(kinds.pods);
const submit = (spec: minik8s.SlurmJobSpec = { partition: 'a100', username: 'ana', runCommands: ['./saxpy'] }, annotations: Record<string, string> = {}) =>
  jobs().create({ apiVersion: 'minik8s.io/v1', kind: 'SlurmJob', metadata: { name: 'saxpy', namespace: 'default', annotations }, spec });
const upload = () => files().create({ apiVersion: 'minik8s.io/v1', kind: 'JobFile', metadata: { name: 'saxpy', namespace: 'default' }, userUploadFile: 'UEsFBg==' });
const inState = (state: minik8s.SlurmState) => until(jobs(), key, (found) => found?.status?.state === state);
const passing = <T>(waiting: Promise<T>): Promise<T> => whilePassing(cluster, 500, waiting);
const told = (reason: string, message: string) => untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some((event) => event.reason === reason && event.message === message));

test('an upload starts the job; its output is in the job file when it is over', async () => {
  await start();
  await submit();
  await cluster.clock.step(10_000);
  expect((await jobs().get(key)).status?.state).toBeUndefined();
  await upload();
  const done = await passing(inState('COMPLETED'));
  expect(done?.status).toMatchObject({
    partition: 'a100', account: 'acct-ana', allocCPUS: '1', exitCode: '0:0', startTime: time,
    conditions: [{ type: 'Ended', reason: 'COMPLETED' }, { type: 'Complete', status: 'True', reason: 'COMPLETED' }],
  });
  expect(done?.status?.jobID).toMatch(/^[1-9]\d{5}$/);
  const file = await files().get(key);
  expect([text(file.outputFile), text(file.errorFile), file.userUploadFile, file.metadata.ownerReferences]).toEqual(['Stdout of saxpy/job\n', 'Stderr of saxpy/job\n', 'UEsFBg==', undefined]);
  await told('Completed', 'Job completed');
});

test('one that has written nothing has no file of it, nor that of a job before', async () => {
  await start(undefined, undefined, (stream) => (stream === 'Stdout' ? 'done\n' : ''));
  await upload();
  await files().update(key, (current) => ({ ...current, errorFile: 'b2xk' }));
  await submit();
  await passing(inState('COMPLETED'));
  const file = await files().get(key);
  expect([text(file.outputFile), file.errorFile]).toEqual(['done\n', undefined]);
});

test('its states are one after another', async () => {
  await start();
  const states: string[] = [];
  const watching = new AbortController();
  const { resourceVersion } = await jobs().list();
  const watched = (async () => {
    for await (const batch of jobs().watch({ resourceVersion }, watching.signal)) {
      for (const state of batch.map((event) => (event.type === 'BOOKMARK' ? states.at(-1) : event.object.status?.state) ?? '')) if (state !== states.at(-1)) states.push(state);
      if (states.at(-1) === 'COMPLETED') return;
    }
  })();
  await upload();
  await submit();
  await passing(watched);
  watching.abort();
  expect(states).toEqual(['', 'PENDING', 'RUNNING', 'COMPLETING', 'COMPLETED']);
});

test('a script needs no upload, and gets a job file', async () => {
  await start(() => ended(3));
  await submit({ script: { runtime: 'python', source: 'raise SystemExit(3)' } });
  const done = await passing(inState('FAILED'));
  expect(done?.status).toMatchObject({ exitCode: '3:0', conditions: [{}, { type: 'Failed', reason: 'FAILED' }] });
  expect(text((await files().get(key)).outputFile)).toBe('Stdout of saxpy/job\n');
  expect((await pods().get(key)).spec.containers[0]).toMatchObject({ image: 'minik8s.io/script', args: ['raise SystemExit(3)'] });
});

test('a job that is deleted takes its pod with it, and leaves its file', async () => {
  await start(() => running);
  await upload();
  await submit();
  await passing(inState('RUNNING'));
  await jobs().delete(key);
  await passing(until(pods(), key, (found) => found === undefined));
  await files().get(key);
});

test('unless it was asked to take it too', async () => {
  await start();
  await upload();
  await submit(undefined, { 'minik8s.io/delete-file': 'true' });
  await passing(inState('COMPLETED'));
  await jobs().delete(key);
  await passing(until(files(), key, (found) => found === undefined));
});

test('a job that is cancelled: what it has written is kept, and its pod stopped', async () => {
  await start(() => running);
  await upload();
  await submit();
  await passing(inState('RUNNING'));
  await jobs().update(key, (current) => ({ ...current, metadata: { ...current.metadata, annotations: { 'minik8s.io/cancel': 'true' } } }));
  const done = await passing(inState('CANCELLED'));
  expect(done?.status?.exitCode).toBe('0:15');
  await passing(until(pods(), key, (found) => found === undefined));
  expect(text((await files().get(key)).outputFile)).toBe('Stdout of saxpy/job\n');
});

test('a pod that is deleted is a job that is cancelled', async () => {
  await start(() => running);
  await upload();
  await submit();
  await passing(inState('RUNNING'));
  await pods().delete(key, { gracePeriodSeconds: 0 });
  await passing(inState('CANCELLED'));
});

test('somebody else\'s pod has its name', async () => {
  await start(() => running);
  const other = await pods().create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'saxpy', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'nginx' } as core.Container] }, status: {} });
  await upload();
  await submit();
  await passing(told('FailedCreate', 'Error creating: pods "saxpy" already exists'));
  expect((await jobs().get(key)).status?.state).toBe('PENDING');
  await pods().delete(key, { gracePeriodSeconds: 0 });
  await passing(inState('RUNNING'));
  expect((await pods().get(key)).metadata.uid).not.toBe(other.metadata.uid);
});

test('a node that does not answer is asked again', async () => {
  await start(() => ended(0), () => reads > 4);
  await upload();
  await submit();
  await passing(inState('COMPLETED'));
  expect(text((await files().get(key)).outputFile)).toBe('Stdout of saxpy/job\n');
});

test('but not for ever', async () => {
  await start(() => ended(0), () => false);
  await upload();
  await submit();
  await passing(inState('COMPLETED'));
  expect((await files().get(key)).outputFile).toBeUndefined();
  await told('OutputLost', 'What the job has written cannot be read: Error: the kubelet does not answer');
});

test('annotations that make no sense are told of', async () => {
  await start();
  await upload();
  await submit(undefined, { 'minik8s.io/pending-time': 'soon' });
  await passing(inState('COMPLETED'));
  await told('InvalidAnnotation', 'Annotation is not heeded: minik8s.io/pending-time: "soon" is not a duration such as 500ms, 90s or 1m30s');
});

test('many jobs', async () => {
  await start();
  const names = Array.from({ length: 30 }, (_, i) => `job-${i}`);
  await Promise.all(names.map((name) => jobs().create({ apiVersion: 'minik8s.io/v1', kind: 'SlurmJob', metadata: { name, namespace: 'default' }, spec: { script: { source: 'x' } } })));
  await passing(untilAll(jobs(), 'default', (all: readonly KubeObject[]) => all.filter((each) => (each as minik8s.SlurmJob).status?.state === 'COMPLETED').length === names.length));
  expect((await files().list({ namespace: 'default' })).items).toHaveLength(names.length);
});
