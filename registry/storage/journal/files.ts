/**
 * Which files a journal has: `log-<number>` in the order in which they were written, and `snapshot-<revision>` with
 * every key at that revision. A file that is being made ends in `.tmp`.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Revision } from '../kv';

export interface Numbered { readonly path: string; readonly number: number }

export interface JournalFiles {
  /** Ascending. */
  readonly logs: readonly Numbered[];
  /** Ascending. */
  readonly snapshots: readonly Numbered[];
}

const padded = (number: number): string => String(number).padStart(16, '0');

export const logPath = (directory: string, number: number): string => join(directory, `log-${padded(number)}`);
export const snapshotPath = (directory: string, revision: Revision): string => join(directory, `snapshot-${padded(revision)}`);

/** Removes what an interrupted snapshot left. */
export async function journalFiles(directory: string): Promise<JournalFiles> {
  const names = (await readdir(directory)).sort();
  for (const name of names) if (/^snapshot-\d{16}\.tmp$/.test(name)) await rm(join(directory, name));
  const numbered = (pattern: RegExp): Numbered[] => names.flatMap((name) => {
    const [, digits] = pattern.exec(name) ?? [];
    return digits ? [{ path: join(directory, name), number: Number(digits) }] : [];
  });
  return { logs: numbered(/^log-(\d{16})$/), snapshots: numbered(/^snapshot-(\d{16})$/) };
}
