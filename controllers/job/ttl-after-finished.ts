/** Deletes finished jobs some time after their end (KEP-592; upstream's pkg/controller/ttlafterfinished). */
import { keyOf, kinds, type batch } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { finishedCondition } from './conditions';

/** Milliseconds since the epoch; undefined for a job that does not expire (yet). */
export function expiryOf(job: batch.Job): number | undefined {
  const end = finishedCondition(job)?.lastTransitionTime;
  const ttl = job.spec.ttlSecondsAfterFinished;
  return end === undefined || ttl === undefined || job.metadata.deletionTimestamp ? undefined : Date.parse(end) + ttl * 1000;
}

export const ttlAfterFinishedController: ControllerFactory = ({ client, informers, clock }) => {
  const jobs = informers.of(kinds.jobs);
  return {
    name: 'ttl-after-finished-controller',
    for: kinds.jobs,
    concurrency: 1,
    async reconcile(key) {
      const job = jobs.lister.get(key);
      const expiry = job && expiryOf(job);
      if (expiry === undefined) return undefined;
      if (expiry > clock.now()) return { requeueAfterMs: expiry - clock.now() };
      // The time to live may have been extended a moment ago.
      const live = await ifPresent(client.of(kinds.jobs).get(key));
      const liveExpiry = live && expiryOf(live);
      if (!live || liveExpiry === undefined || liveExpiry > clock.now()) return undefined;
      await ifPresent(client.of(kinds.jobs).delete(keyOf(live), { propagationPolicy: 'Foreground', preconditions: { uid: uidOf(live) } }));
      return undefined;
    },
  };
};
