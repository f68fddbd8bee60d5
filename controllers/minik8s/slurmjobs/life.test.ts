import type { core, minik8s } from '../../../api';
import { nextMove } from './life';
import { podFor } from './pod';
import { wishFaults } from './wishes';

const now = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number): string => new Date(now - 1000 * seconds).toISOString();

const job = (status: minik8s.SlurmJobStatus = {}, annotations: Record<string, string> = {}, spec: minik8s.SlurmJobSpec = { runCommands: ['./a'] }): minik8s.SlurmJob =>
  ({ apiVersion: 'minik8s.io/v1', kind: 'SlurmJob', metadata: { name: 'saxpy', namespace: 'hpc', uid: 'u', annotations }, spec, status });

const pod = (status: core.PodStatus, metadata: core.Pod['metadata'] = {}): core.Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'saxpy', namespace: 'hpc', ...metadata }, spec: { containers: [] }, status });
const container = (state: core.ContainerState): core.ContainerStatus[] => [{ name: 'job', image: 'i', imageID: '', ready: false, restartCount: 0, state }];
const ended = (exitCode: number, more: Partial<core.ContainerStateTerminated> = {}, status: core.PodStatus = {}): core.Pod =>
  pod({ phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: container({ terminated: { exitCode, ...more } }), ...status });
const runs = pod({ phase: 'Running', containerStatuses: container({ running: { startedAt: ago(5) } }) });
const waits = pod({ phase: 'Pending' });
const disrupted = (reason: string): core.PodStatus => ({ conditions: [{ type: 'DisruptionTarget', status: 'True', reason }] });

/** `complete TIMEOUT 1:0`, `wait 400`, `submit`. */
function move(of: minik8s.SlurmJob, its?: core.Pod, hasFile = true, luck = 0.5): string | undefined {
  const found = nextMove({ job: of, pod: its, hasFile, now, luck });
  if (!found || found.type === 'wait') return found && `wait ${found.ms}`;
  return 'end' in found ? `${found.type} ${found.end.state} ${found.end.exitCode}` : found.type;
}

const queued = (seconds: number): minik8s.SlurmJobStatus => ({ state: 'PENDING', updateTime: ago(seconds) });
const running: minik8s.SlurmJobStatus = { state: 'RUNNING', updateTime: ago(9) };
const script: minik8s.SlurmJobSpec = { script: { source: 'print(1)' } };

test.each<[string, string | undefined, string | undefined]>([
  ['nothing has been uploaded', move(job(), undefined, false), undefined],
  ['an upload', move(job()), 'submit'],
  ['a script needs none', move(job({}, {}, script), undefined, false), 'submit'],
  ['the queue, by chance between one second and two', move(job(queued(1)), undefined), 'wait 500'],
  ['the front of the queue', move(job(queued(2))), 'make-pod'],
  ['a queue of its own length', move(job(queued(2), { 'minik8s.io/pending-time': '1m' })), 'wait 58000'],
  ['no queue', move(job(queued(0), { 'minik8s.io/pending-time': '0' })), 'make-pod'],
  ['a pod that waits for a node', move(job(queued(90)), waits), undefined],
  ['a pod that runs', move(job(queued(90)), runs), 'run'],
  ['a pod that has run already', move(job(queued(90)), ended(0)), 'run'],
  ['a pod that failed without having run', move(job(queued(90)), pod({ phase: 'Failed', reason: 'Evicted' })), 'finish PREEMPTED 1:0'],
  ['it runs', move(job(running), runs), undefined],
  ['its end', move(job(running), ended(0)), 'complete COMPLETED 0:0'],
  ['a fault', move(job(running), ended(3)), 'complete FAILED 3:0'],
  ['a signal', move(job(running), ended(139)), 'complete FAILED 0:11'],
  ['too much memory', move(job(running), ended(137, { reason: 'OOMKilled' })), 'complete OUT_OF_MEMORY 0:9'],
  ['its deadline', move(job(running), ended(143, {}, { reason: 'DeadlineExceeded' })), 'complete TIMEOUT 0:15'],
  ['the deadline of a script', move(job(running), ended(137, { reason: 'DeadlineExceeded' })), 'complete TIMEOUT 0:9'],
  ['an eviction', move(job(running), ended(137, {}, { reason: 'Evicted' })), 'complete PREEMPTED 0:9'],
  ['preemption by others', move(job(running), ended(143, {}, disrupted('PreemptionByScheduler'))), 'complete PREEMPTED 0:15'],
  ['a node that is gone', move(job(running), ended(143, {}, disrupted('DeletionByTaintManager'))), 'complete NODE_FAIL 0:15'],
  ['a pod that somebody has deleted', move(job(running), { ...ended(143), metadata: { deletionTimestamp: ago(1) } }), 'complete CANCELLED 0:15'],
  ['a pod that is gone', move(job(running)), 'finish CANCELLED 0:15'],
  ['as an annotation says', move(job(running, { 'minik8s.io/final-state': 'NODE_FAIL' }), ended(0)), 'complete NODE_FAIL 1:0'],
  ['as one that makes no sense does not say', move(job(running, { 'minik8s.io/final-state': 'RUNNING' }), ended(0)), 'complete COMPLETED 0:0'],
  ['its files are fetched', move(job({ state: 'COMPLETING', updateTime: ago(0) }), ended(0)), 'wait 1000'],
  ['they are there', move(job({ state: 'COMPLETING', updateTime: ago(1) }), ended(4)), 'finish FAILED 4:0'],
  ['its pod is gone by then', move(job({ state: 'COMPLETING', updateTime: ago(1), exitCode: '0:9', conditions: [{ type: 'Ended', status: 'True', reason: 'OUT_OF_MEMORY', message: '', lastTransitionTime: ago(1) }] })), 'finish OUT_OF_MEMORY 0:9'],
  ['cancelled in the queue', move(job(queued(0), { 'minik8s.io/cancel': 'true' })), 'cancel CANCELLED 0:15'],
  ['cancelled while it runs', move(job(running, { 'minik8s.io/cancel': 'true' }), runs), 'cancel CANCELLED 0:15'],
  ['cancelled too late', move(job({ state: 'COMPLETED' }, { 'minik8s.io/cancel': 'true' }), ended(0)), undefined],
  ['it is over', move(job({ state: 'FAILED' }), ended(1)), undefined],
  ['a state that somebody else has set', move(job({ state: 'SUSPENDED' }), ended(0)), 'complete COMPLETED 0:0'],
])('%s', (_, found, expected) => expect(found).toBe(expected));

test('annotations that make no sense', () => {
  expect(wishFaults(job({}, {
    'minik8s.io/pending-time': 'soon', 'minik8s.io/time-limit': '0', 'minik8s.io/final-state': 'RUNNING', 'minik8s.io/cancel': 'yes', 'minik8s.io/delete-file': 'true', 'minik8s.io/completing-time': '3',
  }))).toEqual([
    'minik8s.io/pending-time: "soon" is not a duration such as 500ms, 90s or 1m30s',
    'minik8s.io/time-limit: "0" is not a duration such as 500ms, 90s or 1m30s, greater than zero',
    'minik8s.io/final-state: "RUNNING" is not one of BOOT_FAIL, CANCELLED, COMPLETED, DEADLINE, FAILED, NODE_FAIL, OUT_OF_MEMORY, PREEMPTED, REVOKED, TIMEOUT',
    'minik8s.io/cancel: "yes" is not true or false',
  ]);
});

test('the pod of a job', () => {
  const spec: minik8s.SlurmJobSpec = {
    partition: 'a100', nTasks: 2, nTasksPerNode: 4, submitDirectory: '/home/ana/saxpy', compileCommands: ['module list'], runCommands: ['nvcc saxpy.cu -o saxpy', './saxpy'], username: 'ana', password: 'secret',
  };
  const made = podFor(job({ jobID: '482911', account: 'acct-ana' }, { 'minikapi.dev/run-time': '5s', 'minik8s.io/time-limit': '90s', other: 'x' }, spec));
  expect(made).toMatchObject({
    metadata: { name: 'saxpy', namespace: 'hpc', labels: { 'minik8s.io/job-name': 'saxpy' }, annotations: { 'minikapi.dev/run-time': '5s' }, ownerReferences: [{ apiVersion: 'minik8s.io/v1', kind: 'SlurmJob', uid: 'u', controller: true }] },
    spec: {
      restartPolicy: 'Never', activeDeadlineSeconds: 90,
      initContainers: [{ name: 'compile', image: 'minik8s.io/slurm-job', command: ['sh', '-c', 'module list\ntrue'] }],
      containers: [{ name: 'job', image: 'minik8s.io/slurm-job', command: ['sh', '-c', 'nvcc saxpy.cu -o saxpy\n./saxpy'] }],
    },
  });
  expect(made.metadata.annotations).toEqual({ 'minikapi.dev/run-time': '5s' });
  expect(Object.fromEntries((made.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]))).toEqual({
    SLURM_JOB_ID: '482911', SLURM_JOB_NAME: 'saxpy', SLURM_JOB_PARTITION: 'a100', SLURM_JOB_ACCOUNT: 'acct-ana', SLURM_SUBMIT_DIR: '/home/ana/saxpy', SLURM_NTASKS: '2', SLURM_CPUS_PER_TASK: '4',
  });
  expect(JSON.stringify(made)).not.toContain('secret');
});

test('the pod of a script', () => {
  const made = podFor(job({}, {}, { compileCommands: ['make'], script: { runtime: 'python', source: 'print(1)', timeoutSeconds: 7, memoryMiB: 64 } }));
  expect(made.spec).toMatchObject({ activeDeadlineSeconds: 7, containers: [{ image: 'minik8s.io/script', command: ['python'], args: ['print(1)'], resources: { limits: { memory: '64Mi' } } }] });
  expect(made.spec.initContainers).toBeUndefined();
  expect(podFor(job({}, {}, script)).spec.containers[0]?.command).toEqual(['script']);
});
