/** Long work in short turns: who shares the process with it is not kept waiting. */
import type { Clock } from '../../api';

const turnMs = 8;

/** What `work` makes of each of them that it makes anything of. */
export async function inTurns<T, R>(all: readonly T[], clock: Clock, work: (each: T) => R | undefined): Promise<R[]> {
  const made: R[] = [];
  let begun = clock.now();
  for (const each of all) {
    const result = work(each);
    if (result !== undefined) made.push(result);
    if (clock.now() - begun < turnMs) continue;
    await new Promise<void>((resolve) => { setImmediate(resolve); });
    begun = clock.now();
  }
  return made;
}
