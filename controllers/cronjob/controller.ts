/** Makes jobs by schedule (upstream's pkg/controller/cronjob). */
import { keyOf, kinds, type batch } from '../../api';
import type { ControllerFactory } from '../../client';
import { OwnWrites } from '../own-writes';
import { dependentsOf, ifPresent, indexOwnership, uidOf } from '../ownership';
import { sameStatus } from '../same-status';
import { syncCronJob } from './sync';

export const cronJobController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const crons = informers.of(kinds.cronjobs);
  const jobs = informers.of(kinds.jobs);
  indexOwnership(jobs);
  const own = new OwnWrites(crons);
  /** By uid, as of the last pass: a changed schedule begins with its next time, not with one that has passed. */
  const schedules = new Map<string, string>();
  crons.on({ deleted: (cron) => schedules.delete(uidOf(cron)) });

  function isAsBefore(cron: batch.CronJob): boolean {
    const { schedule, timeZone } = cron.spec;
    const text = JSON.stringify([schedule, timeZone]);
    const before = schedules.get(uidOf(cron));
    schedules.set(uidOf(cron), text);
    return before === undefined || before === text;
  }

  /** Against the very state that was decided on. */
  async function writeStatus(cron: batch.CronJob, status: batch.CronJobStatus): Promise<void> {
    if (sameStatus(status, cron.status)) return;
    const wanted = { ...cron, status };
    const written = await ifPresent(client.of(kinds.cronjobs).update(keyOf(cron), () => wanted, { subresource: 'status' }));
    if (written) own.note(written);
  }

  return {
    name: 'cronjob-controller',
    for: kinds.cronjobs,
    owns: [kinds.jobs],
    concurrency: 5,
    async reconcile(key) {
      const cached = crons.lister.get(key);
      if (!cached) return undefined;
      const cron = own.newest(cached);
      const { status, waitMs, error } = await syncCronJob(cron, dependentsOf(jobs.lister, uidOf(cron)), isAsBefore(cron), { client, recorder, clock });
      await writeStatus(cron, status);
      if (error !== undefined) throw error;
      return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
    },
  };
};
