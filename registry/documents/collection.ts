/**
 * One collection: what is stored, what is live, and what of both is seen. Of one name the later revision is seen; what a live document has
 * overtaken is stored for nothing.
 */
import type { CollectionKey, DocumentKey, StoredDocument } from '../../api';
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
  readonly revision: number;
  readonly document?: StoredDocument;
  /** It would come back if what is stored went. */
  readonly live: boolean;
}

export interface CollectionOptions {
  readonly key: CollectionKey;
  readonly shelf: Shelf;
  /** Where its documents are stored: before their names. */
  readonly prefix: string;
  /** Told what is stored for nothing. */
  readonly discard: (spent: Spent) => void;
}

export class Collection {
  readonly key: CollectionKey;
  readonly view: View;
  readonly feeds = new Feeds();
  private readonly stored = new Map<string, State>();
  private readonly live = new Map<string, State>();
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
    const name = nameText(key);
    if ((this.stored.get(name)?.revision ?? 0) < reading.revision) this.ahead.set(name, reading);
  }

  /** What the store says now; `read` when it is not what this process has written. */
  store(key: DocumentKey, revision: number, read: () => Reading): void {
    const name = nameText(key);
    const ahead = this.ahead.get(name);
    const own = ahead?.revision === revision;
    const { document, value } = own ? ahead : read();
    if (ahead && ahead.revision <= revision) this.ahead.delete(name);
    this.letGo.delete(name);
    this.stored.set(name, document ? { revision, document } : { revision });
    this.show(name, value);
    // Every API server sees the same go; whose document was too many deletes them.
    for (const spent of this.trim()) if (own) this.options.discard(spent);
  }

  unstore(key: DocumentKey): void {
    const name = nameText(key);
    this.ahead.delete(name);
    this.letGo.delete(name);
    if (this.stored.delete(name)) this.show(name);
    // That it is gone needed to be known as long as something older was stored.
    if (this.live.get(name)?.document === undefined) this.live.delete(name);
  }

  /** Lets go what is above the cap. */
  trim(): readonly Spent[] {
    const { cap = Infinity } = this.options.shelf;
    if (this.view.size <= cap) return [];
    return this.view.oldest.slice(0, this.view.size - Math.floor((cap * 2) / 3)).map(({ document: { key } }) => {
      const name = nameText(key);
      const { revision } = this.stored.get(name) as State;
      this.letGo.add(name);
      this.stored.set(name, { revision });
      this.show(name);
      return this.spentState(name, revision);
    });
  }

  /** All that need not be stored at this time. */
  *spent(now: number): Generator<Spent> {
    for (const name of this.letGo) yield this.spentState(name, this.stored.get(name)?.revision ?? 0);
    for (const [name, { revision }] of this.live) if (revision > (this.stored.get(name)?.revision ?? Infinity)) yield this.spentState(name, this.stored.get(name)?.revision ?? 0);
    const { maxAgeMs } = this.options.shelf;
    if (maxAgeMs === undefined) return;
    for (const { document: { key, createTime, revision } } of this.view.oldest) {
      if (createTime >= now - maxAgeMs) return;
      yield this.spentState(nameText(key), revision);
    }
  }

  putLive(document: StoredDocument): void {
    const name = nameText(document.key);
    this.live.set(name, { revision: document.revision, document });
    this.show(name);
  }

  goneLive(key: DocumentKey, revision: number): void {
    const name = nameText(key);
    if (this.stored.has(name)) this.live.set(name, { revision });
    else this.live.delete(name);
    this.show(name);
  }

  /** The live source is no more. */
  forgetLive(): void {
    for (const [name, { document }] of [...this.live]) {
      this.live.delete(name);
      if (document) this.show(name);
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

  private spentState(name: string, revision: number): Spent {
    return { text: this.options.prefix + name, revision };
  }
}

const seen = (stored: State | undefined, live: State | undefined): StoredDocument | undefined =>
  (live && live.revision > (stored?.revision ?? 0) ? live : stored)?.document;
