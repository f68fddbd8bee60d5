/** The pods of jobs and the finalizer by which they are counted: finding them, creating them, letting go of them. */
import { controllerOf, formatKey, keyOf, kinds, type batch, type Client, type core, type KubeObject, type ObjectKey } from '../../api';
import type { EventRecorder, Informer } from '../../client';
import type { Expectations } from '../expectations';
import { ifPresent, uidOf, withoutFinalizer } from '../ownership';
import { isNamespaceTerminating, podControl } from '../pods/control';
import { isPodReady } from '../pods/state';
import { slowStart } from '../slow-start';
import { failureAnnotations, hasLimitPerIndex } from './index-failures';
import { indexedPrefix, indexedTemplate } from './indexes';
import type { Plan } from './plan';
import { trackingFinalizer, type Tally } from './tally';

const trackedIndex = 'trackedByJob';
const nameLabel = 'batch.kubernetes.io/job-name';

/** The job for which the pod carries the finalizer: its controller, or the one it was released by. */
export function trackingJob(pod: core.Pod): ObjectKey | undefined {
  if (!pod.metadata.finalizers?.includes(trackingFinalizer)) return undefined;
  const controller = controllerOf(pod);
  const name = controller ? controller.name : pod.metadata.labels?.[nameLabel];
  return name === undefined ? undefined : { namespace: pod.metadata.namespace, name };
}

export interface Removal {
  readonly removed: number;
  readonly ready: number;
  readonly error?: unknown;
}

export class JobPods {
  /** Pods whose finalizer was removed, until the informer shows it. */
  private readonly releasedUids = new Set<string>();
  private readonly control: ReturnType<typeof podControl>;

  constructor(private readonly client: Client, private readonly informer: Informer<core.Pod>, private readonly expectations: Expectations, recorder: EventRecorder) {
    this.control = podControl(client.of(kinds.pods), recorder);
    informer.addIndex(trackedIndex, (pod) => {
      const job = trackingJob(pod);
      return job ? [formatKey(job)] : [];
    });
    informer.on({
      updated: (pod) => { if (!pod.metadata.finalizers?.includes(trackingFinalizer)) this.releasedUids.delete(uidOf(pod)); },
      deleted: (pod) => this.releasedUids.delete(uidOf(pod)),
    });
  }

  isTracked = (pod: core.Pod): boolean => Boolean(pod.metadata.finalizers?.includes(trackingFinalizer)) && !this.releasedUids.has(uidOf(pod));

  /** Pods that carry the finalizer for a job that is gone, or was replaced by a namesake: nobody will count them. */
  strays(key: ObjectKey, job: KubeObject | undefined): core.Pod[] {
    return this.informer.lister.byIndex(trackedIndex, formatKey(key)).filter((pod) => !job || controllerOf(pod)?.uid !== uidOf(job));
  }

  /** Resolves when all were tried; the result holds the first error. */
  async release(pods: readonly core.Pod[]): Promise<unknown> {
    const results = await Promise.allSettled(pods.map((pod) => this.releaseOne(pod)));
    return results.find((result) => result.status === 'rejected')?.reason;
  }

  async create(job: batch.Job, { create, indexes }: Plan, { awaiting }: Tally): Promise<{ readonly created: number; readonly error?: unknown }> {
    const owner = uidOf(job);
    this.expectations.expectCreations(owner, create);
    const { succeeded, skipped, error } = await slowStart(create, 1, async (i) => {
      try {
        await this.createOne(job, indexes[i], awaiting);
      } catch (failure) {
        this.expectations.creationObserved(owner);
        if (!isNamespaceTerminating(failure)) throw failure;
      }
    });
    this.expectations.creationObserved(owner, skipped);
    return { created: succeeded, error };
  }

  /** Deletes pods that do not count as failures: without their finalizer they are gone for good. */
  async discard(job: batch.Job, pods: readonly core.Pod[]): Promise<Removal> {
    const owner = uidOf(job);
    this.expectations.expectDeletions(owner, pods.map(uidOf));
    return this.remove(pods, async (pod) => {
      try {
        await this.releaseOne(pod);
        await this.control.delete(job, pod);
      } catch (error) {
        this.expectations.deletionObserved(owner, uidOf(pod));
        throw error;
      }
    });
  }

  /** Deletes pods that are still to be counted. */
  terminate(job: batch.Job, pods: readonly core.Pod[]): Promise<Removal> {
    return this.remove(pods, (pod) => this.control.delete(job, pod));
  }

  private async remove(pods: readonly core.Pod[], removeOne: (pod: core.Pod) => Promise<void>): Promise<Removal> {
    const results = await Promise.allSettled(pods.map(removeOne));
    const gone = pods.filter((_, i) => results[i]?.status === 'fulfilled');
    const failure = results.find((result) => result.status === 'rejected');
    return { removed: gone.length, ready: gone.filter(isPodReady).length, ...(failure && { error: failure.reason }) };
  }

  private async createOne(job: batch.Job, index: number | undefined, awaiting: Tally['awaiting']): Promise<void> {
    const finalizers = [trackingFinalizer];
    if (index === undefined) {
      await this.control.create(job, job.spec.template, { finalizers });
      return;
    }
    const annotations = hasLimitPerIndex(job) ? failureAnnotations(job, awaiting.get(index)) : {};
    await this.control.create(job, indexedTemplate(job, index, annotations), { finalizers, generateName: indexedPrefix(job.metadata.name ?? '', index) });
  }

  private async releaseOne(pod: core.Pod): Promise<void> {
    if (!this.isTracked(pod)) return;
    this.releasedUids.add(uidOf(pod));
    try {
      await ifPresent(this.client.of(kinds.pods).update(keyOf(pod), (current) => (uidOf(current) === uidOf(pod) ? withoutTracking(current) : current)));
    } catch (error) {
      this.releasedUids.delete(uidOf(pod));
      throw error;
    }
  }
}

const withoutTracking = (pod: core.Pod): core.Pod =>
  (pod.metadata.finalizers?.includes(trackingFinalizer)
    ? { ...pod, metadata: { ...pod.metadata, finalizers: withoutFinalizer(pod, trackingFinalizer) } }
    : pod);
