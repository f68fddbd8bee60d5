/** Documents over a store, with time and chance at hand. */
import { seededRandom, silentLogger, SteppedClock, type CollectionKey, type DocumentKey, type StoredDocument } from '../../../api';
import { FaultyStore } from '../../testing/faulty-store';
import type { KV } from '../../storage/kv';
import { openMemory } from '../../storage/memory';
import type { DocumentsOptions, Fresh, OpenDocuments } from '../documents';
import { openDocuments } from '../engine';

export const pods: CollectionKey = { shelf: 'dynamic', cluster: 'c', type: 'Pod' };

export const podKey = (name: string, namespace: string | null = 'default'): DocumentKey => ({ ...pods, ...(namespace !== null && { namespace }), name });

/** As the dialect writes them. */
export const writes = (data: unknown) => (current: StoredDocument | undefined, { id, now }: Fresh): string =>
  JSON.stringify({ _id: current?.id ?? id, createTime: new Date(current?.createTime ?? now).toISOString(), updateTime: new Date(now).toISOString(), data });

export const inserts = (data: unknown) => (fresh: Fresh): string => writes(data)(undefined, fresh);

export const dataOf = (document: StoredDocument | undefined): unknown => (document?.value as { readonly data?: unknown } | undefined)?.data;

export interface Bench {
  readonly clock: SteppedClock;
  readonly kv: FaultyStore;
  /** Another API server on the same store, or the same one started again. */
  open(options?: Partial<DocumentsOptions>): OpenDocuments;
  close(): Promise<void>;
}

export function bench(store?: (clock: SteppedClock) => KV): Bench {
  const clock = new SteppedClock();
  const kv = new FaultyStore(store?.(clock) ?? openMemory({ clock, log: silentLogger }));
  const opened: OpenDocuments[] = [];
  return {
    clock, kv,
    open(options) {
      const documents = openDocuments({ kv, clock, random: seededRandom(opened.length + 1), log: silentLogger, name: 'docs', shelves: [{ name: 'dynamic', indexed: () => [] }], ...options });
      opened.push(documents);
      return documents;
    },
    async close() {
      for (const documents of opened) documents.stop();
      await kv.close();
    },
  };
}
