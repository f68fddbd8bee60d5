/** Files of this machine with logs of containers: those of one folder, and no others, whatever links say. */
import { constants, type BigIntStats } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { NotAllowed, type HostAccess } from './access';

/** Undefined: it may be read. */
export const logFileFault = ({ logFiles }: HostAccess, path: string): string | undefined =>
  (logFiles === undefined ? `the file ${JSON.stringify(path)} is not read: files of this machine may be logs only when minikapi is started with --allow-log-files` : undefined);

/** Relative paths are those of the folder. Throws NotAllowed. */
export async function openLogFile(access: HostAccess, path: string): Promise<FileHandle> {
  const fault = logFileFault(access, path);
  if (fault !== undefined) throw new NotAllowed(fault);
  const folder = await realpath(access.logFiles!).catch(unreadable(access.logFiles!));
  const real = await realpath(isAbsolute(path) ? path : join(folder, path)).catch(unreadable(path));
  if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) throw new NotAllowed(`the file ${JSON.stringify(path)} is not read: it does not lie in the folder that --allow-log-files names`);
  // A pipe would wait for its other end.
  const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK).catch(unreadable(path));
  const stats: BigIntStats = await file.stat({ bigint: true });
  if (stats.isFile()) return file;
  await file.close();
  throw new NotAllowed(`${JSON.stringify(path)} is not a file`);
}

/** Nothing is told of files elsewhere. */
const unreadable = (path: string) => (error: unknown): never => {
  throw new NotAllowed(`the file ${JSON.stringify(path)} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
};
