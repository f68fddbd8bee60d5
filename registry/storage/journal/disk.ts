/** What a journal does to a disk, as a parameter: tests let it fill up, fail and lose its power. */
import { constants, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

export interface DiskFile {
  /** All of the bytes, or it rejects with some of them written. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** What was written survives a power cut. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  /** At once: what is read back was written lately and lies in the page cache. */
  read(position: number, length: number): Buffer;
  close(): Promise<void>;
}

export interface Disk {
  /** Creates the file when there is none. */
  open(path: string): Promise<DiskFile>;
  /** Files created, renamed and removed in it stay so over a power cut. */
  syncDirectory(path: string): Promise<void>;
}

/** Secrets are stored as they are. */
const ownerOnly = 0o600;

export const disk: Disk = {
  async open(path) {
    return new HandledFile(await open(path, constants.O_RDWR | constants.O_CREAT, ownerOnly));
  },
  async syncDirectory(path) {
    // Windows has no way to open a directory; its file systems journal names by themselves.
    if (process.platform === 'win32') return;
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
};

class HandledFile implements DiskFile {
  constructor(private readonly handle: FileHandle) {}

  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      // A disk that is nearly full takes a part first and refuses the rest next time.
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  sync(): Promise<void> {
    return this.handle.datasync();
  }

  truncate(length: number): Promise<void> {
    return this.handle.truncate(length);
  }

  read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length;) {
      const count = readSync(this.handle.fd, bytes, done, length - done, position + done);
      if (count === 0) throw new Error(`the file ends at ${position + done}, expected ${length - done} more bytes`);
      done += count;
    }
    return bytes;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
