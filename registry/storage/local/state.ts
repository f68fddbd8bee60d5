/** What is durable, and therefore visible: the index, the history, who watches it, and when its keys expire. */
import type { Clock } from '../../../api';
import { RevisionCompacted, RevisionInFuture, type KVEvent, type KeyValue, type Revision } from '../kv';
import { keyOf, type Change } from './change';
import { Expiry } from './expiry';
import type { History } from './history';
import type { Kept, Snapshot } from './journal';
import { KeyIndex } from './key-index';
import { WatchHub, type Watched } from './watch-hub';
import type { Committed } from './writer';

/** The revision of a store that has never been written to. */
export const emptyRevision: Revision = 1;

/** How many keys a snapshot takes between two turns of the event loop. */
const snapshotStep = 500;

export class State implements Committed, Watched {
  readonly index: KeyIndex;
  readonly hub: WatchHub;
  readonly expiry: Expiry;
  private oldest: Revision = 0;

  /** `base`: the revision before the first event of the history. */
  constructor(base: Revision, readonly history: History, clock: Clock) {
    this.index = new KeyIndex(base, (revision) => this.eventAt(revision));
    this.hub = new WatchHub(this);
    this.expiry = new Expiry(clock);
  }

  get revision(): Revision {
    return this.index.revision;
  }

  /** Reads and watches from before it are refused. */
  get compacted(): Revision {
    return this.oldest;
  }

  head(key: string): KeyValue | undefined {
    return this.index.head(key);
  }

  apply(changes: readonly Change[]): void {
    for (const { event, expiresAt } of changes) {
      this.index.apply(event);
      this.history.append(event);
      this.expiry.set(keyOf(event), expiresAt);
    }
    this.hub.notify();
  }

  /** A key that was there before the history begins. */
  restore({ kv, expiresAt }: Kept): void {
    this.index.restore(kv);
    this.expiry.set(kv.key, expiresAt);
  }

  /** Throws unless the state at `revision` can be told. */
  ensureKept(revision: Revision): void {
    if (revision > this.revision) throw new RevisionInFuture(revision, this.revision);
    if (revision < this.oldest) throw new RevisionCompacted(revision, this.oldest);
  }

  forgetBefore(revision: Revision): void {
    this.oldest = revision;
    this.index.forgetBefore(revision);
    this.history.forgetThrough(revision);
  }

  /** The oldest state kept. Read it before the next `forgetBefore`. */
  snapshot(): Snapshot {
    const revision = this.oldest;
    const read = (after: string | undefined): Kept[] =>
      this.index.scan(after, snapshotStep, revision).map((kv) => ({ kv, expiresAt: this.deadlineOf(kv) }));
    return { revision, bytes: this.index.bytes, read };
  }

  /** Only of the present: a deadline of the past is overruled by the event that ended it. */
  private deadlineOf(kv: KeyValue): number | undefined {
    return this.index.head(kv.key) === kv ? this.expiry.of(kv.key) : undefined;
  }

  private eventAt(revision: Revision): KVEvent {
    const [event] = this.history.read(revision, revision);
    if (!event) throw new Error(`the event of revision ${revision} is missing`);
    return event;
  }
}
