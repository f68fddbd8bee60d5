/** Hears of changes in a directory, also when it has been replaced by another of its name. */
import { statSync, watch, type FSWatcher } from 'node:fs';
import type { Logger } from '../../../../api';

export class DirectoryWatch {
  private watcher: FSWatcher | undefined;
  private inode: number | undefined;
  private why = '';

  /** `heard` is handed a file's name, where it is known. */
  constructor(private readonly directory: string, private readonly heard: (name: string | undefined) => void, private readonly log: Logger) {}

  /** Watches what has the directory's name now. */
  ensure(): void {
    const inode = statSync(this.directory, { throwIfNoEntry: false })?.ino;
    if (this.watcher && inode === this.inode) return;
    this.close();
    if (inode !== undefined) this.open(inode);
  }

  close(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }

  private open(inode: number): void {
    try {
      this.watcher = watch(this.directory, { persistent: false }, (_event, name) => this.heard(name ?? undefined));
    } catch (error) {
      return this.failed(error as Error);
    }
    this.inode = inode;
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
