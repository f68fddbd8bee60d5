/** Runs pods to completion (upstream's pkg/controller/job). */
import { controllerOf, keyOf, kinds, selectorOf, type batch, type core, type ObjectKey } from '../../api';
import type { ControllerFactory } from '../../client';
import { Expectations } from '../expectations';
import { OwnWrites } from '../own-writes';
import { claim, ifPresent, indexOwnership, uidOf } from '../ownership';
import { expectPods } from '../pods/expect';
import { sameStatus } from '../same-status';
import type { FailureRecord } from './backoff';
import { isFinished } from './conditions';
import { JobPods, trackingJob } from './pods';
import { syncJob, type JobSyncContext } from './sync';
import { trackingFinalizer } from './tally';

const ownManager = 'kubernetes.io/job-controller';

export const jobController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const jobs = informers.of(kinds.jobs);
  const pods = informers.of(kinds.pods);
  indexOwnership(pods);
  const expectations = new Expectations(clock);
  expectPods(pods, expectations);
  const own = new OwnWrites(jobs);
  const jobPods = new JobPods(client, pods, expectations, recorder);
  const failures = new Map<string, FailureRecord>();
  jobs.on({
    deleted(job) {
      expectations.forget(uidOf(job));
      failures.delete(uidOf(job));
    },
  });

  /** Against the very state that was decided on: counts must not be added twice. */
  async function writeStatus(job: batch.Job, status: batch.JobStatus): Promise<batch.Job> {
    if (sameStatus(status, job.status)) return job;
    const wanted = { ...job, status };
    return own.note(await client.of(kinds.jobs).update(keyOf(job), () => wanted, { subresource: 'status' }));
  }

  const context: JobSyncContext = { clock, recorder, pods: jobPods, failures, writeStatus };

  return {
    name: 'job-controller',
    for: kinds.jobs,
    owns: [kinds.pods],
    watches: [{ definition: kinds.pods, keys: (pod) => jobsConcerned(pod as core.Pod) }],
    concurrency: 5,
    async reconcile(key) {
      const cached = jobs.lister.get(key);
      const strayed = await jobPods.release(jobPods.strays(key, cached));
      if (strayed !== undefined) throw strayed;
      if (!cached) return undefined;
      const job = own.newest(cached);
      if ((job.spec.managedBy ?? ownManager) !== ownManager || isFinished(job)) return undefined;
      const settled = expectations.satisfied(uidOf(job));
      const owned = await claim({
        owner: job, owners: client.of(kinds.jobs), selector: selectorOf(job.spec.selector ?? {}), lister: pods.lister,
        dependents: client.of(kinds.pods), finalizer: trackingFinalizer,
      });
      // A job that is deleted meanwhile brings its own event.
      const requeueAfterMs = await ifPresent(syncJob(job, owned, settled, context));
      return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
    },
  };

  /** A job that may adopt the pod, or has to let go of it. Jobs that are gone are asked for as well. */
  function jobsConcerned(pod: core.Pod): ObjectKey[] {
    const tracking = trackingJob(pod);
    const left = tracking && jobs.lister.get(tracking)?.metadata.uid !== controllerOf(pod)?.uid ? [tracking] : [];
    if (controllerOf(pod) || pod.metadata.deletionTimestamp) return left;
    const adopters = jobs.lister.list(pod.metadata.namespace).filter((job) => job.spec.selector && selectorOf(job.spec.selector).matches(pod.metadata.labels));
    return [...left, ...adopters.map(keyOf)];
  }
};
