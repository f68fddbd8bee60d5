/** When a fault holds: a pure function of its schedule, its creation and the time. */
import { CronError, isTimeZone, nextCronTime, parseZonedCron, type ZonedSchedule } from '../../api';
import type { FaultSchedule } from '../resources/fault';
import { parseDuration } from '../settings';

export interface Moment {
  readonly holds: boolean;
  /** No earlier does that change, in milliseconds since the epoch; undefined: never. */
  readonly next: number | undefined;
}

export type Schedule = (created: number, now: number) => Moment;

/** What cannot be heeded, for whoever wrote it. */
export class FaultMistake extends Error {}

export function readSchedule({ startAfter, duration, every, cron, timeZone }: FaultSchedule = {}): Schedule {
  const delay = ms(startAfter) ?? 0;
  const lasts = ms(duration) ?? Infinity;
  const period = ms(every);
  const times = cron === undefined ? undefined : readCron(cron, timeZone);
  return (created, now) => {
    const first = created + delay;
    if (times) return byCron(times, lasts, first, now);
    if (now < first) return { holds: false, next: first };
    const begun = period === undefined ? first : first + Math.floor((now - first) / period) * period;
    if (now < begun + lasts) return { holds: true, next: finite(begun + lasts) };
    return { holds: false, next: period === undefined ? undefined : begun + period };
  };
}

const finite = (time: number): number | undefined => (Number.isFinite(time) ? time : undefined);

function ms(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const found = parseDuration(text);
  if (found === undefined || found < 0) throw new FaultMistake(`${JSON.stringify(text)} is no duration`);
  return found;
}

interface Times {
  readonly after: (time: number) => number | undefined;
}

function readCron(text: string, timeZone = 'Etc/UTC'): Times {
  if (!isTimeZone(timeZone)) throw new FaultMistake(`unknown time zone ${timeZone}`);
  let zoned: ZonedSchedule;
  try {
    zoned = parseZonedCron(text);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    throw new FaultMistake(`spec.schedule.cron: ${error.message}`);
  }
  return { after: (time) => nextCronTime(zoned.times, zoned.zone ?? timeZone, time) };
}

/** It holds when it began less than its duration ago. */
function byCron({ after }: Times, lasts: number, first: number, now: number): Moment {
  const begun = after(Math.max(first - 1, now - lasts));
  if (begun === undefined || begun > now) return { holds: false, next: begun };
  // Beginnings that overlap are one: it goes on then.
  return { holds: true, next: finite(begun + lasts) };
}
