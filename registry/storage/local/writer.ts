/**
 * The order of all writes. A compare is decided at once, against what earlier writes will have left ("pending"), so
 * that any number of writes shares one flush; nobody learns of a write, not even a loser to it, before it is durable.
 */
import { StorageUnavailable, type Cas, type KeyValue, type Revision } from '../kv';
import { keyOf, stateOf, type Change } from './change';
import type { Journal } from './journal';

/** The durable state: what the writer builds on, and gives to. */
export interface Committed {
  readonly revision: Revision;
  head(key: string): KeyValue | undefined;
  apply(changes: readonly Change[]): void;
}

/** What a write does to the current state of its key, given the revision it would have; undefined: its compare is lost. */
export type Decide = (current: KeyValue | undefined, revision: Revision) => Change | undefined;

/** Writes that become durable together. */
class Batch {
  readonly changes: Change[] = [];
  resolve!: () => void;
  reject!: (error: Error) => void;
  readonly durable = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

interface Pending { readonly state: KeyValue | undefined; readonly batch: Batch }

export class Writer {
  /** What keys hold once everything submitted is durable, where that differs from the committed state. */
  private readonly pending = new Map<string, Pending>();
  private queued: Batch | undefined;
  private flushing: Promise<void> | undefined;
  /** The last revision given out. */
  private assigned: Revision;

  constructor(private readonly committed: Committed, private readonly journal: Journal | undefined) {
    this.assigned = committed.revision;
  }

  write(key: string, decide: Decide): Promise<Cas> {
    const pending = this.pending.get(key);
    const current = pending ? pending.state : this.committed.head(key);
    const change = decide(current, this.assigned + 1);
    if (!change) return this.lose(current, pending?.batch);
    const revision = ++this.assigned;
    const won: Cas = { ok: true, revision, prev: current };
    if (this.journal) return this.enqueue(key, change).durable.then(() => won);
    this.committed.apply([change]);
    return Promise.resolve(won);
  }

  /** Resolves when everything submitted has been flushed or has failed. */
  async drain(): Promise<void> {
    while (this.queued || this.flushing) await (this.flushing ?? this.queued?.durable.catch(alreadyTold));
  }

  private async lose(current: KeyValue | undefined, winner: Batch | undefined): Promise<Cas> {
    await winner?.durable;
    return { ok: false, revision: this.committed.revision, current };
  }

  private enqueue(key: string, change: Change): Batch {
    const batch = this.queued ?? this.begin();
    batch.changes.push(change);
    this.pending.set(key, { state: stateOf(change.event), batch });
    return batch;
  }

  private begin(): Batch {
    this.queued = new Batch();
    if (!this.flushing) this.schedule();
    return this.queued;
  }

  /** At the end of this turn of the event loop: who was just answered may join with a next write. */
  private schedule(): void {
    setImmediate(() => { this.flushing ??= this.flush(); });
  }

  private async flush(): Promise<void> {
    const batch = this.queued;
    this.queued = undefined;
    if (batch) await this.persist(batch);
    this.flushing = undefined;
    if (this.queued) this.schedule();
  }

  private async persist(batch: Batch): Promise<void> {
    try {
      await this.journal?.append(batch.changes);
    } catch (cause) {
      this.rollBack(batch, cause);
      return;
    }
    for (const { event } of batch.changes) {
      if (this.pending.get(keyOf(event))?.batch === batch) this.pending.delete(keyOf(event));
    }
    this.committed.apply(batch.changes);
    batch.resolve();
  }

  /** What was submitted meanwhile was decided on what now never happened: it fails too. */
  private rollBack(batch: Batch, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const error = new StorageUnavailable(`the write was not stored: ${reason}`, { cause });
    const dependent = this.queued;
    this.queued = undefined;
    this.pending.clear();
    this.assigned = this.committed.revision;
    batch.reject(error);
    dependent?.reject(error);
  }
}

/** The failure of a batch is answered to each of its writers. */
const alreadyTold = (): void => undefined;
