/**
 * `file://<directory>`: durable, in this process, nothing to install. The keys as they are now lie in memory, what led
 * there in a journal (docs/adr/0001-embedded-store.md says why not in a database).
 */
import { mkdir } from 'node:fs/promises';
import type { Clock, Logger } from '../../api';
import { StorageUnavailable, type KV } from './kv';
import { disk as realDisk, type Disk } from './journal/disk';
import { FileJournal } from './journal/file-journal';
import { JournalHistory } from './journal/journal-history';
import { LocalStore } from './local/local-store';
import { emptyRevision, State } from './local/state';

export interface EmbeddedDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly disk?: Disk;
  /** The size of one file of the journal. Default 16 MiB. */
  readonly segmentBytes?: number;
}

/**
 * Creates the directory when it is missing. Rejects with StorageUnavailable when another process or another store of
 * this one has it open, or when its files are damaged.
 */
export async function openEmbedded(directory: string, deps: EmbeddedDeps): Promise<KV> {
  if (!directory) throw new Error('file:// needs a directory: file://<directory>');
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { disk = realDisk, log, segmentBytes } = deps;
    return await openJournaled(await FileJournal.open(directory, { disk, log, segmentBytes }, emptyRevision), deps);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageUnavailable(`cannot open the store in ${directory}: ${reason}`, { cause: error });
  }
}

async function openJournaled(journal: FileJournal, { clock, log }: EmbeddedDeps): Promise<KV> {
  try {
    const history = new JournalHistory(journal.base, (first, last) => journal.read(first, last));
    const state = new State(journal.base, history, clock);
    const oldest = await journal.replay({ restore: (kept) => state.restore(kept), apply: (change) => state.apply([change]) });
    state.forgetBefore(oldest);
    return new LocalStore({ clock, log, state, journal });
  } catch (error) {
    await journal.close();
    throw error;
  }
}
