/** Folders as zips: one root folder, called as the folder is. The same files make the same bytes, whenever and wherever they are zipped. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { UsageError } from '../flag';

/** The earliest time that a zip can tell; its times have no zone. */
const mtime = new Date(1980, 0, 1);

/** As base64. `path` is seen from `from`. Throws UsageError. */
export function zippedFolder(from: string, path: string): string {
  const folder = resolve(from, path);
  try {
    if (!statSync(folder).isDirectory()) throw new UsageError(`${path}: not a folder`);
    return Buffer.from(zipSync({ [basename(folder)]: contentOf(folder) }, { mtime })).toString('base64');
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${path}: ${(error as Error).message}`);
  }
}

/** Links to files are followed, those to folders would have no end. */
const contentOf = (folder: string): Zippable => Object.fromEntries(readdirSync(folder, { withFileTypes: true })
  .sort((a, b) => (a.name < b.name ? -1 : 1))
  .map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [entry.name, contentOf(path)];
    if (!statSync(path).isFile()) throw new UsageError(`${path}: neither a file nor a folder`);
    return [entry.name, readFileSync(path)];
  }));
