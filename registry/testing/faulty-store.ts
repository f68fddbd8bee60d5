/** A store that breaks when a test says so. */
import { RevisionCompacted, StorageUnavailable, type Cas, type GetResult, type KeyRange, type KV, type ListResult, type Revision, type WatchBatch, type WriteOptions } from '../storage/kv';

export class FaultyStore implements KV {
  /** Every call fails while it is set. */
  down = false;
  /** Runs once, before the next write: somebody else was faster. */
  interference: (() => Promise<unknown>) | undefined;
  readonly calls = { get: 0, list: 0, write: 0 };
  private readonly cuts = new Set<AbortController>();

  constructor(private inner: KV) {}

  /** Ends every open watch with this error. */
  cutWatches(error: Error): void {
    for (const cut of this.cuts) cut.abort(error);
  }

  /** Watches end, and what they have missed is kept no longer. */
  loseHistory(): void {
    this.cutWatches(new RevisionCompacted(1, 2));
  }

  /** Another store in its place: the old one was lost. */
  replace(inner: KV): void {
    this.inner = inner;
  }

  async revision(): Promise<Revision> {
    this.ensureUp();
    return this.inner.revision();
  }

  async get(key: string, at?: Revision): Promise<GetResult> {
    this.ensureUp();
    this.calls.get++;
    return this.inner.get(key, at);
  }

  async list(range: KeyRange, page?: { readonly limit?: number; readonly at?: Revision }): Promise<ListResult> {
    this.ensureUp();
    this.calls.list++;
    return this.inner.list(range, page);
  }

  create(key: string, value: Uint8Array, options?: WriteOptions): Promise<Cas> {
    return this.write(() => this.inner.create(key, value, options));
  }

  update(key: string, value: Uint8Array, expected: Revision, options?: WriteOptions): Promise<Cas> {
    return this.write(() => this.inner.update(key, value, expected, options));
  }

  delete(key: string, expected?: Revision): Promise<Cas> {
    return this.write(() => this.inner.delete(key, expected));
  }

  async *watch(range: KeyRange, after: Revision, signal: AbortSignal): AsyncGenerator<WatchBatch> {
    this.ensureUp();
    const cut = new AbortController();
    this.cuts.add(cut);
    try {
      yield* this.inner.watch(range, after, AbortSignal.any([signal, cut.signal]));
      if (cut.signal.aborted) throw cut.signal.reason;
    } finally {
      this.cuts.delete(cut);
    }
  }

  compact(before: Revision): Promise<void> {
    return this.inner.compact(before);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async write(run: () => Promise<Cas>): Promise<Cas> {
    const { interference } = this;
    this.interference = undefined;
    await interference?.();
    this.ensureUp();
    this.calls.write++;
    return run();
  }

  private ensureUp(): void {
    if (this.down) throw new StorageUnavailable('out of order');
  }
}
