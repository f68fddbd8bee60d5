/** When a taskgroup gets a successor (the document's restartPolicy, section 8.1 of its specification). */
import type { TaskgroupStatus } from './statuses';
import type { Timing } from './timing';

/** Seconds. What is missing is 0, and OnFailure. */
export interface RestartPolicy {
  readonly policy?: string;
  readonly interval?: number;
  readonly backoff?: number;
  /** 0: as often as need be. */
  readonly maxtimes?: number;
  /** For this long only the agent where it ran is good enough. */
  readonly hostRetainTime?: number;
}

const triggers: Readonly<Record<string, readonly TaskgroupStatus[]>> = {
  Never: [],
  OnFailure: ['Failed'],
  Always: ['Failed', 'Lost', 'Finish'],
};

export const isRestartPolicy = (policy: string | undefined): boolean => !policy || Object.hasOwn(triggers, policy);

export interface RestartHistory {
  /** ReschededTimes. */
  readonly times: number;
  /** Milliseconds since 1970; 0: never. */
  readonly last: number;
}

export type Restart =
  /** `times`: how many there have been when it is done. `forced`: it does not wait for the old one to end. */
  | { readonly after: number; readonly times: number; readonly forced: boolean }
  | 'notForThis'
  | 'tooOften';

/** What follows when a taskgroup comes into a status at `now`; `after` is in milliseconds. */
export function restartOf({ policy, interval = 0, backoff = 0, maxtimes = 0 }: RestartPolicy, status: TaskgroupStatus, history: RestartHistory, now: number, timing: Timing): Restart {
  if (!triggers[policy || 'OnFailure']?.includes(status)) return 'notForThis';
  const times = now - history.last > timing.restartCounterReset ? 0 : history.times;
  if (maxtimes > 0 && times >= maxtimes) return 'tooOften';
  const wait = (interval + times * backoff) * 1000;
  return { after: Math.min(wait, timing.longestRestartDelay), times: times + 1, forced: status === 'Lost' };
}
