/** Configuration directories that tests may edit. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock, type Clock, type Logger } from '../../../../../api';
import { openConfigDirectory, type ConfigDirectory } from '..';

/** `level: message` of what matters to a user. */
export class Book implements Logger {
  readonly lines: string[] = [];
  debug(): void {}
  info(): void {}
  warn(message: string): void {
    this.lines.push(`warn: ${message}`);
  }
  error(message: string): void {
    this.lines.push(`error: ${message}`);
  }
}

export class Folder {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'global-scheduler-')));
  readonly directory = join(this.root, 'conf');
  readonly book = new Book();
  private readonly opened: ConfigDirectory[] = [];

  /** A copy of one of `testdata/`. */
  constructor(of = 'oslo') {
    cpSync(join(__dirname, '../../testdata', of), this.directory, { recursive: true });
  }

  open(clock: Clock = systemClock, directory = this.directory): ConfigDirectory {
    const config = openConfigDirectory({ directory, clock, log: this.book, environment: { POLICIES: this.root }, workingDirectory: this.root });
    this.opened.push(config);
    return config;
  }

  at = (name: string): string => join(this.directory, name);

  read = (name: string): string => readFileSync(this.at(name), 'utf8');

  write = (name: string, text: string): void => writeFileSync(this.at(name), text);

  /** Replaces some text in a file. */
  edit(name: string, from: string | RegExp, to: string): void {
    const before = this.read(name);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${name} has no ${String(from)}`);
    this.write(name, after);
  }

  remove(): void {
    for (const config of this.opened) config.stop();
    rmSync(this.root, { recursive: true });
  }
}

/** For as long as the test may run. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(systemClock, 5);
}
