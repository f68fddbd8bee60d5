/** When the next change is made. */
import { sleep, type Clock } from '../../api';
import type { Entry } from './entry';

/** Resolves when it is the entry's turn, with whether to go on; at once when the signal aborts. */
export type Pace = (entry: Entry, line: number, signal: AbortSignal) => Promise<boolean>;

export const atOnce: Pace = () => Promise.resolve(true);

/** As far apart as they were seen; at speed 2 half as far. */
export function spaced(clock: Clock, speed: number): Pace {
  let start: { readonly at: number; readonly time: number } | undefined;
  return async ({ time }, _line, signal) => {
    start ??= { at: clock.monotonic(), time };
    const due = start.at + (time - start.time) / speed;
    const wait = due - clock.monotonic();
    if (wait > 0) await sleep(clock, wait, signal);
    return true;
  };
}

/** Each when `ask`, told what it would be, says so; the end when it says no. */
export function stepwise(ask: (question: string, signal: AbortSignal) => Promise<boolean>): Pace {
  let before: number | undefined;
  return ({ time, event, resource: { kind, metadata: { namespace, name = '' } } }, line, signal) => {
    const after = `+${((time - (before ?? time)) / 1000).toFixed(1)}s`;
    before = time;
    return ask(`line ${line} (${after}): ${event} ${kind} ${namespace ? `${namespace}/` : ''}${name}`, signal);
  };
}
