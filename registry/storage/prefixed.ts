/** A store within a store: every key lives under a prefix. One process holds many clusters that way. */
import { StorageUnavailable, type Cas, type KV, type KVEvent, type KeyRange, type KeyValue, type WatchBatch } from './kv';

/** `prefix` as in `/clusters/<id>`. Revisions and compaction are the store's; closing the view leaves the store open. */
export function prefixed(store: KV, prefix: string): KV {
  const closed = new AbortController();
  const full = (key: string): string => prefix + key;
  const within = (range: KeyRange): KeyRange => ({ prefix: full(range.prefix), ...(range.after !== undefined && { after: full(range.after) }) });
  const ensureOpen = (): void => {
    if (closed.signal.aborted) throw new StorageUnavailable('the store is closed');
  };
  const write = async (run: () => Promise<Cas>): Promise<Cas> => {
    ensureOpen();
    return strippedCas(await run(), prefix.length);
  };
  return {
    async revision() {
      ensureOpen();
      return store.revision();
    },
    async get(key, at) {
      ensureOpen();
      const { revision, kv } = await store.get(full(key), at);
      return { revision, kv: kv && stripped(kv, prefix.length) };
    },
    async list(range, page) {
      ensureOpen();
      const found = await store.list(within(range), page);
      return { ...found, kvs: found.kvs.map((kv) => stripped(kv, prefix.length)) };
    },
    create: (key, value, options) => write(() => store.create(full(key), value, options)),
    update: (key, value, expected, options) => write(() => store.update(full(key), value, expected, options)),
    delete: (key, expected) => write(() => store.delete(full(key), expected)),
    async *watch(range, after, signal) {
      ensureOpen();
      const ended = AbortSignal.any([signal, closed.signal]);
      for await (const batch of store.watch(within(range), after, ended)) yield strippedBatch(batch, prefix.length);
    },
    async compact(before) {
      ensureOpen();
      await store.compact(before);
    },
    async close() {
      closed.abort();
    },
  };
}

const stripped = (kv: KeyValue, length: number): KeyValue => ({ ...kv, key: kv.key.slice(length) });

function strippedCas(cas: Cas, length: number): Cas {
  if (cas.ok) return cas.prev ? { ...cas, prev: stripped(cas.prev, length) } : cas;
  return cas.current ? { ...cas, current: stripped(cas.current, length) } : cas;
}

function strippedEvent(event: KVEvent, length: number): KVEvent {
  if (event.type === 'delete') return { ...event, key: event.key.slice(length), prev: stripped(event.prev, length) };
  return { ...event, kv: stripped(event.kv, length), prev: event.prev && stripped(event.prev, length) };
}

const strippedBatch = (batch: WatchBatch, length: number): WatchBatch =>
  (batch.events.length === 0 ? batch : { revision: batch.revision, events: batch.events.map((event) => strippedEvent(event, length)) });
