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
  /** Where sites have to share what limits them: by which text, and how many copies there are for all of them. */
  readonly shared?: (candidate: Candidate) => Share | undefined;
}

export interface Share {
  readonly key: string;
  readonly copies: number;
}
