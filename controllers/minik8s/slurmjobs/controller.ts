/** Slurm jobs: queued, run as a pod of their name, their output kept in their job file (docs/dialects/minik8s-jobs.md). */
import { ApiError, keyOf, kinds, type core, type KubeObject, type minik8s } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { OwnWrites } from '../../own-writes';
import { ifPresent, isControlledBy, uidOf } from '../../ownership';
import { keepOutput, outputOf } from './files';
import { nextMove, type End, type Move } from './life';
import { podFor } from './pod';
import { completing, finished, running, submitted } from './status';
import { isFinal, wishFaults } from './wishes';

/** Attempts at reading what a pod has written, a second and more apart. */
const mostAttempts = 5;
const attemptMs = 1000;
/** Somebody else's pod has the name. */
const takenMs = 10_000;

type Status = minik8s.SlurmJobStatus;
interface Later { readonly requeueAfterMs: number }

export const slurmJobController: ControllerFactory = ({ client, informers, clock, random, recorder, nodeCalls }) => {
  const jobs = informers.of(kinds.slurmjobs);
  const pods = informers.of(kinds.pods);
  const files = informers.of(kinds.jobfiles);
  const own = new OwnWrites(jobs);
  /** By uid and state: by how much the wait in it is longer. */
  const luck = new Map<string, number>();
  const attempts = new Map<string, number>();
  const forget = (job: KubeObject): void => {
    attempts.delete(uidOf(job));
    for (const state of ['PENDING', 'COMPLETING']) luck.delete(`${uidOf(job)}/${state}`);
  };
  jobs.on({ deleted: forget });

  const fileWatch: Watch<minik8s.JobFile> = { definition: kinds.jobfiles, keys: (file, old) => (old ? [] : [keyOf(file)]) };

  function luckOf({ metadata: { uid = '' }, status }: minik8s.SlurmJob): number {
    const key = `${uid}/${status?.state ?? ''}`;
    const known = luck.get(key) ?? random.float();
    luck.set(key, known);
    return known;
  }

  /** Compare-and-swap: false when the job is no longer in the state that was decided on. */
  async function write(job: minik8s.SlurmJob, change: (status: Status, now: number) => Status): Promise<boolean> {
    let isSame = false;
    const written = await ifPresent(client.of(kinds.slurmjobs).update(keyOf(job), (current) => {
      isSame = uidOf(current) === uidOf(job) && (current.status?.state ?? '') === (job.status?.state ?? '');
      return isSame ? { ...current, status: change(current.status ?? {}, clock.now()) } : current;
    }, { subresource: 'status' }));
    if (written && isSame) own.note(written);
    return written !== undefined && isSame;
  }

  async function makePod(job: minik8s.SlurmJob): Promise<void | Later> {
    try {
      await client.of(kinds.pods).create(podFor(job));
      recorder.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${job.metadata.name ?? ''}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const there = ApiError.is(error, 'AlreadyExists') ? await ifPresent(client.of(kinds.pods).get(keyOf(job))) : undefined;
      if (there && isControlledBy(there, job)) return undefined;
      recorder.event(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      return { requeueAfterMs: takenMs };
    }
  }

  /** False: it is to be tried again. */
  async function keep(job: minik8s.SlurmJob, pod: core.Pod, isLastAttempt: boolean, signal: AbortSignal): Promise<boolean> {
    if (!nodeCalls) return true;
    try {
      await keepOutput(client, job, await outputOf(pod, nodeCalls, signal));
    } catch (error) {
      // Refusals of the API are no matter of the node.
      if (error instanceof ApiError || signal.aborted) throw error;
      if (!isLastAttempt) return false;
      recorder.event(job, 'Warning', 'OutputLost', `What the job has written cannot be read: ${String(error)}`);
    }
    return true;
  }

  async function complete(job: minik8s.SlurmJob, pod: core.Pod, end: End, signal: AbortSignal): Promise<void | Later> {
    const attempt = (attempts.get(uidOf(job)) ?? 0) + 1;
    attempts.set(uidOf(job), attempt);
    if (!(await keep(job, pod, attempt >= mostAttempts, signal))) return { requeueAfterMs: attempt * attemptMs };
    await write(job, (status, now) => completing(status, end, now));
  }

  async function finish(job: minik8s.SlurmJob, end: End): Promise<void> {
    if (!(await write(job, (status, now) => finished(status, end, now)))) return;
    forget(job);
    if (end.state === 'COMPLETED') recorder.event(job, 'Normal', 'Completed', 'Job completed');
    else recorder.event(job, 'Warning', end.state, end.message || `Job ended with exit code ${end.exitCode}`);
  }

  async function cancel(job: minik8s.SlurmJob, pod: core.Pod | undefined, end: End, signal: AbortSignal): Promise<void> {
    if (pod?.status.containerStatuses) await keep(job, pod, true, signal);
    if (pod) await ifPresent(client.of(kinds.pods).delete(keyOf(pod), { preconditions: { uid: uidOf(pod) } }));
    await finish(job, end);
  }

  async function make(move: Move, job: minik8s.SlurmJob, pod: core.Pod | undefined, signal: AbortSignal): Promise<void | Later> {
    switch (move.type) {
      case 'wait': return { requeueAfterMs: move.ms };
      case 'submit':
        wishFaults(job).forEach((fault) => recorder.event(job, 'Warning', 'InvalidAnnotation', `Annotation is not heeded: ${fault}`));
        if (await write(job, (_, now) => submitted(job, random, now))) recorder.event(job, 'Normal', 'Submitted', 'Submitted batch job');
        return undefined;
      case 'make-pod': return makePod(job);
      case 'run': return void await write(job, (status, now) => (pod ? running(status, pod, now) : status));
      case 'complete': return pod && complete(job, pod, move.end, signal);
      case 'finish': return finish(job, move.end);
      case 'cancel': return cancel(job, pod, move.end, signal);
    }
  }

  return {
    name: 'slurm-job-controller',
    for: kinds.slurmjobs,
    concerns: (job: KubeObject) => !isFinal((job as minik8s.SlurmJob).status?.state),
    owns: [kinds.pods],
    watches: [fileWatch],
    async reconcile(key, signal) {
      const cached = jobs.lister.get(key);
      const job = cached && own.newest(cached);
      if (!job || job.metadata.deletionTimestamp) return undefined;
      const named = pods.lister.get(key);
      const pod = named && isControlledBy(named, job) ? named : undefined;
      const move = nextMove({ job, pod, hasFile: files.lister.get(key) !== undefined, now: clock.now(), luck: luckOf(job) });
      return move && make(move, job, pod, signal);
    },
  };
};
