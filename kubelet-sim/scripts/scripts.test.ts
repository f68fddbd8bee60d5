import { jobPods, kinds, type core } from '../../api';
import { kubelet, statusOf, until } from '../functions/testing/pods';
import { boundPod, closeAll, openCluster } from '../testing/cluster';

jest.setTimeout(60_000);
afterEach(closeAll);

const scripted = (name: string, command: string, source: string, more: Partial<core.PodSpec> = {}): core.Pod =>
  boundPod(name, { restartPolicy: 'Never', containers: [{ name: 'job', image: jobPods.scriptImage, command: [command], args: [source], env: [{ name: 'SLURM_JOB_ID', value: '7' }] } as core.Container], ...more });

async function begun(pod: core.Pod) {
  const cluster = await openCluster();
  cluster.start({ kubeletPort: undefined });
  await cluster.registry.of(kinds.pods).create(pod);
  return cluster;
}

test.each([
  ['javascript', 'console.log("job", process.env.SLURM_JOB_ID); console.error("odd"); process.exit(3);', 'Failed', { exitCode: 3, reason: 'Error' }, 'job 7\n', 'odd\n'],
  ['script', 'print("by what it looks like")', 'Succeeded', { exitCode: 0, reason: 'Completed' }, 'by what it looks like\n', ''],
  ['javascript', 'const all = []; for (;;) all.push(new Uint8Array(1e6));', 'Failed', { exitCode: 137, reason: 'OOMKilled' }, '', expect.stringContaining('memory')],
  ['javascript', 'function (', 'Failed', { exitCode: 1, reason: 'Error', message: expect.stringContaining('SyntaxError') }, '', expect.stringContaining('SyntaxError')],
] as const)('a script in %s runs once, and ends as it ends: %s', async (command, source, phase, end, output, errors) => {
  const cluster = await begun(scripted('run-1', command, source));
  await until(cluster, async () => (await cluster.pod('run-1'))?.status.phase === phase);
  expect((await statusOf(cluster, 'run-1'))?.state?.terminated).toMatchObject(end);
  const { get } = await kubelet(cluster);
  expect((await get('/containerLogs/default/run-1/job?stream=Stdout')).text).toBe(output);
  expect((await get('/containerLogs/default/run-1/job?stream=Stderr')).text).toEqual(errors);
});

test('one that does not end is stopped at the deadline of its pod, and one whose pod is deleted with it', async () => {
  const cluster = await begun(scripted('run-1', 'javascript', 'for (;;);', { activeDeadlineSeconds: 5 }));
  await cluster.registry.of(kinds.pods).create(scripted('run-2', 'javascript', 'for (;;);'));
  await until(cluster, async () => (await cluster.pod('run-1'))?.status.phase === 'Failed', 100);
  expect((await cluster.pod('run-2'))?.status.phase).toBe('Running');
  await cluster.registry.of(kinds.pods).delete({ namespace: 'default', name: 'run-2' });
  await until(cluster, async () => (await cluster.pod('run-2')) === undefined, 100);
});
