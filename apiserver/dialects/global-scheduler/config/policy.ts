/** The policy as it is asked for with every request. */
import { basename } from 'node:path';
import type { Logger } from '../../../../api';
import type { Policy } from '../engine';
import type { ConfigFile } from './file';
import { KeptFile } from './kept-file';

export interface PolicyState {
  /** The last good one. */
  readonly policy: Policy;
  /** What is wrong with the file as it is now; the demo answers 500 for as long as there is something. */
  readonly faults: readonly string[];
}

export class PolicyKeeper {
  private last: Policy | undefined;
  private kept: KeptFile<Policy>;

  constructor(private readonly file: ConfigFile<Policy>, private path: string, private readonly log: Logger) {
    this.kept = new KeptFile(file, path, log);
  }

  /** Faults: there is none yet. */
  load(): readonly string[] {
    this.kept.look();
    this.last = this.kept.value;
    return this.kept.faults;
  }

  /** It is another file from now on. */
  moveTo(path: string): void {
    if (path === this.path) return;
    this.path = path;
    this.kept = new KeptFile(this.file, path, this.log);
  }

  /** A file of that name, or any, has changed. */
  heard(name: string | undefined): void {
    if (name === undefined || name === basename(this.path)) this.kept.forget();
  }

  /** Costs one look at the file. */
  current(): PolicyState {
    this.kept.lookAgain();
    this.last = this.kept.value ?? this.last;
    if (!this.last) throw new Error('The policy is asked for before it is loaded.');
    return { policy: this.last, faults: this.kept.faults };
  }
}
