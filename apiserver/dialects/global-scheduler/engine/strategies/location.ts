/** How copies are shared out over sites, which are given best first by what each can take (specification, 7.6). */
import type { Selector } from '../request';

export type LocationStrategy = Selector['locationStrategy'];

/** Copies per site. They are fewer than asked for where the capacities are, and, without `remainder`, where `discrete` shares are rounded down. */
export function share(strategy: LocationStrategy, capacities: readonly number[], copies: number, remainder: boolean): readonly number[] {
  if (strategy === 'centralize') return fill(capacities.map(() => 0), capacities, copies);
  const shares = proportional(capacities, copies);
  return remainder ? fill(shares, capacities, copies - sum(shares)) : shares;
}

/** The best site takes what it can, then the next. */
function fill(shares: readonly number[], capacities: readonly number[], copies: number): readonly number[] {
  let left = copies;
  return shares.map((share, i) => {
    const more = Math.min(left, (capacities[i] as number) - share);
    left -= more;
    return share + more;
  });
}

/** In proportion to what each can take, at least one, until all are placed: despite its name, not one per site. */
function proportional(capacities: readonly number[], copies: number): readonly number[] {
  const all = sum(capacities);
  let left = copies;
  return capacities.map((capacity) => {
    const share = Math.min(left, capacity, Math.max(Math.floor((copies * capacity) / all + 0.5), 1));
    left -= share;
    return share;
  });
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
