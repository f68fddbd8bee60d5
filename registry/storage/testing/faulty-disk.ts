/** A real disk that can fill up, fail to flush, and lose its power. */
import { truncate } from 'node:fs/promises';
import { disk, type Disk, type DiskFile } from '../journal/disk';

const failure = (code: string, message: string): Error => Object.assign(new Error(`${code}: ${message}`), { code });

export class FaultyDisk implements Disk {
  /** Bytes that still fit. */
  space = Infinity;
  /** How many of the next flushes fail. */
  failingSyncs = 0;
  /** While set, nothing can be cut either. */
  readOnly = false;
  private gate: { reach(): void; readonly open: Promise<void> } | undefined;
  /** Per file, how much of it survives a power cut. */
  private readonly synced = new Map<string, number>();

  async open(path: string): Promise<DiskFile> {
    return this.wrapped(path, await disk.open(path));
  }

  syncDirectory(path: string): Promise<void> {
    return disk.syncDirectory(path);
  }

  /** Writes wait, from the next one on (`reached`), until `release`. */
  hold(): { readonly reached: Promise<void>; release(): void } {
    let release = (): void => undefined;
    let reach = (): void => undefined;
    const open = new Promise<void>((resolve) => { release = resolve; });
    const reached = new Promise<void>((resolve) => { reach = resolve; });
    this.gate = { reach, open };
    return { reached, release };
  }

  /** Files lose what was written and not flushed. */
  async cutPower(): Promise<void> {
    for (const [path, length] of this.synced) await truncate(path, length);
  }

  private wrapped(path: string, file: DiskFile): DiskFile {
    let length = 0;
    return {
      write: async (bytes, position) => {
        this.gate?.reach();
        await this.gate?.open;
        const fitting = bytes.subarray(0, this.space);
        this.space -= fitting.length;
        await file.write(fitting, position);
        length = position + fitting.length;
        if (fitting.length < bytes.length) throw failure('ENOSPC', 'no space left on device, write');
      },
      sync: async () => {
        if (this.failingSyncs-- > 0) throw failure('EIO', 'i/o error, fdatasync');
        await file.sync();
        this.synced.set(path, length);
      },
      truncate: async (to) => {
        if (this.readOnly) throw failure('EROFS', 'read-only file system, ftruncate');
        await file.truncate(to);
        length = to;
      },
      read: (position, count) => file.read(position, count),
      close: () => file.close(),
    };
  }
}
