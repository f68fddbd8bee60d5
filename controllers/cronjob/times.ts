/** When a cron job is due (upstream's pkg/controller/cronjob/utils.go). Pure; times in milliseconds since the epoch. */
import { isTimeZone, nextCronTime, parseZonedCron, type batch } from '../../api';

/** Added to the next time, lest the clock be read a moment too early. */
const slackMs = 100;
const manyMissed = 100;

/** The next time after the given one; undefined: never. */
export type NextTime = (after: number) => number | undefined;

/** Throws CronError. A zone in the schedule, as it could be given once, goes before the field. */
export function timesOf({ schedule, timeZone }: batch.CronJobSpec): NextTime {
  const { times, zone = timeZone && isTimeZone(timeZone) ? timeZone : 'UTC' } = parseZonedCron(schedule);
  return (after) => nextCronTime(times, zone, after);
}

/** A schedule that can be read, but never comes round twice. */
export class EmptyScheduleError extends Error {
  constructor() {
    super('time difference between two schedules is less than 1 second');
  }
}

interface Due {
  /** From when on times are looked at: the last time that was worked on, or the creation. */
  readonly since: number;
  /** The latest time that has come. */
  readonly latest?: number;
  readonly missed: 'none' | 'few' | 'many';
}

function due({ metadata, status }: batch.CronJob, next: NextTime, now: number, earliest = -Infinity): Due {
  const since = Math.max(Date.parse(status.lastScheduleTime ?? metadata.creationTimestamp ?? ''), earliest);
  const first = next(since);
  if (first !== undefined && now < first) return { since, missed: 'none' };
  const second = first === undefined ? undefined : next(first);
  if (first === undefined || second === undefined) throw new EmptyScheduleError();
  if (now < second) return { since, latest: first, missed: 'none' };
  // How many there were is estimated from the first two; one step back, because schedules may be irregular.
  const interval = second - first;
  const count = Math.floor((now - first) / interval) + 1;
  const missed = count > manyMissed ? 'many' : 'few';
  const latest = lastUntil(next, first + (count - 2) * interval, now);
  return latest === undefined ? { since, missed } : { since, latest, missed };
}

function lastUntil(next: NextTime, from: number, now: number): number | undefined {
  let last: number | undefined;
  for (let time = next(from); time !== undefined && time <= now; time = next(time)) last = time;
  return last;
}

/** What has to be started now, and whether too much was missed to start all of it. Throws EmptyScheduleError. */
export function dueTime(cron: batch.CronJob, next: NextTime, now: number): { readonly time?: number; readonly tooMany: boolean } {
  const { startingDeadlineSeconds: deadline } = cron.spec;
  const { latest, missed } = due(cron, next, now, deadline === undefined ? undefined : now - deadline * 1000);
  return latest === undefined ? { tooMany: false } : { time: latest, tooMany: missed === 'many' };
}

/** Milliseconds until the cron job has to be looked at again. */
export function untilNext(cron: batch.CronJob, next: NextTime, now: number): number | undefined {
  const time = next(startOfSearch(cron, next, now));
  return time === undefined ? undefined : time + slackMs - now;
}

function startOfSearch(cron: batch.CronJob, next: NextTime, now: number): number {
  try {
    const { since, latest, missed } = due(cron, next, now);
    return latest ?? (missed === 'none' ? since : now);
  } catch (error) {
    if (error instanceof EmptyScheduleError) return now;
    throw error;
  }
}
