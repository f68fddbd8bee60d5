/**
 * Get and list from the watch cache, as fresh as the request asks.
 *
 * Without a resourceVersion the answer is never older than an acknowledged write, by whichever process: ask the store
 * for its revision, wait until the cache has reached it, serve from memory (KEP-2340). When the cache does not get
 * there in time, the store itself is read.
 */
import { ApiError, type FieldSelector, type KubeObject, type ListOptions, type ObjectKey, type ResourceDefinition } from '../api';
import { decodeContinue, encodeContinue } from './continue';
import { namespacePrefix, resourcePrefix, storageKey } from './keys';
import type { Entry, Page } from './resource-store';
import type { KV } from './storage/kv';
import type { WatchCache } from './watch-cache';

/** How long a read waits for a revision the cache has not seen yet (as upstream's blockTimeout). */
const waitMs = 3000;

export interface ReadContext<T extends KubeObject> {
  readonly definition: ResourceDefinition<T>;
  readonly kv: KV;
  readonly cache: WatchCache<T>;
}

const erased = <T extends KubeObject>(definition: ResourceDefinition<T>): ResourceDefinition => definition as unknown as ResourceDefinition;

export const resourceName = ({ group, names }: ResourceDefinition<never> | ResourceDefinition): { group: string; plural: string } =>
  ({ group, plural: names.plural });

export function notFound<T extends KubeObject>(definition: ResourceDefinition<T>, name: string): ApiError {
  return ApiError.notFound({ group: definition.group, plural: definition.names.plural }, name);
}

/** A resourceVersion as a number; undefined when not given. Throws BadRequest, in upstream's words. */
export function parseRevision(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,16}$/.test(text)) throw ApiError.badRequest(`Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** Whether the cache is as fresh as asked for; false: read the store. */
async function fresh<T extends KubeObject>({ kv, cache }: ReadContext<T>, wanted: number | undefined): Promise<boolean> {
  await cache.start();
  if (wanted === 0) return true;
  if (wanted === undefined) return cache.reached(await kv.revision(), waitMs);
  if (await cache.reached(wanted, waitMs)) return true;
  throw ApiError.tooLargeResourceVersion(wanted, cache.revision);
}

export async function readOne<T extends KubeObject>(context: ReadContext<T>, key: ObjectKey, resourceVersion?: string): Promise<Entry<T>> {
  const wanted = parseRevision(resourceVersion);
  const name = storageKey(erased(context.definition), key);
  const entry = (await fresh(context, wanted)) ? context.cache.entries.get(name) : await readStored(context, name);
  if (!entry) throw notFound(context.definition, key.name);
  return entry;
}

/** Straight from the store; undefined when absent. */
export async function readStored<T extends KubeObject>({ kv, cache }: ReadContext<T>, key: string): Promise<Entry<T> | undefined> {
  const { kv: found } = await kv.get(key);
  return found && cache.entryOf(found);
}

/** What list and watch select by; undefined: everything. */
export type Match<T extends KubeObject> = (entry: Entry<T>) => boolean;

export function matcher<T extends KubeObject>(definition: ResourceDefinition<T>, options: Pick<ListOptions, 'labels' | 'fields'>): Match<T> | undefined {
  const labels = options.labels && !options.labels.empty ? options.labels : undefined;
  const fields = options.fields && !options.fields.empty ? options.fields : undefined;
  if (!labels && !fields) return undefined;
  if (fields) checkFields(definition, fields);
  return ({ object }) => (!labels || labels.matches(object.metadata.labels)) && (!fields || fields.matches((name) => fieldOf(definition, object, name)));
}

function fieldOf<T extends KubeObject>(definition: ResourceDefinition<T>, object: T, name: string): string {
  if (name === 'metadata.name') return object.metadata.name ?? '';
  if (name === 'metadata.namespace') return object.metadata.namespace ?? '';
  return definition.fields[name]?.(object) ?? '';
}

function checkFields<T extends KubeObject>(definition: ResourceDefinition<T>, fields: FieldSelector): void {
  for (const { field } of fields.requirements) {
    const known = field === 'metadata.name' || (field === 'metadata.namespace' && definition.scope === 'Namespaced') || field in definition.fields;
    if (!known) throw ApiError.badRequest(`field label not supported: ${field}`);
  }
}

interface Query<T extends KubeObject> {
  readonly prefix: string;
  readonly after: string | undefined;
  readonly limit: number;
  readonly match: Match<T> | undefined;
}

export async function readPage<T extends KubeObject>(context: ReadContext<T>, options: ListOptions): Promise<Page<T>> {
  const { definition, cache } = context;
  const match = matcher(definition, options);
  const limit = options.limit && options.limit > 0 ? options.limit : Infinity;
  const prefix = namespacePrefix(erased(definition), options.namespace);
  const wanted = parseRevision(options.resourceVersion);
  if (options.continue) {
    if (wanted !== undefined && wanted !== 0) throw ApiError.badRequest('specifying resource version is not allowed when using continue');
    const { revision, after } = decodeContinue(options.continue);
    return pageAt(context, { prefix, after: resourcePrefix(erased(definition)) + after, limit, match }, revision, 'continue');
  }
  const query = { prefix, after: undefined, limit, match };
  if (options.resourceVersionMatch === 'Exact' && wanted !== undefined) return pageAt(context, query, wanted, 'exact');
  if (await fresh(context, wanted)) return pageFromCache(context, query, cache.revision);
  return pageFromStore(context, query, undefined);
}

/** A page of the past. The cache still serves it when nothing of this resource has changed since. */
async function pageAt<T extends KubeObject>(context: ReadContext<T>, query: Query<T>, revision: number, why: 'continue' | 'exact'): Promise<Page<T>> {
  await context.cache.start();
  if (await unchangedSince(context.cache, revision)) return pageFromCache(context, query, revision);
  try {
    return await pageFromStore(context, query, revision);
  } catch (error) {
    if (why === 'continue' && (error as Error).name === 'RevisionCompacted') throw expiredContinue();
    throw error;
  }
}

async function unchangedSince<T extends KubeObject>(cache: WatchCache<T>, revision: number): Promise<boolean> {
  if (!(await cache.reached(revision, waitMs))) return false;
  return cache.events.after(revision) === cache.events.end;
}

const expiredContinue = (): ApiError => ApiError.expired('The provided continue parameter is too old to display a consistent list result. ' +
  'You can start a new list without the continue parameter.');

function pageFromCache<T extends KubeObject>({ definition, cache }: ReadContext<T>, { prefix, after, limit, match }: Query<T>, revision: number): Page<T> {
  const { from, to } = cache.entries.range(prefix, after);
  const entries: Entry<T>[] = [];
  let position = from;
  for (; position < to && entries.length < limit; position++) {
    const entry = cache.entries.entryAt(position);
    if (!match || match(entry)) entries.push(entry);
  }
  if (position >= to) return { revision, entries };
  const last = cache.entries.keyAt(position - 1);
  return { revision, entries, ...rest(definition, revision, last, match ? undefined : to - position) };
}

async function pageFromStore<T extends KubeObject>({ definition, kv, cache }: ReadContext<T>, query: Query<T>, at: number | undefined): Promise<Page<T>> {
  const entries: Entry<T>[] = [];
  let after = query.after;
  for (;;) {
    const limit = query.limit === Infinity ? undefined : query.limit - entries.length;
    const found = await kv.list({ prefix: query.prefix, after }, { limit, at });
    for (const stored of found.kvs) {
      const entry = cache.entryOf(stored);
      if (!query.match || query.match(entry)) entries.push(entry);
    }
    const last = found.kvs.at(-1)?.key;
    if (!found.more || last === undefined) return { revision: found.revision, entries };
    at = found.revision;
    after = last;
    if (entries.length >= query.limit) {
      return { revision: found.revision, entries, ...rest(definition, found.revision, last, query.match ? undefined : found.count - found.kvs.length) };
    }
  }
}

function rest<T extends KubeObject>(definition: ResourceDefinition<T>, revision: number, last: string, remaining: number | undefined): Pick<Page<T>, 'continue' | 'remainingItemCount'> {
  const token = encodeContinue({ revision, after: last.slice(resourcePrefix(erased(definition)).length) });
  return { continue: token, ...(remaining !== undefined && { remainingItemCount: remaining }) };
}
