/** One file as it was when it was last good. */
import { readFileSync, statSync, type Stats } from 'node:fs';
import type { Logger } from '../../../../api';
import type { ConfigFile, FileReading } from './file';
import { mostBytesOf } from './parse';

/** What a look has shown: nothing new, another value, or other faults than before. */
export type Outcome = 'same' | 'better' | 'worse';

interface Found<T> extends FileReading<T> { readonly isMissing?: true }

export class KeptFile<T> {
  /** Undefined: it was never good. */
  value: T | undefined;
  /** What is wrong with it as it is now; empty: nothing. */
  faults: readonly string[] = [];
  private stamp = '';
  private warned = '';

  constructor(readonly file: ConfigFile<T>, private readonly path: string, private readonly log: Logger) {}

  /** Reads it if it is another than before. */
  look(): Outcome {
    const found = statOf(this.path);
    const stamp = typeof found === 'string' ? found : `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
    if (stamp === this.stamp) return 'same';
    this.stamp = stamp;
    return this.take(this.read(found));
  }

  /** Looks, and says in the log what has come of an edit. */
  lookAgain(): Outcome {
    const outcome = this.look();
    if (outcome === 'better') this.log.info(`Global Scheduler: ${this.file.name} has been read again`);
    if (outcome === 'worse') this.tellFaults('the last good state stays');
    return outcome;
  }

  tellFaults(consequence: string): void {
    this.log.error(`Global Scheduler: ${this.faults.join('; ')}; ${this.file.isNeeded ? consequence : 'nothing depends on it'}`);
  }

  /** The next look reads it even if it seems to be the same: two edits may share a tick of the file system's clock. */
  forget(): void {
    this.stamp = '';
  }

  private read(found: Stats | string): Found<T> {
    const { name, isNeeded } = this.file;
    const faultOf = (what: string): Found<T> => ({ faults: [`${name}: ${what} (${this.path})`], warnings: [] });
    if (found === missing) return isNeeded ? faultOf(missing) : { isMissing: true, faults: [], warnings: [] };
    const fault = typeof found === 'string' ? found : unreadable(found, mostBytesOf(name));
    if (fault) return faultOf(fault);
    try {
      return this.file.read(readFileSync(this.path));
    } catch (error) {
      if (isFileSystemError(error)) return faultOf(error.message);
      throw error;
    }
  }

  private take({ value, faults, warnings, isMissing }: Found<T>): Outcome {
    this.tellWarnings(warnings);
    const isNews = faults.join() !== this.faults.join();
    this.faults = faults;
    if (faults.length) return isNews ? 'worse' : 'same';
    if (isMissing && this.value === undefined) return 'same';
    this.value = value;
    return 'better';
  }

  /** What is odd outlives most edits, and is told once. */
  private tellWarnings(warnings: readonly string[]): void {
    const all = warnings.join();
    if (all !== this.warned) for (const warning of warnings) this.log.warn(`Global Scheduler: ${warning}`);
    this.warned = all;
  }
}

const missing = 'is missing';

/** A text says why nothing is known of it. */
function statOf(path: string): Stats | string {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? missing;
  } catch (error) {
    if (isFileSystemError(error)) return error.message;
    throw error;
  }
}

function unreadable(found: Stats, most: number): string | undefined {
  // Reading a pipe or a device may never end.
  if (!found.isFile()) return 'is no file';
  return found.size > most ? `has ${found.size} bytes, more than ${most}` : undefined;
}

const isFileSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;
