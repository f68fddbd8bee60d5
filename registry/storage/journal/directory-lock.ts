/**
 * One process per directory, by a file with the owner's pid. Node offers no flock, so that a lock outlives a killed
 * owner: a lock whose process is gone is taken over. To tell a process from a later one with the same pid (the first
 * process of every container is 1), the lock also says when it was started, where the system tells (Linux).
 */
import { readFileSync } from 'node:fs';
import { link, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Owner { readonly pid: number; readonly started?: string }

/** Directories that this process has open: its own pid in a lock says nothing. */
const opened = new Set<string>();

export interface DirectoryLock { release(): Promise<void> }

/** Rejects with an Error that names the owner when the directory is in use. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const real = await realpath(directory);
  const path = join(real, 'lock');
  if (opened.has(real)) throw inUse(directory, 'this process');
  opened.add(real);
  try {
    await acquire(directory, path);
  } catch (error) {
    opened.delete(real);
    throw error;
  }
  return {
    async release() {
      await rm(path, { force: true });
      opened.delete(real);
    },
  };
}

const inUse = (directory: string, owner: string): Error =>
  new Error(`the store ${directory} is in use by ${owner}: stop it, or choose another directory`);

async function acquire(directory: string, path: string): Promise<void> {
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Owner);
  const candidate = `${path}.${process.pid}`;
  await writeFile(candidate, mine);
  try {
    while (!(await linked(candidate, path))) await removeStale(directory, path);
  } finally {
    await rm(candidate, { force: true });
  }
}

/** Creates `path` with the content of `candidate`, at once and only if there is none. */
async function linked(candidate: string, path: string): Promise<boolean> {
  try {
    await link(candidate, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Throws when the owner lives. */
async function removeStale(directory: string, path: string): Promise<void> {
  const found = await contentOf(path);
  if (found === undefined) return;
  const owner = parse(found);
  if (owner && isAlive(owner)) throw inUse(directory, `process ${owner.pid}`);
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  // Somebody else was quicker and this is his fresh lock: it goes back.
  if ((await contentOf(aside)) !== found) await linked(aside, path);
  await rm(aside, { force: true });
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Undefined for what is no lock of ours, such as the torn file of a power cut. */
function parse(content: string): Owner | undefined {
  const match = /^\{"pid":(\d+)(?:,"started":"([^"]*)")?\}$/.exec(content);
  return match ? { pid: Number(match[1]), started: match[2] } : undefined;
}

function isAlive(owner: Owner): boolean {
  if (owner.pid === process.pid) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM') && (process.platform !== 'linux' || startOf(owner.pid) === owner.started);
  }
  return process.platform !== 'linux' || startOf(owner.pid) === owner.started;
}

/**
 * Boot and start time of a process: proc(5), field 22 of stat, counted behind the name in parentheses. Undefined when it
 * has ended, also while it is a zombie that nobody has waited for (as in a container whose first process does not).
 */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot} ${fields[19]}`;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;
