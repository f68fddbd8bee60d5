/**
 * What a URL asks for, parsed once by hand (k8s.io/apiserver pkg/endpoints/request RequestInfoFactory).
 *
 *     /api/v1/namespaces/{ns}/pods/{name}/{subresource}      /apis/{group}/{version}/...
 *     /api/v1/namespaces/{ns}                                the namespace itself
 *     /api/v1/watch/...                                      the deprecated prefix
 */

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export interface RequestInfo {
  readonly verb: Verb | undefined;
  readonly group: string;
  readonly version: string;
  /** Absent: all namespaces, or a resource of cluster scope. */
  readonly namespace: string | undefined;
  readonly resource: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows the subresource (`/proxy/a/b`): nothing here takes it. */
  readonly rest: readonly string[];
}

const namespaceSubresources = new Set(['status', 'finalize']);

const verbs: Readonly<Record<string, Verb>> = { GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** Path segments, decoded; undefined when an escape is broken. Slashes at the ends and doubled ones do not count. */
export function splitPath(path: string): string[] | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  if (!path.includes('%')) return parts;
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** undefined: no request for a resource. `watch` is the query's `watch` parameter. */
export function parseRequestInfo(method: string, parts: readonly string[], watch: boolean): RequestInfo | undefined {
  const grouped = parts[0] === 'apis';
  if (!grouped && parts[0] !== 'api') return undefined;
  let at = grouped ? 3 : 2;
  if (parts.length <= at) return undefined;
  const watchPrefix = parts[at] === 'watch' && parts.length > at + 1;
  if (watchPrefix) at++;
  let namespace: string | undefined;
  if (parts[at] === 'namespaces' && parts.length > at + 1) {
    namespace = parts[at + 1];
    if (parts.length > at + 2 && !namespaceSubresources.has(parts[at + 2] ?? '')) at += 2;
  }
  const name = parts[at + 1];
  return {
    verb: watchPrefix ? watchVerb(method) : verbOf(method, name, watch),
    group: grouped ? parts[1] ?? '' : '',
    version: parts[grouped ? 2 : 1] ?? '',
    namespace,
    resource: parts[at] ?? '',
    name,
    subresource: parts[at + 2],
    rest: parts.slice(at + 3),
  };
}

const watchVerb = (method: string): Verb | undefined => (method === 'GET' ? 'watch' : undefined);

function verbOf(method: string, name: string | undefined, watch: boolean): Verb | undefined {
  const verb = verbs[method];
  if (name !== undefined) return verb;
  if (verb === 'get') return watch ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}
