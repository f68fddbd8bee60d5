/** Writes of documents: compare and swap against the store, starting from what this process knows. */
import { matches, type Clock, type DocumentKey, type Question, type Random, type StoredDocument } from '../../api';
import { inTurn } from '../in-turn';
import { Undecodable } from '../storage-errors';
import type { Cas, KeyValue, KV, Revision } from '../storage/kv';
import type { Basis, Collection } from './collection';
import type { Fresh } from './documents';
import { freshness } from './ids';
import type { DocumentKeys } from './keys';
import { decode, readStored, tombstone, type Reading, type State } from './stored';

export interface WriterOptions {
  readonly kv: KV;
  readonly keys: DocumentKeys;
  readonly clock: Clock;
  readonly random: Random;
}

export class Writer {
  private readonly fresh: () => Fresh;

  constructor(private readonly options: WriterOptions) {
    this.fresh = freshness(options.clock, options.random);
  }

  async put(collection: Collection, key: DocumentKey, make: (current: StoredDocument | undefined, fresh: Fresh) => string | undefined): Promise<StoredDocument> {
    const fresh = this.fresh();
    for (let basis = collection.basis(key); ;) {
      const text = make(basis.document, fresh);
      if (text === undefined && basis.document) return basis.document;
      const json = Buffer.from(text ?? '');
      const read = this.decoded(key, json);
      const cas = await this.write(key, json, basis.revision);
      if (cas.ok) return this.wrote(collection, key, read(cas.revision));
      basis = collection.basisOn(key, this.stateOf(key, cas.current));
    }
  }

  async insert(collection: Collection, make: (fresh: Fresh) => string): Promise<StoredDocument> {
    for (;;) {
      const fresh = this.fresh();
      const key = { ...collection.key, name: fresh.id };
      const json = Buffer.from(make(fresh));
      const read = this.decoded(key, json);
      const cas = await this.write(key, json, 0);
      // Else somebody has the same id, which nobody should: the next one.
      if (cas.ok) return this.wrote(collection, key, read(cas.revision));
    }
  }

  /** `wanted`: it goes only if what is there then still is. Whether it went. */
  async remove(collection: Collection, key: DocumentKey, wanted: (document: StoredDocument) => boolean = () => true): Promise<boolean> {
    for (let basis = collection.basis(key); basis.document && wanted(basis.document);) {
      const cas = await this.removeOn(collection, key, basis);
      if (cas.ok) return true;
      basis = collection.basisOn(key, this.stateOf(key, cas.current));
    }
    return false;
  }

  async removeAll(collection: Collection, documents: Iterable<StoredDocument>, { where }: Question): Promise<number> {
    let removed = 0;
    const fits = (document: StoredDocument): boolean => matches(where, document.value);
    await inTurn(documents, async (found) => {
      // The state that was found needs no second look.
      if (await this.remove(collection, found.key, (document) => document === found || fits(document))) removed++;
    });
    return removed;
  }

  private async removeOn(collection: Collection, key: DocumentKey, { revision, live }: Basis): Promise<Cas> {
    if (!live) return this.options.kv.delete(this.options.keys.of(key), revision);
    const cas = await this.write(key, tombstone, revision);
    if (cas.ok) collection.wrote(key, { revision: cas.revision });
    return cas;
  }

  private write(key: DocumentKey, json: Buffer, revision: Revision): Promise<Cas> {
    const { kv, keys } = this.options;
    return revision ? kv.update(keys.of(key), json, revision) : kv.create(keys.of(key), json);
  }

  private wrote(collection: Collection, key: DocumentKey, reading: Reading): StoredDocument {
    collection.wrote(key, reading);
    return reading.document as StoredDocument;
  }

  private decoded(key: DocumentKey, json: Buffer): (revision: Revision) => Reading {
    const read = decode(key, this.options.keys.of(key), json);
    if (!read(0).document) throw new Error('a document was to be written that is none');
    return read;
  }

  /** What foreign hands have written there is written over. */
  private stateOf(key: DocumentKey, current: KeyValue | undefined): State | undefined {
    try {
      return current && readStored(key, current);
    } catch (error) {
      if (error instanceof Undecodable) return { revision: current?.modRevision ?? 0 };
      throw error;
    }
  }
}
