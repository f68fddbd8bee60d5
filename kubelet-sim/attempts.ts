/** Things that are tried again and again, with ever longer pauses. */

export interface Attempt {
  /** How many came before it. */
  readonly nth: number;
  /** Milliseconds until the next. */
  readonly leftMs: number;
}

/** The last attempt that was due `ms` after the first; pauses double from `firstMs` to `longestMs`. */
export function attemptAt(ms: number, firstMs: number, longestMs: number): Attempt {
  let [nth, at, pause] = [0, 0, firstMs];
  while (pause < longestMs && at + pause <= ms) {
    at += pause;
    nth++;
    pause = Math.min(2 * pause, longestMs);
  }
  const steady = pause < longestMs ? 0 : Math.max(0, Math.floor((ms - at) / pause));
  return { nth: nth + steady, leftMs: at + (steady + 1) * pause - ms };
}
