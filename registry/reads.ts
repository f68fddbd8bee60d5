/**
 * Get from the watch cache, as fresh as the request asks; lists are in pages.ts.
 *
 * Without a resourceVersion the answer is never older than an acknowledged write, by whichever process: ask the store
 * for its revision, wait until the cache has reached it, serve from memory (KEP-2340). When the cache does not get
 * there in time, the store itself is read.
 */
import { ApiError, fieldError, formatFieldError, type KubeObject, type ObjectKey, type ResourceDefinition, type ResourceName } from '../api';
import { storageKey } from './keys';
import type { Entry } from './resource-store';
import type { KV } from './storage/kv';
import type { WatchCache } from './watch-cache';

/** How long a read waits for a revision the cache has not seen yet (as upstream's blockTimeout). */
const waitMs = 3000;

export interface ReadContext<T extends KubeObject> {
  readonly definition: ResourceDefinition<T>;
  readonly kv: KV;
  readonly cache: WatchCache<T>;
}

export const resourceName = ({ group, names }: ResourceDefinition): ResourceName => ({ group, plural: names.plural });

export const notFound = (definition: ResourceDefinition, name: string): ApiError => ApiError.notFound(resourceName(definition), name);

const largestRevision = 2n ** 64n - 1n;

/**
 * A resourceVersion as a number; undefined when not given. Throws BadRequest in the words of k8s.io/apiserver storage
 * APIObjectVersioner, which for gets and watches upstream sends as a 500.
 */
export function parseRevision(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const digits = /^\d+$/.test(text);
  if (digits && BigInt(text) <= largestRevision) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${digits ? 'value out of range' : 'invalid syntax'}`;
  throw ApiError.badRequest(formatFieldError(fieldError.invalid('resourceVersion', text, why)));
}

/** The same for a list, whose refusal says more. */
export function parseListRevision(text: string | undefined): number | undefined {
  try {
    return parseRevision(text);
  } catch (error) {
    throw ApiError.badRequest(`invalid resource version: ${(error as ApiError).message}`);
  }
}

/** Whether the cache is as fresh as asked for; false: read the store. Throws Timeout for a revision that does not come. */
export async function isFresh<T extends KubeObject>({ kv, cache }: ReadContext<T>, wanted: number | undefined): Promise<boolean> {
  await cache.start();
  if (cache.unseen) return false;
  if (wanted === 0) return true;
  if (wanted === undefined) return cache.reached(await kv.revision(), waitMs);
  if (await cache.reached(wanted, waitMs)) return true;
  throw ApiError.tooLargeResourceVersion(wanted, cache.revision);
}

export async function readOne<T extends KubeObject>(context: ReadContext<T>, key: ObjectKey, resourceVersion?: string): Promise<Entry<T>> {
  const { definition, cache } = context;
  const wanted = parseRevision(resourceVersion);
  const name = storageKey(definition, key);
  const entry = (await isFresh(context, wanted)) ? cache.entries.get(name) : await readStored(context, name);
  if (entry) return entry;
  throw cache.unreadable.get(name) ?? notFound(definition, key.name);
}

/** Straight from the store; undefined when absent. Throws Undecodable. */
export async function readStored<T extends KubeObject>({ kv, cache }: ReadContext<T>, key: string): Promise<Entry<T> | undefined> {
  const { kv: found } = await kv.get(key);
  return found && cache.entryOf(found);
}
