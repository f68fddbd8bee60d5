/** A terminal in its usual mode (POSIX.1-2024, XBD 11): lines are edited and echoed before a program reads them. */
import type { Input, Output } from './io';

const ctrlC = 3;
const ctrlD = 4;
const killLine = 21;
const escape = 27;

export class Terminal implements Input {
  private line = '';
  private readonly ready: Buffer[] = [];
  private ended = false;
  /** Ctrl-D on an empty line: one read ends. */
  private endings = 0;
  private isRead = false;
  private wake = (): void => undefined;
  private afterReturn = false;
  private inEscape: 'no' | 'begun' | 'sequence' = 'no';
  /** Ctrl-C. */
  onInterrupt = (): void => undefined;

  readonly output: Output;

  constructor(private readonly raw: Input, private readonly screen: Output) {
    this.output = { write: (data) => screen.write(Buffer.from(Buffer.from(data).toString('latin1').replace(/\n/g, '\r\n'), 'latin1')) };
  }

  /** Takes what is typed, until there is nobody. */
  async listen(): Promise<void> {
    for (let typed = await this.raw.read(); typed; typed = await this.raw.read()) {
      for (const char of typed.toString()) this.take(char);
    }
    this.ended = true;
    this.wake();
  }

  async read(): Promise<Buffer | undefined> {
    this.isRead = true;
    while (!this.ready.length && !this.ended && !this.endings) await new Promise<void>((resolve) => { this.wake = resolve; });
    this.isRead = false;
    const next = this.ready.shift();
    if (!next && this.endings) this.endings--;
    return next;
  }

  /** Whoever waits for a line waits no more. */
  release(): void {
    if (this.isRead) this.endRead();
  }

  private endRead(): void {
    this.endings++;
    this.wake();
  }

  private take(char: string): void {
    if (this.inEscape !== 'no') return this.skip(char);
    const code = char.codePointAt(0)!;
    const skipped = char === '\n' && this.afterReturn;
    this.afterReturn = char === '\r';
    if (skipped) return;
    if (char === '\r' || char === '\n') this.enter();
    else if (char === '\x7f' || char === '\b') this.erase();
    else if (code === ctrlC) this.interrupt();
    else if (code === ctrlD) this.endOfInput();
    else if (code === killLine) while (this.line) this.erase();
    else if (code === escape) this.inEscape = 'begun';
    else if (code >= 32 || char === '\t') {
      this.line += char;
      this.screen.write(char);
    }
  }

  /** Arrows and the like: there is nothing to move to. */
  private skip(char: string): void {
    if (this.inEscape === 'begun') this.inEscape = char === '[' || char === 'O' ? 'sequence' : 'no';
    else if (/[@-~]/.test(char)) this.inEscape = 'no';
  }

  private enter(): void {
    this.screen.write('\r\n');
    this.push(`${this.line}\n`);
  }

  private push(text: string): void {
    this.line = '';
    this.ready.push(Buffer.from(text));
    this.wake();
  }

  private erase(): void {
    if (!this.line) return;
    this.line = [...this.line].slice(0, -1).join('');
    this.screen.write('\b \b');
  }

  private interrupt(): void {
    this.line = '';
    this.ready.length = 0;
    this.screen.write('^C\r\n');
    this.onInterrupt();
  }

  private endOfInput(): void {
    if (this.line) this.push(this.line);
    else this.endRead();
  }
}
