/** What a score is (specification, 7.4). */
import type { Candidate } from '../candidate';
import type { RequestContext } from '../context';

export interface Score {
  /** As policies name it. */
  readonly name: string;
  /** Called once per request. What it gives per site is a whole number, 0 to 100. Throws a `PluginFault` for a request that it cannot score. */
  readonly prepare: (context: RequestContext) => (candidate: Candidate) => number;
}

/** A plugin cannot say: the request fails with this text. */
export class PluginFault extends Error {}
