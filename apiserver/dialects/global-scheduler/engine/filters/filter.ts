/** What a filter is (specification, 7.2). */
import type { Candidate } from '../candidate';
import type { RequestContext } from '../context';

/** How many copies of the group it lets a site take (`Infinity`: it does not matter to it), or why the site takes none. */
export type Verdict = number | string;

export const unlimited = Infinity;

export interface Filter {
  /** As policies name it. */
  readonly name: string;
  /** Called once per request, so that what does not depend on the site is done once. */
  readonly prepare: (context: RequestContext) => (candidate: Candidate) => Verdict;
  /** Asked for sites that it let pass: what they share with others, if they do. */
  readonly shared?: (candidate: Candidate) => Share | undefined;
}

export interface Share {
  /** What is shared, by its identity. */
  readonly of: object;
  /** Copies that there are for all who share it. */
  readonly copies: number;
}
