/**
 * What is served, told to clients: /api, /apis and below, and the aggregated documents that say all at once (KEP-3352).
 * Everything is computed from the registry's definitions when first asked for; the list of definitions is the cache's key.
 */
import { createHash } from 'node:crypto';
import { ApiError, kindOfDefinition, type ResourceDefinition, type Subresource } from '../../../api';
import type { Registry } from '../../../registry';
import type { Request, Response } from '../../dialect';
import { byPreference, groupPriority } from './group-priority';
import { apiVersionOf } from './item-text';
import { negotiate, parseAccept } from './negotiate';
import type { Query } from './query';
import { sendJson } from './respond';
import { verbsOf } from './routes';

interface GroupVersion { readonly group: string; readonly version: string }
interface GroupVersionKind extends GroupVersion { readonly kind: string }

/** One subresource as discovery tells it. */
interface SubresourceInfo { readonly name: string; readonly verbs: readonly string[]; readonly kind: GroupVersionKind }

const subresourceInfo = (definition: ResourceDefinition, name: string, subresource: Subresource<never>): SubresourceInfo =>
  ({ name, verbs: verbsOf(subresource), kind: subresource.type === 'view' ? definition : kindOfDefinition(subresource.schema.name) });

const subresourcesOf = (definition: ResourceDefinition): SubresourceInfo[] =>
  Object.entries(definition.subresources).map(([name, subresource]) => subresourceInfo(definition, name, subresource as Subresource<never>));

/** Group names with their versions, preferred version first, as kubectl shows them. */
function groupsOf(definitions: readonly ResourceDefinition[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, version } of definitions) {
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) versions.push(version);
    groups.set(group, versions);
  }
  for (const [group, versions] of groups) versions.sort(byPreference(group));
  return new Map([...groups].sort(([a], [b]) => groupPriority(b) - groupPriority(a) || a.localeCompare(b)));
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

const apiGroup = (group: string, versions: readonly string[]): object => ({
  name: group, versions: versions.map((version) => versionEntry(group, version)), preferredVersion: versionEntry(group, versions[0] ?? ''),
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

function aggregated(definitions: readonly ResourceDefinition[], core: boolean, version: string): object {
  const items = [...groupsOf(definitions)].filter(([group]) => (group === '') === core).map(([group, versions]) => ({
    metadata: { name: group, creationTimestamp: null },
    versions: versions.map((v) => ({ version: v, resources: inGroupVersion(definitions, { group, version: v }).map(aggregatedResource), freshness: 'Current' })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
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

interface Document { readonly text: string; readonly etag: string }

export class Discovery {
  private documents = new Map<string, Document | undefined>();
  private definitions: readonly ResourceDefinition[] | undefined;

  constructor(private readonly registry: Registry) {}

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
    if (this.definitions !== this.registry.definitions) {
      this.definitions = this.registry.definitions;
      this.documents = new Map();
    }
    const key = `${parts.join('/')} ${version ?? ''}`;
    const known = this.documents.get(key);
    if (known) return known;
    const value = build(this.definitions, parts, version);
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

function build(definitions: readonly ResourceDefinition[], parts: readonly string[], version: string | undefined): object | undefined {
  const [root, first, second] = parts;
  if (version) return aggregated(definitions, root === 'api', version);
  const groups = groupsOf(definitions);
  if (root === 'api') {
    if (first !== undefined) return apiResourceList(definitions, { group: '', version: first });
    return { kind: 'APIVersions', versions: groups.get('') ?? [], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '' }] };
  }
  const named = [...groups].filter(([group]) => group !== '');
  if (first === undefined) return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(([group, versions]) => apiGroup(group, versions)) };
  if (second !== undefined) return apiResourceList(definitions, { group: first, version: second });
  const versions = groups.get(first);
  return versions && first ? { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(first, versions) } : undefined;
}

