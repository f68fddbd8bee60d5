/** Files that commands read from and write into. */
import { FileFault, type Files } from './files';
import type { Output } from './io';

export class RedirectFault extends Error {}

/** What `work` reads of the file; throws RedirectFault in the shell's words. */
export function open(path: string, work: () => Buffer): Buffer {
  try {
    return work();
  } catch (error) {
    throw error instanceof FileFault ? new RedirectFault(`can't open ${path}: ${error.message.toLowerCase().replace('no such file or directory', 'no such file')}`) : error;
  }
}

/** Written in pieces of this size. */
const pieceBytes = 64 * 1024;

export class FileOutput implements Output {
  private kept: Buffer[] = [];
  private size = 0;

  constructor(private readonly files: Files, private readonly path: string, private readonly text: string, append: boolean) {
    this.put(Buffer.alloc(0), append);
  }

  write(data: string | Buffer): void {
    const chunk = Buffer.from(data);
    this.kept.push(chunk);
    if ((this.size += chunk.length) >= pieceBytes) this.flush();
  }

  flush(): void {
    const data = Buffer.concat(this.kept);
    [this.kept, this.size] = [[], 0];
    this.put(data, true);
  }

  private put(data: Buffer, append: boolean): void {
    if (this.path === '/dev/null') return;
    try {
      this.files.write(this.path, data, append);
    } catch (error) {
      throw error instanceof FileFault ? new RedirectFault(`can't create ${this.text}: ${error.message}`) : error;
    }
  }
}
