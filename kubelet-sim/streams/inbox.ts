/** What has come and waits to be read. */
import type { Input } from '../shell/io';

/** With more than this waiting, its sender is asked to wait. */
const enough = 1024 * 1024;

export interface Sender {
  pause(): void;
  resume(): void;
}

export class Inbox implements Input {
  private readonly waiting: Buffer[] = [];
  private size = 0;
  private ended = false;
  private wake = (): void => undefined;

  constructor(private readonly sender: Sender) {}

  push(data: Buffer): void {
    if (this.ended || data.length === 0) return;
    this.waiting.push(data);
    this.size += data.length;
    if (this.size > enough) this.sender.pause();
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  async read(): Promise<Buffer | undefined> {
    while (!this.waiting.length && !this.ended) await new Promise<void>((resolve) => { this.wake = resolve; });
    const next = this.waiting.shift();
    const before = this.size;
    this.size -= next?.length ?? 0;
    if (before > enough && this.size <= enough) this.sender.resume();
    return next;
  }
}
