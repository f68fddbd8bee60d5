/** Hears of changes in a directory, also when it has been replaced by another of its name. */
import { statSync, watch, type FSWatcher } from 'node:fs';
import type { Logger } from '../../../../api';

export class DirectoryWatch {
  private watcher: FSWatcher | undefined;
  private inode: number | undefined;
  private why = '';

  /** `heard` is handed a file's name, where it is known. */
  constructor(private readonly directory: string, private readonly heard: (name: string | undefined) => void, private readonly log: Logger) {}

  /** Watches what has the directory's name now. True: that is another directory than before. */
  ensure(): boolean {
    const inode = inodeOf(this.directory);
    if (this.watcher && inode === this.inode) return false;
    this.close();
    const isAnother = inode !== this.inode;
    this.inode = inode;
    if (inode !== undefined) this.open();
    return isAnother;
  }

  close(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }

  private open(): void {
    try {
      this.watcher = watch(this.directory, { persistent: false }, (_event, name) => this.heard(name ?? undefined));
    } catch (error) {
      return this.failed(error as Error);
    }
    this.watcher.on('error', (error) => {
      this.close();
      this.failed(error);
    });
  }

  /** The system has only so many watches to give. */
  private failed({ message }: Error): void {
    if (message !== this.why) this.log.warn(`Global Scheduler: ${this.directory} cannot be watched, its files are looked at by the intervals of conf.yaml alone: ${message}`);
    this.why = message;
  }
}

/** Undefined: nothing is there, or nobody may look. */
function inodeOf(directory: string): number | undefined {
  try {
    return statSync(directory).ino;
  } catch {
    return undefined;
  }
}
