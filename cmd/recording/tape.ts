/**
 * What is to be written, put in order first: each kind is watched by itself, so of two changes the later one may come first, and a
 * recording in which a pod comes before its namespace could not be replayed.
 */
import type { Clock, KubeObject } from '../../api';
import { formatEntry, type Entry, type RecordedEvent } from './entry';

interface Waiting extends Entry {
  /** The revision of the change: of one store, and counted through all kinds (KEP-5504). */
  readonly revision: bigint;
}

/** How far watches may trail behind one another. */
const settleMs = 1000;
/** Lines that are made into text at a go. */
const atOnce = 500;

export class Tape {
  written = 0;
  private waiting: Waiting[] = [];
  private lastRevision = 0n;
  private lastTime = 0;

  constructor(private readonly clock: Clock, private readonly write: (text: string) => Promise<void>) {}

  add(event: RecordedEvent, resource: KubeObject): void {
    this.waiting.push({ time: this.clock.now(), event, resource, revision: this.revisionOf(resource) });
  }

  /** Writes what nothing earlier can come after any more. */
  flushSettled(): Promise<void> {
    return this.flushUntil(this.clock.now() - settleMs);
  }

  flush(): Promise<void> {
    return this.flushUntil(Infinity);
  }

  private async flushUntil(time: number): Promise<void> {
    const settled = this.waiting.filter((entry) => entry.time <= time).sort((a, b) => Number(a.revision - b.revision));
    this.waiting = this.waiting.filter((entry) => entry.time > time);
    for (let from = 0; from < settled.length; from += atOnce) {
      const part = settled.slice(from, from + atOnce);
      await this.write(part.map((entry) => this.lineOf(entry)).join(''));
      this.written += part.length;
    }
  }

  /** Times never go back. */
  private lineOf(entry: Waiting): string {
    this.lastTime = Math.max(this.lastTime, entry.time);
    return formatEntry({ ...entry, time: this.lastTime });
  }

  /** Where a server counts in another way, the order is that in which changes come. */
  private revisionOf({ metadata: { resourceVersion = '' } }: KubeObject): bigint {
    if (/^\d+$/.test(resourceVersion)) this.lastRevision = BigInt(resourceVersion);
    return this.lastRevision;
  }
}
