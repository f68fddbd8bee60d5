/**
 * Documents in memory, as the store has them: one watch over all of them, and what live sources say.
 *
 *     KV ── first state, then changes ──> mirror ─> collections <── live sources
 *                                                      └─ view: what is seen, in order, with columns and indices
 */
import { ApiError, type CollectionKey, type DocumentKey, type Question, type Selection, type StoredDocument } from '../../api';
import { translated } from '../storage-errors';
import { StoreFollower } from '../store-follower';
import type { KV } from '../storage/kv';
import { Collection } from './collection';
import type { DocumentChange, DocumentsOptions, OpenDocuments, Shelf } from './documents';
import { collectionText, DocumentKeys } from './keys';
import { LiveFeeds } from './live-feeds';
import { Mirror } from './mirror';
import { Retention } from './retention';
import { selectFrom } from './select';
import { Writer } from './writer';

/** How long a read waits for a revision that has not been seen yet (as a watch cache does). */
const waitMs = 3000;

export const openDocuments = (options: DocumentsOptions): OpenDocuments => new Engine(options);

class Engine implements OpenDocuments {
  private readonly kv: KV;
  private readonly mirror: Mirror;
  private readonly follower: StoreFollower;
  private readonly live: LiveFeeds;
  private readonly writer: Writer;
  private readonly retention: Retention;
  private readonly told: readonly (() => void)[];

  constructor({ kv, clock, random, log, measures, name, shelves, live = () => none }: DocumentsOptions) {
    const keys = new DocumentKeys(name);
    const known = new Map(shelves.map((shelf) => [shelf.name, shelf]));
    this.kv = kv;
    this.mirror = new Mirror({
      kv, log, keys,
      make: (key) => new Collection({
        key, shelf: known.get(key.shelf) ?? plainShelf(key.shelf), prefix: `${keys.prefix}${collectionText(key)}/`,
        applied: () => this.follower.revision, discard: (spent) => this.retention.discard(spent),
      }),
    });
    this.follower = new StoreFollower({ kv, clock, log, range: { prefix: keys.prefix }, what: { documents: name } }, this.mirror);
    this.live = new LiveFeeds(live, this.mirror);
    this.writer = new Writer({ kv, keys, clock, random });
    this.retention = new Retention({ kv, clock, log, mirror: this.mirror });
    this.told = shelves.map((shelf) => measures?.reads('minikapi_documents', 'Number of documents in memory.', { documents: name, shelf: shelf.name }, () => this.count(shelf.name)) ?? noop);
  }

  async collections(shelf: string, cluster?: string): Promise<readonly CollectionKey[]> {
    await this.fresh([]);
    const wanted = (key: CollectionKey): boolean => key.shelf === shelf && (cluster === undefined || key.cluster === cluster);
    const found = new Map<string, CollectionKey>();
    for (const { key, view } of this.mirror.collections) if (view.size > 0 && wanted(key)) found.set(collectionText(key), key);
    for (const { collection } of this.live.sources) if (wanted(collection)) found.set(collectionText(collection), collection);
    return [...found.values()];
  }

  async get(key: DocumentKey): Promise<StoredDocument | undefined> {
    const [collection] = await this.fresh([key]);
    return collection?.get(key);
  }

  async select(asked: CollectionKey | readonly CollectionKey[], question: Question): Promise<Selection> {
    const collections = await this.fresh('type' in asked ? [asked] : asked);
    return selectFrom(collections.filter((collection) => collection !== undefined).map(({ view }) => view), question);
  }

  async namespaces(keys: readonly CollectionKey[]): Promise<readonly string[]> {
    const collections = await this.fresh(keys);
    return [...new Set(collections.flatMap((collection) => collection?.view.namespaces() ?? []))].sort();
  }

  async put(...[key, make]: Parameters<OpenDocuments['put']>): Promise<StoredDocument> {
    return translated(this.writer.put(await this.ready(key), key, make));
  }

  async insert(...[key, make]: Parameters<OpenDocuments['insert']>): Promise<StoredDocument> {
    return translated(this.writer.insert(await this.ready(key), make));
  }

  async remove(key: DocumentKey): Promise<boolean> {
    const [collection] = await this.fresh([key]);
    return collection ? translated(this.writer.remove(collection, key)) : false;
  }

  async removeAll(key: CollectionKey, question: Question): Promise<number> {
    const [collection] = await this.fresh([key]);
    if (!collection) return 0;
    const { documents } = await collection.view.select(question);
    return translated(this.writer.removeAll(collection, documents, question));
  }

  watch(key: CollectionKey, signal: AbortSignal): AsyncIterable<readonly DocumentChange[]> {
    const changes = this.fresh([key]).then(() => this.mirror.of(key).feeds.open(signal));
    // Told to whoever reads.
    changes.catch(() => undefined);
    return unwrapped(changes);
  }

  stop(): void {
    for (const forget of this.told) forget();
    this.follower.stop();
    this.retention.stop();
    this.live.stop();
    for (const { feeds } of this.mirror.collections) feeds.close();
  }

  /** What there is of them, no older than any acknowledged write, by whichever process. Rejects with ApiError ServiceUnavailable. */
  private fresh(keys: readonly CollectionKey[]): Promise<readonly (Collection | undefined)[]> {
    return translated(this.caughtUp(keys));
  }

  private async caughtUp(keys: readonly CollectionKey[]): Promise<readonly (Collection | undefined)[]> {
    await this.begin();
    const revision = await this.kv.revision();
    if (!await this.follower.reached(revision, waitMs)) throw ApiError.unavailable('the documents have not caught up with the storage');
    const texts = keys.map(collectionText);
    await Promise.all(texts.map((text) => this.live.follow(text, revision)));
    return texts.map((text) => this.mirror.find(text));
  }

  /** The collection with its first state. */
  private async ready(key: CollectionKey): Promise<Collection> {
    await translated(this.begin());
    await translated(this.live.follow(collectionText(key), 0));
    return this.mirror.of(key);
  }

  private count(shelf: string): number {
    let sum = 0;
    for (const { key, view } of this.mirror.collections) if (key.shelf === shelf) sum += view.size;
    return sum;
  }

  private async begin(): Promise<void> {
    await this.follower.start();
    this.retention.start();
  }
}

const none: readonly never[] = [];
const noop = (): void => undefined;

const plainShelf = (name: string): Shelf => ({ name, indexed: () => none });

async function* unwrapped<V>(coming: Promise<AsyncIterable<V>>): AsyncGenerator<V> {
  yield* await coming;
}
