/** Every key at one revision in one file, in place of the log that led there. */
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Revision } from '../kv';
import type { Kept, Snapshot } from '../local/journal';
import type { Disk, DiskFile } from './disk';
import { forEachFrame } from './read-frames';
import { encode, magic, type JournalRecord } from './record';

/** Whole and durable under its name when it resolves; nothing is left when it rejects. */
export async function writeSnapshot(disk: Disk, path: string, snapshot: Snapshot): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await disk.open(temporary);
  try {
    await writeKeys(file, snapshot).finally(() => file.close());
    await rename(temporary, path);
    await disk.syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeKeys(file: DiskFile, snapshot: Snapshot): Promise<void> {
  await file.truncate(0);
  await file.write(magic, 0);
  let at = magic.length;
  const write = async (records: readonly JournalRecord[]): Promise<void> => {
    const { bytes } = encode(records);
    await file.write(bytes, at);
    at += bytes.length;
  };
  let keys = 0;
  for (let some = snapshot.read(undefined); some.length > 0; some = snapshot.read(some.at(-1)?.kv.key)) {
    await write(some.map((kept) => ({ kind: 'kept', kept })));
    keys += some.length;
  }
  await write([{ kind: 'end', revision: snapshot.revision, keys }]);
  await file.sync();
}

/** Tells every key; throws when the file is not whole. */
export function readSnapshot(path: string, revision: Revision, restore: (kept: Kept) => void): void {
  let keys = 0;
  let whole = false;
  forEachFrame(path, ({ record }) => {
    if (record.kind === 'kept') {
      restore(record.kept);
      keys += 1;
    }
    whole ||= record.kind === 'end' && record.revision === revision && record.keys === keys;
  });
  if (!whole) throw new Error(`${path} is damaged: its end is missing after ${keys} keys`);
}
