/** Makes the changes of a recording again, in its order, in another cluster. */
import { ApiError, kinds, type Client, type Clock, type Logger } from '../../api';
import { established } from '../importing/established';
import { Changes, type Outcome, type Placements } from './changes';
import { EntryError, parseEntry, type Entry } from './entry';
import type { Line } from './lines';
import type { Pace } from './pace';

export interface ReplayOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pace: Pace;
  /** A change that cannot be made ends it, or is told and left. */
  readonly onError: 'stop' | 'skip';
  readonly placements: Placements;
}

export type Replayed = Readonly<Record<Outcome | 'failed', number>>;

/** A line that cannot be replayed: the message says which and why, for the user. */
export class ReplayError extends Error {}

/** Until the last line, until the pace says no more, or until the signal aborts. Rejects with ReplayError. */
export async function replay(lines: AsyncIterable<Line>, options: ReplayOptions, signal: AbortSignal): Promise<Replayed> {
  const { client, log, pace, onError, placements } = options;
  const changes = new Changes(client, placements);
  const count = { made: 0, 'left out': 0, 'there already': 0, failed: 0 };
  for await (const line of lines) {
    if (signal.aborted) break;
    if (line.text.trim() === '') continue;
    try {
      const entry = entryOf(line);
      if (!await pace(entry, line.number, signal) || signal.aborted) break;
      const outcome = await changes.make(entry);
      // Objects of the kind may follow at once.
      if (isDefinition(entry)) await established(options, [entry.resource.metadata.name ?? ''], signal);
      count[outcome]++;
      if (outcome === 'there already') log.warn(`line ${line.number}: ${nameOf(entry)} is there already`);
    } catch (error) {
      if (!(error instanceof EntryError || error instanceof ApiError)) throw error;
      const fault = new ReplayError(`line ${line.number}: ${error.message}`);
      // A server that has no answer will have none for the next line either.
      if (onError === 'stop' || (error instanceof ApiError && error.code >= 500)) throw fault;
      log.warn(`${fault.message}; skipped`);
      count.failed++;
    }
  }
  return count;
}

function entryOf(line: Line): Entry {
  try {
    return parseEntry(line.text);
  } catch (error) {
    if (line.open && error instanceof EntryError) throw new EntryError(`the recording is torn off in the middle of it (${error.message})`);
    throw error;
  }
}

const isDefinition = ({ event, resource }: Entry): boolean => event === 'Add' && resource.kind === kinds.customresourcedefinitions.kind;

const nameOf = ({ resource: { kind, metadata: { namespace, name = '' } } }: Entry): string => `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
