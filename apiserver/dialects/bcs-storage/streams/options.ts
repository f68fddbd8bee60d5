/** What a stream of changes is asked for with (upstream's WatchOptions). */
import { parsePath, type DocumentPath } from '../../../../api';
import { readGiven } from '../body';
import type { Call } from '../call';
import { badInput } from '../faults';

export interface StreamOptions {
  /** What comes and what goes, not what changes. */
  readonly selfOnly: boolean;
  /** The stream ends with the last of so many; 0: any number. */
  readonly maxEvents: number;
  /** It ends when it has waited so long for one; undefined: for as long as it takes. */
  readonly timeoutMs?: number;
  /** A change counts when what stands there has changed. */
  readonly mustDiff?: DocumentPath;
}

/** Rejects with Refusal. No body: nothing in particular. */
export async function readOptions(call: Call): Promise<StreamOptions> {
  const { selfOnly = false, maxEvents = 0, timeout = 0, mustDiff = '' } = (await readGiven(call))?.value ?? {};
  if (typeof selfOnly !== 'boolean') throw badInput('selfOnly is neither true nor false');
  if (!isCount(maxEvents)) throw badInput('maxEvents is no number of events');
  if (!isCount(timeout)) throw badInput('timeout is no number of nanoseconds');
  if (typeof mustDiff !== 'string') throw badInput('mustDiff is no path');
  return { selfOnly, maxEvents, ...(timeout > 0 && { timeoutMs: Math.max(1, timeout / nanosecondsOfMs) }), ...(mustDiff && { mustDiff: parsePath(mustDiff) }) };
}

const nanosecondsOfMs = 1_000_000;

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
