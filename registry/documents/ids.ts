/** Ids as MongoDB makes them (its manual, "ObjectId"): 4 bytes of seconds, 5 of the process, 3 that count. Later ones are greater. */
import type { Clock, Random } from '../../api';
import type { Fresh } from './documents';

const countBelow = 2 ** 24;

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

export function freshness(clock: Clock, random: Random): () => Fresh {
  const process = `${hex(random.int(2 ** 20), 5)}${hex(random.int(2 ** 20), 5)}`;
  // Not from anywhere: what counts up within a second must not begin anew.
  let count = random.int(countBelow / 2);
  return () => {
    const now = clock.now();
    count = (count + 1) % countBelow;
    return { now, id: `${hex(Math.max(0, Math.floor(now / 1000)) % 2 ** 32, 8)}${process}${hex(count, 6)}` };
  };
}
