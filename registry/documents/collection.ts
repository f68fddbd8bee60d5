/**
 * One collection: what is stored, what is live, and what of both is seen. Of one name the later revision is seen; what a live document has
 * overtaken is stored for nothing.
 */
import type { CollectionKey, DocumentKey, StoredDocument } from '../../api';
import type { Revision } from '../storage/kv';
import type { Shelf } from './documents';
import { Feeds } from './feeds';
import { nameText } from './keys';
import type { Spent } from './retention';
import type { Reading, State } from './stored';
import { View } from './view';

/** A live document's value is at hand: looking at it costs as much as parsing this much. */
const liveWeight = 200;

/** What a write starts from. */
export interface Basis {
  /** Of what is stored; 0: nothing is. */
  readonly revision: Revision;
  readonly document?: StoredDocument;
  /** It would come back if what is stored went. */
  readonly live: boolean;
}

export interface CollectionOptions {
  readonly key: CollectionKey;
  readonly shelf: Shelf;
  /** Where its documents are stored: before their names. */
  readonly prefix: string;
  /** Everything up to it has been taken from the store. */
  readonly applied: () => Revision;
  /** Told what is stored for nothing. */
  readonly discard: (spent: Spent) => void;
}

export class Collection {
  readonly key: CollectionKey;
  readonly view: View;
  readonly feeds = new Feeds();
  private readonly stored = new Map<string, State>();
  private readonly live = new Map<string, State>();
  /** Names whose live documents have gone, the oldest first. */
  private readonly gone = new Set<string>();
  /** What this process has stored, until the store tells of it. */
  private readonly ahead = new Map<string, Reading>();
  /** Stored, and no longer seen, to keep the shelf's cap. */
  private readonly letGo = new Set<string>();

  constructor(private readonly options: CollectionOptions) {
    this.key = options.key;
    this.view = new View(options.key.type, options.shelf);
  }

  /** It could as well not be known. */
  get idle(): boolean {
    this.forgetGone();
    return this.stored.size + this.live.size + this.ahead.size === 0 && this.feeds.idle;
  }

  /** Names of all that is stored. */
  get names(): Iterable<string> {
    return this.stored.keys();
  }

  get(key: DocumentKey): StoredDocument | undefined {
    return this.view.get(nameText(key));
  }

  /** As far as this process knows: a write that starts from it is refused if the store knows better. */
  basis(key: DocumentKey): Basis {
    const name = nameText(key);
    const [stored, ahead] = [this.stored.get(name), this.ahead.get(name)];
    return this.basisOn(key, ahead && ahead.revision > (stored?.revision ?? 0) ? ahead : stored);
  }

  /** With that stored. */
  basisOn(key: DocumentKey, stored: State | undefined): Basis {
    const live = this.live.get(nameText(key));
    return { revision: stored?.revision ?? 0, document: seen(stored, live), live: live?.document !== undefined };
  }

  /** This process has stored it. */
  wrote(key: DocumentKey, reading: Reading): void {
    if (reading.revision > this.options.applied()) this.ahead.set(nameText(key), reading);
  }

  /** What the store says now; `read` when it is not what this process has written. Whether it is. */
  store(key: DocumentKey, revision: Revision, read: () => Reading): boolean {
    const name = nameText(key);
    if (this.stored.get(name)?.revision === revision) return false;
    const ahead = this.ahead.get(name);
    const own = ahead?.revision === revision;
    const { document, value } = own ? ahead : read();
    if (ahead && ahead.revision <= revision) this.ahead.delete(name);
    this.letGo.delete(name);
    this.stored.set(name, document ? { revision, document } : { revision });
    this.show(name, value);
    return own;
  }

  unstore(key: DocumentKey): void {
    const name = nameText(key);
    this.ahead.delete(name);
    this.letGo.delete(name);
    if (this.stored.delete(name)) this.show(name);
    if (!this.live.get(name)?.document && !this.gone.has(name)) this.live.delete(name);
  }

  /**
   * Lets go what is above the cap. Every API server sees the same documents go, at the same event; the one whose document was too many
   * (`own`) deletes them.
   */
  trim(own: boolean): void {
    const { shelf: { cap = Infinity }, discard } = this.options;
    if (this.view.size <= cap) return;
    for (const { key } of this.view.oldest.slice(0, this.view.size - Math.floor((cap * 2) / 3))) {
      const name = nameText(key);
      const revision = this.stored.get(name)?.revision;
      if (revision === undefined) continue;
      this.letGo.add(name);
      this.stored.set(name, { revision });
      this.show(name);
      if (own) discard(this.spentState(name, revision));
    }
  }

  /** The state as a whole has been taken from the store. */
  loaded(revision: Revision): void {
    for (const [name, ahead] of this.ahead) if (ahead.revision <= revision) this.ahead.delete(name);
    this.trim(false);
  }

  /** All that need not be stored at this time. */
  *spent(now: number): Generator<Spent> {
    for (const name of this.letGo) yield this.spentState(name, this.stored.get(name)?.revision ?? 0);
    for (const [name, { revision }] of this.live) {
      const stored = this.stored.get(name);
      if (stored && revision > stored.revision) yield this.spentState(name, stored.revision);
    }
    const { maxAgeMs } = this.options.shelf;
    if (maxAgeMs === undefined) return;
    for (const { key, document } of this.view.oldest) {
      if (document.createTime >= now - maxAgeMs) return;
      const name = nameText(key);
      if (this.stored.get(name)?.document === document) yield this.spentState(name, document.revision);
    }
  }

  putLive(document: StoredDocument): void {
    const name = nameText(document.key);
    this.live.set(name, { revision: document.revision, document });
    this.show(name);
  }

  goneLive(key: DocumentKey, revision: Revision): void {
    const name = nameText(key);
    this.live.set(name, { revision });
    this.show(name);
    this.gone.add(name);
    this.forgetGone();
  }

  /** The live source is no more. */
  forgetLive(): void {
    for (const [name, { document }] of [...this.live]) {
      this.live.delete(name);
      this.gone.delete(name);
      if (document) this.show(name);
    }
  }

  /** That something is gone needs to be known for as long as something older may come from the store. */
  private forgetGone(): void {
    for (const name of this.gone) {
      const live = this.live.get(name);
      if (live && !live.document && live.revision > this.options.applied()) return;
      this.gone.delete(name);
      if (live && !live.document && !this.stored.has(name)) this.live.delete(name);
    }
  }

  private show(name: string, value?: unknown): void {
    const [stored, live] = [this.stored.get(name), this.live.get(name)];
    const [before, now] = [this.view.get(name), seen(stored, live)];
    if (before !== now) {
      if (!now) this.view.delete(name);
      else if (now === stored?.document) this.view.set(name, now, now.json.length, () => value ?? now.value);
      else this.view.set(name, now, liveWeight, () => now.value);
      this.feeds.tell(now ? { type: before ? 'changed' : 'added', document: now } : { type: 'removed', document: before as StoredDocument });
    }
    if (stored && live && live.revision > stored.revision) this.options.discard(this.spentState(name, stored.revision));
  }

  private spentState(name: string, revision: Revision): Spent {
    return { text: this.options.prefix + name, revision };
  }
}

const seen = (stored: State | undefined, live: State | undefined): StoredDocument | undefined =>
  (live && live.revision > (stored?.revision ?? 0) ? live : stored)?.document;
