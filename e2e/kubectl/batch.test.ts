/** Jobs and cron jobs, as they are lived through with kubectl. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, feed, api } = story('batch');

const minute = 60_000;

interface Job {
  metadata: { name: string; annotations: Record<string, string>; ownerReferences: { kind: string; name: string }[] };
  status: { ready?: number; succeeded?: number; failed?: number; completedIndexes?: string; failedIndexes?: string; conditions: { type: string; reason: string; message: string }[] };
}
const job = (name: string, spec: object, annotations: Record<string, string> = {}): object => ({
  apiVersion: 'batch/v1', kind: 'Job', metadata: { name },
  spec: { ...spec, template: { metadata: { annotations }, spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } } },
});
const batch = '/apis/batch/v1/namespaces/batch';
const jobs = `${batch}/jobs`;
const succeeded = async (name: string): Promise<void> => { await api().until<{ status: { lastSuccessfulTime?: string } }>(`${batch}/cronjobs`, name, ({ status: { lastSuccessfulTime } }) => lastSuccessfulTime !== undefined); };
const status = async (name: string): Promise<Job['status']> => (await json<Job>`get job ${name}`).status;

describe('an Indexed job', () => {
  it('whose indexes fail one by one', async () => {
    await feed(job('indexed', { completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 0 }, { 'minikapi.dev/run-time': '4s' }))`create -f -`;
    await api().until<Job>(jobs, 'indexed', ({ status: { ready } }) => ready === 3);
    await ok`annotate pod -l ${'job-name=indexed,batch.kubernetes.io/job-completion-index=1'} minikapi.dev/exit-code=7`;
    await ok`wait job/indexed --for=condition=Failed --timeout=30s`;
    expect(await status('indexed')).toMatchObject({ succeeded: 2, failed: 1, completedIndexes: '0,2', failedIndexes: '1' });
    const told = await ok`describe job indexed`;
    if (kubectlSince(21)) expect(told).toMatch(/Completion Mode: +Indexed/);
    expect(told).toMatch(/Warning +FailedIndexes +\S+ +job-controller +Job has failed indexes/);
    expect(await ok`get pods -l job-name=indexed -o ${'jsonpath={range .items[*]}{.spec.hostname}{"\\n"}{end}'}`).toBe('indexed-0\nindexed-1\nindexed-2\n');
  }, minute);

  it('that is complete when its leader is', async () => {
    const policy = { successPolicy: { rules: [{ succeededIndexes: '0' }] } };
    await feed(job('led', { completionMode: 'Indexed', completions: 2, parallelism: 2, ...policy }, { 'minikapi.dev/run-time': '10m' }))`create -f -`;
    await api().until<Job>(jobs, 'led', ({ status: { ready } }) => ready === 2);
    await ok`annotate pod -l ${'job-name=led,batch.kubernetes.io/job-completion-index=0'} minikapi.dev/run-time=1s --overwrite`;
    await ok`wait job/led --for=condition=Complete --timeout=30s`;
    expect(await status('led')).toMatchObject({ completedIndexes: '0', conditions: [{ type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message: 'Matched rules at index 0' }, { type: 'Complete', reason: 'SuccessPolicy' }] });
  }, minute);
});

it('a job fails at once with an exit code that it knows', async () => {
  const policy = { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [42] } }] } };
  await feed(job('strict', { backoffLimit: 5, ...policy }, { 'minikapi.dev/exit-code': '42' }))`create -f -`;
  await ok`wait job/strict --for=condition=Failed --timeout=30s`;
  const { failed, conditions } = await status('strict');
  expect(failed).toBe(1);
  expect(conditions.map(({ type, reason }) => `${type} ${reason}`)).toEqual(['FailureTarget PodFailurePolicy', 'Failed PodFailurePolicy']);
  expect(conditions[1]?.message).toMatch(/^Container main for pod batch\/strict-\w+ failed with exit code 42 matching FailJob rule at index 0$/);
}, minute);

it('a job that is over goes when its time has come, with its pods', async () => {
  await feed(job('brief', { ttlSecondsAfterFinished: 2 }), job('lasting', {}))`create -f -`;
  await ok`wait job/brief job/lasting --for=condition=Complete --timeout=30s`;
  const { status: { completionTime } } = await json<{ status: { completionTime: string } }>`get job brief`;
  await api().untilNone(jobs, 'fieldSelector=metadata.name%3Dbrief');
  expect(Date.now() - Date.parse(completionTime)).toBeGreaterThanOrEqual(2000);
  await api().untilNone('/api/v1/namespaces/batch/pods', 'labelSelector=job-name%3Dbrief');
  expect(await ok`get pods -l job-name=lasting -o name`).toMatch(/^pod\/lasting-\w+\n$/);
}, minute);

it('a cron job with a time zone makes its jobs, knows how they end, and keeps some', async () => {
  const template = { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } } } };
  await feed({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'tick' }, spec: { schedule: '@every 1s', timeZone: 'Asia/Kolkata', successfulJobsHistoryLimit: 1, jobTemplate: template } })`create -f -`;
  await succeeded('tick');
  await ok`patch cronjob tick -p ${'{"spec":{"suspend":true}}'}`;
  const [made] = (await json<{ items: Job[] }>`get jobs`).items.filter(({ metadata }) => metadata.name.startsWith('tick-'));
  expect(made?.metadata.name).toMatch(/^tick-\d{8}$/);
  expect(made?.metadata.annotations['batch.kubernetes.io/cronjob-scheduled-timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30$/);
  expect(await ok`get cronjob tick`).toMatch(kubectlSince(21) ? /\ntick +@every 1s +Asia\/Kolkata +True +\d +\S+/ : /\ntick +@every 1s/);
  const told = await ok`get events --field-selector ${'involvedObject.kind=CronJob'} -o ${'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}'}`;
  expect(told).toMatch(/SuccessfulCreate: Created job tick-\d+\n/);
  expect(told).toMatch(/SawCompletedJob: Saw completed job: tick-\d+, condition: Complete\n/);
}, minute);

// Older ones do not make the cron job the job's controller.
if (kubectlSince(24)) it('a job of a cron job that is made by hand is one of its own', async () => {
  await ok`create cronjob nightly --image=busybox --schedule=${'0 3 * * *'} -- date`;
  await ok`create job now --from=cronjob/nightly`;
  await ok`wait job/now --for=condition=Complete --timeout=30s`;
  await succeeded('nightly');
  await ok`delete cronjob nightly`;
  await ok`wait job/now --for=delete --timeout=30s`;
}, minute);
