/** What a backend hands to its exam, and the small words in which the exam is written. */
import type { Cas, KV, KVEvent, KeyRange, Revision, WatchBatch } from '../kv';

export interface Exam {
  readonly kv: KV;
  /** Lets that much time pass for TTLs: steps the clock, or really waits. */
  elapse(seconds: number): Promise<void>;
  /** Durable backends: closes the store and opens the same data again; the result is closed by `dispose`. */
  reopen?(): Promise<KV>;
  /** Closes everything and removes the data. */
  dispose(): Promise<void>;
}

export type OpenExam = () => Promise<Exam>;

/** A test that gets a fresh store and leaves nothing behind. */
export function exam(open: OpenExam, what: string, run: (exam: Exam) => Promise<void>): void {
  it(what, async () => {
    const opened = await open();
    try {
      await run(opened);
    } finally {
      await opened.dispose();
    }
  }, 60_000);
}

export const bytes = (text: string): Uint8Array => Buffer.from(text);
export const text = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString();

/** The revision of a write that must have won. */
export async function won(write: Promise<Cas>): Promise<Revision> {
  const cas = await write;
  if (!cas.ok) throw new Error(`lost the compare to ${JSON.stringify(cas.current)} at ${cas.revision}`);
  return cas.revision;
}

/** `put /a=1`, `put /a=2 was 1`, `delete /a was 2`: an event in words, for comparing whole histories. */
export function inWords(event: KVEvent): string {
  const prev = event.prev ? ` was ${text(event.prev.value)}` : '';
  return event.type === 'put' ? `put ${event.kv.key}=${text(event.kv.value)}${prev}` : `delete ${event.key}${prev}`;
}

export const revisionOf = (event: KVEvent): Revision => (event.type === 'put' ? event.kv.modRevision : event.revision);

/** A watch that is read step by step. */
export class Reader {
  private readonly abort = new AbortController();
  private readonly iterator: AsyncIterator<WatchBatch>;
  readonly batches: WatchBatch[] = [];

  constructor(kv: KV, range: KeyRange, after: Revision) {
    this.iterator = kv.watch(range, after, this.abort.signal)[Symbol.asyncIterator]();
  }

  get events(): readonly KVEvent[] {
    return this.batches.flatMap((batch) => batch.events);
  }

  get words(): string[] {
    return this.events.map(inWords);
  }

  /** The next batch; undefined when the watch has ended. */
  async next(): Promise<WatchBatch | undefined> {
    const { done, value } = await this.iterator.next();
    if (done) return undefined;
    this.batches.push(value);
    return value;
  }

  /** Reads until everything up to `revision` has been delivered. */
  async until(revision: Revision): Promise<this> {
    while ((this.batches.at(-1)?.revision ?? 0) < revision) {
      if (!(await this.next())) throw new Error(`the watch ended before revision ${revision}`);
    }
    return this;
  }

  /** Reads until that many events have arrived. */
  async count(events: number): Promise<this> {
    let seen = this.events.length;
    while (seen < events) {
      const batch = await this.next();
      if (!batch) throw new Error(`the watch ended after ${seen} of ${events} events`);
      seen += batch.events.length;
    }
    return this;
  }

  /** Ends the watch through its signal. */
  stop(): void {
    this.abort.abort();
  }
}

/** Runs with a watch that has delivered its first batch, and ends it. */
export async function watching(kv: KV, prefix: string, after: Revision, run: (reader: Reader) => Promise<void>): Promise<void> {
  const reader = new Reader(kv, { prefix }, after);
  try {
    await reader.next();
    await run(reader);
  } finally {
    reader.stop();
  }
}
