/**
 * What is served, told to clients: /api, /apis and below, and the aggregated documents that say all at once (KEP-3352).
 * Everything is computed when first asked for, from the registry's definitions and what other API servers serve; the two lists are the
 * cache's key.
 */
import { createHash } from 'node:crypto';
import { ApiError, kindOfDefinition, type ResourceDefinition, type Subresource } from '../../../api';
import { apiVersionOf, byGroup, priorityOf, type AggregatedVersion, type DialectContext, type GroupVersion, type Ranked, type Request, type Response } from '../../dialect';
import { negotiate, parseAccept } from './negotiate';
import type { Query } from './query';
import { sendJson } from './respond';
import { verbsOf } from './routes';

interface GroupVersionKind extends GroupVersion { readonly kind: string }

/** One subresource as discovery tells it. */
interface SubresourceInfo { readonly name: string; readonly verbs: readonly string[]; readonly kind: GroupVersionKind }

const subresourceInfo = (definition: ResourceDefinition, name: string, subresource: Subresource<never>): SubresourceInfo =>
  ({ name, verbs: verbsOf(subresource), kind: subresource.type === 'view' ? definition : kindOfDefinition(subresource.schema.name) });

const subresourcesOf = (definition: ResourceDefinition): SubresourceInfo[] =>
  Object.entries(definition.subresources).map(([name, subresource]) => subresourceInfo(definition, name, subresource as Subresource<never>));

/** One version of a group, whoever serves it. */
interface ServedVersion extends Ranked { readonly fresh: boolean; readonly resources: () => readonly object[] }

/** The versions of each group, the preferred one first, in the order in which kubectl shows groups. */
function groupsOf({ definitions, others }: Served): Map<string, ServedVersion[]> {
  const served = new Map<string, ServedVersion>(others.map((other) => [apiVersionOf(other), { ...other, resources: () => other.resources }]));
  for (const { group, version } of definitions) {
    const gv = { group, version };
    served.set(apiVersionOf(gv), { ...gv, priority: priorityOf(gv), fresh: true, resources: () => inGroupVersion(definitions, gv).map(aggregatedResource) });
  }
  return byGroup([...served.values()]);
}

const inGroupVersion = (definitions: readonly ResourceDefinition[], { group, version }: GroupVersion): ResourceDefinition[] =>
  definitions.filter((d) => d.group === group && d.version === version).sort((a, b) => (a.names.plural < b.names.plural ? -1 : 1));

function apiResources(definition: ResourceDefinition): object[] {
  const { names, scope, kind, verbs } = definition;
  const namespaced = scope === 'Namespaced';
  const own = {
    name: names.plural, singularName: names.singular, namespaced, kind, verbs,
    ...(names.short.length && { shortNames: names.short }), ...(names.categories.length && { categories: names.categories }),
  };
  const below = subresourcesOf(definition).map((sub) => ({
    name: `${names.plural}/${sub.name}`, singularName: '', namespaced,
    ...(apiVersionOf(sub.kind) !== apiVersionOf(definition) && { group: sub.kind.group, version: sub.kind.version }), kind: sub.kind.kind, verbs: sub.verbs,
  }));
  return [own, ...below];
}

function apiResourceList(definitions: readonly ResourceDefinition[], gv: GroupVersion): object | undefined {
  const served = inGroupVersion(definitions, gv);
  if (served.length === 0) return undefined;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf(gv), resources: served.flatMap(apiResources) };
}

const versionEntry = (group: string, version: string): object => ({ groupVersion: `${group}/${version}`, version });

const apiGroup = (group: string, versions: readonly GroupVersion[]): object => ({
  name: group, versions: versions.map(({ version }) => versionEntry(group, version)), preferredVersion: versionEntry(group, versions[0]?.version ?? ''),
});

const responseKind = ({ group, version, kind }: GroupVersionKind): object => ({ group, version, kind });

function aggregatedResource(definition: ResourceDefinition): object {
  const { names, scope, verbs } = definition;
  const subresources = subresourcesOf(definition).map((sub) => ({ subresource: sub.name, responseKind: responseKind(sub.kind), verbs: sub.verbs }));
  return {
    resource: names.plural, responseKind: responseKind(definition), scope: scope === 'Namespaced' ? 'Namespaced' : 'Cluster',
    singularResource: names.singular, verbs, ...(names.short.length && { shortNames: names.short }),
    ...(names.categories.length && { categories: names.categories }), ...(subresources.length && { subresources }),
  };
}

function aggregated(served: Served, core: boolean, version: string): object {
  const items = [...groupsOf(served)].filter(([group]) => (group === '') === core).map(([group, versions]) => ({
    metadata: { name: group, creationTimestamp: null }, versions: versions.map(aggregatedGroupVersion),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
}

function aggregatedGroupVersion({ version, fresh, resources }: ServedVersion): object {
  const told = resources();
  return { version, ...(told.length && { resources: told }), freshness: fresh ? 'Current' : 'Stale' };
}

/** The version of the aggregated form when the client asks for it before the plain one. */
function aggregatedVersion(accept: string | undefined): string | undefined {
  if (!accept) return undefined;
  for (const { type, params } of parseAccept(accept)) {
    if (type === 'application/json' && params.as === 'APIGroupDiscoveryList' && params.g === 'apidiscovery.k8s.io' && (params.v === 'v2' || params.v === 'v2beta1')) return params.v;
    if (params.as === undefined && (type === 'application/json' || type === '*/*')) return undefined;
  }
  return undefined;
}

/** What there is to tell: the same two lists as long as it is the same. */
interface Served { readonly definitions: readonly ResourceDefinition[]; readonly others: readonly AggregatedVersion[] }

const nobody: readonly AggregatedVersion[] = [];

interface Document { readonly text: string; readonly etag: string }

export class Discovery {
  private documents = new Map<string, Document | undefined>();
  private served: Served | undefined;

  constructor(private readonly context: DialectContext) {}

  /** Answers a discovery path; throws ApiError NotFound when nothing is served there. */
  serve(request: Request, response: Response, parts: readonly string[], query: Query): void {
    const { accept, 'user-agent': agent } = request.headers;
    const version = parts.length === 1 ? aggregatedVersion(accept) : undefined;
    const document = this.document(parts, version);
    if (!document) throw ApiError.noSuchResource();
    response.setHeader('Vary', 'Accept');
    if (version) return sendAggregated(request, response, document, version);
    sendJson(response, negotiate(accept, agent, query.get('pretty'), { protobuf: true }), 200, document.text);
  }

  private document(parts: readonly string[], version: string | undefined): Document | undefined {
    const { registry: { definitions }, aggregator: { versions: others } = { versions: nobody } } = this.context;
    if (this.served?.definitions !== definitions || this.served.others !== others) {
      this.served = { definitions, others };
      this.documents = new Map();
    }
    const key = `${parts.join('/')} ${version ?? ''}`;
    const known = this.documents.get(key);
    if (known) return known;
    const value = build(this.served, parts, version);
    if (!value) return undefined;
    const text = JSON.stringify(value);
    const document = { text, etag: `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"` };
    this.documents.set(key, document);
    return document;
  }
}

function sendAggregated(request: Request, response: Response, { text, etag }: Document, version: string): void {
  response.setHeader('ETag', etag);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, {
    'Cache-Control': 'public', 'Content-Type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

function build(served: Served, parts: readonly string[], version: string | undefined): object | undefined {
  const [root, first, second] = parts;
  if (version) return aggregated(served, root === 'api', version);
  if (root === 'api' && first !== undefined) return apiResourceList(served.definitions, { group: '', version: first });
  if (second !== undefined) return apiResourceList(served.definitions, { group: first ?? '', version: second });
  const groups = groupsOf(served);
  if (root === 'api') {
    const versions = (groups.get('') ?? []).map((each) => each.version);
    return { kind: 'APIVersions', versions, serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '' }] };
  }
  const named = [...groups].filter(([group]) => group !== '');
  if (first === undefined) return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(([group, versions]) => apiGroup(group, versions)) };
  const versions = groups.get(first);
  return versions && first ? { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(first, versions) } : undefined;
}
