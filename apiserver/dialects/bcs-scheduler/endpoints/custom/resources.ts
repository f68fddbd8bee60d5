/** Custom resources (section 3.7 of the document's specification): the registry's, in Kubernetes' own form. */
import { ApiError, parseFieldSelector, parseLabelSelector, unsupportedField, type FieldSelector, type ListOptions, type ObjectKey } from '../../../../../api';
import type { ResourceStore } from '../../../../../registry';
import { apiVersionOf } from '../../../../dialect';
import { plainRoute, type Call, type Reply, type Route } from '../../call';
import { inBcsNamespace } from '../../namespaces';
import { readKubeObject, success } from './kube';
import { keptInNamespace, keptNamespace, toldEntry } from './namespaced';
import { placeOf, type Place } from './place';

interface Meant extends Place {
  readonly store: ResourceStore;
}

interface MeantOne extends Meant {
  readonly name: string;
  readonly key: ObjectKey;
}

const parts = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

/** Throws ApiError NotFound. */
function meant({ at, query, service: { registry } }: Call): Meant {
  const { group = '', version = '' } = at;
  const rest = parts.flatMap((part) => at[part] ?? []);
  // The kinds of Kubernetes have other ways.
  const find = (plural: string): ResourceStore | undefined => {
    const store = registry.find(group, version, plural);
    return store?.definition.storage && store;
  };
  const place = placeOf(rest, (plural) => find(plural) !== undefined);
  const store = place && find(place.plural);
  // Upstream's driver passes nothing on that could be one.
  const watches = [group, version, ...rest].some((part) => part.includes('watch')) || /^(1|t|true)$/i.test(query.get('watch') ?? '');
  if (!store || watches || !fits(place, store)) throw ApiError.noSuchResource();
  return { ...place, store };
}

/** All namespaces can be looked at together, and nothing else be done with them. */
const fits = ({ namespace, name, subresource }: Place, { definition: { scope, subresources } }: ResourceStore): boolean =>
  (scope === 'Namespaced' ? namespace !== undefined || name === undefined : namespace === undefined) && (subresource === undefined || (subresource === 'status' && Object.hasOwn(subresources, subresource)));

function one(call: Call): MeantOne {
  const place = meant(call);
  const { name, namespace, store: { definition: { group, names } } } = place;
  if (name === undefined) throw ApiError.methodNotAllowed({ group, plural: names.plural }, verbs[call.method]);
  return { ...place, name, key: { name, ...(namespace !== undefined && { namespace: keptNamespace(namespace) }) } };
}

const verbs = { GET: 'get', POST: 'create', PUT: 'update', DELETE: 'delete' } as const;

async function create(call: Call): Promise<Reply> {
  const { store, namespace, name } = meant(call);
  const { definition: { group, kind, names, scope } } = store;
  if (name !== undefined) throw ApiError.methodNotAllowed({ group, plural: names.plural }, 'create');
  if (scope === 'Namespaced' && namespace === undefined) throw ApiError.noSuchResource();
  const warnings: string[] = [];
  const value = keptInNamespace(readKubeObject(call, kind), namespace);
  const options = { warn: (text: string) => void warnings.push(text) };
  const entry = namespace === undefined ? await store.create(value, undefined, options) : await inBcsNamespace(call.service, namespace, () => store.create(value, keptNamespace(namespace), options));
  return { status: 201, json: toldEntry(entry, namespace), warnings };
}

async function read(call: Call): Promise<Reply> {
  const place = meant(call);
  if (place.name === undefined) return list(call, place);
  const { store, key, namespace } = one(call);
  return { status: 200, json: toldEntry(await store.get(key), namespace) };
}

async function list({ query }: Call, { store, namespace }: Meant): Promise<Reply> {
  const { definition } = store;
  const { revision, entries, continue: token, remainingItemCount } = await store.list(listOptions(query, store, namespace));
  const metadata = { resourceVersion: String(revision), ...(token && { continue: token }), ...(remainingItemCount !== undefined && { remainingItemCount }) };
  const head = `{"kind":${JSON.stringify(definition.listKind)},"apiVersion":${JSON.stringify(apiVersionOf(definition))},"metadata":${JSON.stringify(metadata)},"items":[`;
  return { status: 200, json: `${head}${entries.map((entry) => toldEntry(entry, namespace)).join(',')}]}` };
}

function listOptions(query: Call['query'], { definition }: ResourceStore, namespace: string | undefined): ListOptions {
  const [labels, fields, token] = [query.get('labelSelector'), query.get('fieldSelector'), query.get('continue')];
  const limit = Number(query.get('limit') ?? 0);
  if (!Number.isSafeInteger(limit) || limit < 0) throw ApiError.badRequest('limit must be a number that is not negative');
  return {
    ...(namespace !== undefined && { namespace: keptNamespace(namespace) }), ...(labels && { labels: parseLabelSelector(labels) }), ...(fields && { fields: knownFields(definition, parseFieldSelector(fields)) }),
    ...(limit && { limit }), ...(token && { continue: token }),
  };
}

function knownFields(definition: ResourceStore['definition'], selector: FieldSelector): FieldSelector {
  const fault = selector.requirements.map(({ field }) => unsupportedField(definition, field)).find((each) => each !== undefined);
  if (fault !== undefined) throw ApiError.badRequest(fault);
  return selector;
}

/** Without a resourceVersion it is about whatever is there. */
async function update(call: Call): Promise<Reply> {
  const { store, key, namespace, subresource } = one(call);
  const warnings: string[] = [];
  const value = keptInNamespace(readKubeObject(call, store.definition.kind), namespace);
  const { entry } = await store.update(key, ({ metadata: { resourceVersion } }) => ({ ...value, metadata: { resourceVersion, ...value.metadata } }), {
    warn: (text) => warnings.push(text), ...(subresource !== undefined && { subresource }),
  });
  return { status: 200, json: toldEntry(entry, namespace), warnings };
}

async function remove(call: Call): Promise<Reply> {
  const { store, key, namespace, name, subresource } = one(call);
  const { definition: { group, names } } = store;
  if (subresource !== undefined) throw ApiError.methodNotAllowed({ group, plural: names.plural }, 'delete');
  const { entry, gone } = await store.delete(key);
  return gone ? success({ name, group, kind: names.plural, uid: entry.object.metadata.uid ?? '' }) : { status: 200, json: toldEntry(entry, namespace) };
}

const routesAt = (path: string): Route[] => [plainRoute('POST', path, create), plainRoute('GET', path, read), plainRoute('PUT', path, update), plainRoute('DELETE', path, remove)];

/** How many parts a path has says little: what they are decides. */
export const resourceRoutes: readonly Route[] = parts.flatMap((_, last) => routesAt(`/customresources/:group/:version/${parts.slice(0, last + 1).map((part) => `:${part}`).join('/')}`));
