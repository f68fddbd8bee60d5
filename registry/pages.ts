/** Lists, whole or in pages: from the watch cache while it can tell the revision asked for, else from the store's history. */
import { ApiError, type KubeObject, type ListOptions } from '../api';
import { decodeContinue, encodeContinue, latest } from './continue';
import { resourcePrefix } from './keys';
import { indexedValue, matcher, selectedPrefix, type Match } from './matching';
import { isFresh, parseListRevision, type ReadContext } from './reads';
import type { Entry, Page } from './resource-store';
import type { FieldValue } from './sorted-entries';
import { RevisionCompacted } from './storage/kv';

interface Query<T extends KubeObject> {
  readonly prefix: string;
  readonly after: string | undefined;
  readonly limit: number;
  readonly match: Match<T> | undefined;
  /** Only objects with this can match, and they are easily found. */
  readonly having: FieldValue<T> | undefined;
}

export async function readPage<T extends KubeObject>(context: ReadContext<T>, options: ListOptions): Promise<Page<T>> {
  const { definition } = context;
  const wanted = parseListRevision(options.resourceVersion);
  const query: Query<T> = { prefix: selectedPrefix(definition, options), after: undefined, limit: limitOf(options, wanted), match: matcher(definition, options), having: indexedValue(definition, options) };
  if (options.continue) return nextPage(context, query, options.continue, wanted);
  return wanted !== undefined && isExact(options, wanted) ? pageAt(context, query, wanted) : latestPage(context, query, wanted);
}

/** Whoever takes any revision gets all of it: upstream's cache knows no pages of that (k8s.io/apiserver storage/cacher computeListLimit). */
const limitOf = ({ limit = 0, continue: token }: ListOptions, wanted: number | undefined): number =>
  (limit > 0 && (wanted !== 0 || token) ? limit : Infinity);

/** A page of a given revision without a rule is that very revision: paging was so before there were rules (k8s.io/apiserver storage etcd3 GetList). */
const isExact = ({ resourceVersionMatch: rule, limit = 0 }: ListOptions, wanted: number): boolean =>
  rule === 'Exact' || (rule === undefined && limit > 0 && wanted > 0);

/** The state at the revision that the cache has reached, once that is fresh enough. */
async function latestPage<T extends KubeObject>(context: ReadContext<T>, query: Query<T>, wanted: number | undefined): Promise<Page<T>> {
  if (await isFresh(context, wanted)) return pageFromCache(context, query, context.cache.revision);
  return pageFromStore(context, query, undefined);
}

async function nextPage<T extends KubeObject>(context: ReadContext<T>, query: Query<T>, token: string, wanted: number | undefined): Promise<Page<T>> {
  if (wanted !== undefined && wanted !== 0) throw ApiError.badRequest('specifying resource version is not allowed when using continue');
  const { revision, after } = decodeContinue(token);
  const behind = { ...query, after: resourcePrefix(context.definition) + after };
  if (revision === latest) return latestPage(context, behind, undefined);
  return pageAt(context, behind, revision, encodeContinue({ revision: latest, after }));
}

/** A page of the past. The cache still serves it when nothing of this resource has changed since. */
async function pageAt<T extends KubeObject>(context: ReadContext<T>, query: Query<T>, revision: number, inconsistent?: string): Promise<Page<T>> {
  const { cache } = context;
  await cache.start();
  if (cache.revision >= revision && cache.events.after(revision) === cache.events.end) return pageFromCache(context, query, revision);
  try {
    return await pageFromStore(context, query, revision);
  } catch (error) {
    throw error instanceof RevisionCompacted ? tooOld(inconsistent) : error;
  }
}

/** k8s.io/apiserver storage etcd3/errors.go; `token` goes on at the latest revision. */
const tooOld = (token: string | undefined): ApiError => (token === undefined
  ? ApiError.expired('The resourceVersion for the provided list is too old.')
  : ApiError.expired('The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
    'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the ' +
    'provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk ' +
    'was returned and now may show up in the list.', token));

function pageFromCache<T extends KubeObject>(context: ReadContext<T>, { prefix, after, limit, match, having }: Query<T>, revision: number): Page<T> {
  const { entries: all } = context.cache;
  const keys = having && all.having(having, prefix, after);
  const { from, to } = keys ? { from: 0, to: keys.length } : all.range(prefix, after);
  const keyAt = (position: number): string => (keys ? (keys[position] as string) : all.keyAt(position));
  const entries: Entry<T>[] = [];
  let position = from;
  for (; position < to && entries.length < limit; position++) {
    const entry = all.get(keyAt(position)) as Entry<T>;
    if (!match || match(entry)) entries.push(entry);
  }
  if (position >= to) return { revision, entries };
  return { revision, entries, ...rest(context, revision, keyAt(position - 1), match ? undefined : to - position) };
}

async function pageFromStore<T extends KubeObject>(context: ReadContext<T>, query: Query<T>, at: number | undefined): Promise<Page<T>> {
  const { kv, cache } = context;
  const entries: Entry<T>[] = [];
  for (let { after } = query; ;) {
    const limit = query.limit === Infinity ? undefined : query.limit - entries.length;
    const { kvs, more, revision, count } = await kv.list({ prefix: query.prefix, after }, { limit, at });
    for (const stored of kvs) {
      const entry = cache.readable(stored);
      if (entry && (!query.match || query.match(entry))) entries.push(entry);
    }
    after = kvs.at(-1)?.key;
    if (!more || after === undefined) return { revision, entries };
    at = revision;
    if (entries.length >= query.limit) return { revision, entries, ...rest(context, revision, after, query.match ? undefined : count - kvs.length) };
  }
}

function rest<T extends KubeObject>({ definition }: ReadContext<T>, revision: number, last: string, remaining: number | undefined): Pick<Page<T>, 'continue' | 'remainingItemCount'> {
  const token = encodeContinue({ revision, after: last.slice(resourcePrefix(definition).length) });
  return { continue: token, ...(remaining !== undefined && { remainingItemCount: remaining }) };
}
