/** All that is stored, by collection, as the store's watch tells it. */
import type { CollectionKey, DocumentKey, Logger } from '../../api';
import { Undecodable } from '../storage-errors';
import type { Followed } from '../store-follower';
import { RevisionCompacted, type KeyValue, type KV, type KVEvent, type Revision, type WatchBatch } from '../storage/kv';
import type { Collection } from './collection';
import { collectionText, nameText, type DocumentKeys } from './keys';
import { readStored, type Reading } from './stored';
import { nextTurn, Pace } from './turns';

/** A local store looks through the whole range for each page of a past state. */
const pageSize = 5000;

export interface MirrorOptions {
  readonly kv: KV;
  readonly log: Logger;
  readonly keys: DocumentKeys;
  readonly make: (key: CollectionKey) => Collection;
}

export class Mirror implements Followed {
  private readonly held = new Map<string, Collection>();

  constructor(private readonly options: MirrorOptions) {}

  get collections(): Iterable<Collection> {
    return this.held.values();
  }

  /** Undefined: nothing is stored there, and nobody has asked for it with `of`. */
  find(text: string): Collection | undefined {
    return this.held.get(text);
  }

  of(key: CollectionKey): Collection {
    const text = collectionText(key);
    let collection = this.held.get(text);
    if (!collection) {
      const { shelf, cluster, type } = key;
      collection = this.options.make({ shelf, cluster, type });
      this.held.set(text, collection);
    }
    return collection;
  }

  /** What is empty and nobody follows need not be known: people ask for what there is not, too. */
  forgetIdle(): void {
    for (const [text, collection] of this.held) if (collection.idle) this.held.delete(text);
  }

  async load(is: (revision: Revision) => void): Promise<void> {
    for (;;) {
      try {
        return is(await this.loadAt(await this.options.kv.revision()));
      } catch (error) {
        // It took so long that the history it was read from is gone.
        if (!(error instanceof RevisionCompacted)) throw error;
      }
    }
  }

  apply({ events }: WatchBatch): void {
    for (const event of events) this.take(event);
  }

  /** What was here before and is not found is gone: the differences are told as any other change. */
  private async loadAt(revision: Revision): Promise<Revision> {
    const { kv, keys } = this.options;
    const pace = new Pace();
    const missing = new Map([...this.held].map(([text, { names }]) => [text, new Set(names)]));
    for (let after: string | undefined; ;) {
      const page = await kv.list({ prefix: keys.prefix, after }, { limit: pageSize, at: revision });
      for (const found of page.kvs) {
        if (pace.due(found.value.length)) await nextTurn();
        const put = this.put(found);
        if (put) missing.get(collectionText(put.key))?.delete(nameText(put.key));
      }
      after = page.kvs.at(-1)?.key;
      if (!page.more || after === undefined) break;
    }
    for (const [text, names] of missing) for (const name of names) this.remove(`${keys.prefix}${text}/${name}`);
    for (const collection of this.held.values()) collection.loaded(revision);
    return revision;
  }

  private take(event: KVEvent): void {
    if (event.type === 'delete') return this.remove(event.key);
    const put = this.put(event.kv);
    put?.collection.trim(put.own);
  }

  /** Undefined: it is no document. */
  private put(kv: KeyValue): { readonly key: DocumentKey; readonly collection: Collection; readonly own: boolean } | undefined {
    const key = this.options.keys.parse(kv.key);
    if (!key) return this.complain(new Undecodable(kv.key, 'not the key of a document'));
    const collection = this.of(key);
    return { key, collection, own: collection.store(key, kv.modRevision, () => this.read(key, kv)) };
  }

  private remove(text: string): void {
    const key = this.options.keys.parse(text);
    const collection = key && this.held.get(collectionText(key));
    if (!key || !collection) return;
    collection.unstore(key);
    if (collection.idle) this.held.delete(collectionText(key));
  }

  /** What cannot be read is left out; it must not take the others with it. */
  private read(key: DocumentKey, kv: KeyValue): Reading {
    try {
      return readStored(key, kv);
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      this.complain(error);
      return { revision: kv.modRevision };
    }
  }

  private complain({ key, reason }: Undecodable): undefined {
    this.options.log.error('a document in the store cannot be read and is left out', { key, reason });
  }
}
