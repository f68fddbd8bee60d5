/** A container's log, of which any line can be had without the ones before. */

export interface Line {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface Log {
  /** How many lines have been written by then. */
  count(now: number): number;
  line(index: number): Line;
  /** When a line will be written; Infinity for never. Times never go back from line to line. */
  timeOf(index: number): number;
  /** The first line that is still there; absent: all are. */
  readonly first?: number;
  /** Calls when there may be more of it, where nobody can foretell that. Returns how to leave. */
  onLine?(listener: () => void): () => void;
}

/** Lines that are there. */
export const writtenLog = (lines: readonly Line[]): Log => ({
  count: (now) => (now >= (lines.at(-1)?.time ?? 0) ? lines.length : firstIndex(lines.length, (i) => lines[i]!.time > now)),
  line: (index) => lines[index]!,
  timeOf: (index) => lines[index]?.time ?? Infinity,
});

/** The first index in [0, count) for which it holds, of a condition that stays true once it is; `count`: for none. */
export function firstIndex(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
