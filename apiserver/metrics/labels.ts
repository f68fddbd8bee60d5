/** How requests are called in metrics (k8s.io/apiserver endpoints/metrics CleanScope, CleanVerb, cleanDryRun). */
import type { RequestAttributes } from '../layers/attributes';

export function scopeOf({ name, verb, namespace, isResource }: RequestAttributes): string {
  if (name !== '' || verb === 'create') return 'resource';
  if (namespace !== '') return 'namespace';
  return isResource ? 'cluster' : '';
}

const connections: ReadonlySet<string> = new Set(['log', 'exec', 'portforward', 'attach', 'proxy']);
const methods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export function reportedVerb({ verb, subresource, isResource }: RequestAttributes, method: string, scope: string, contentType: string | undefined): string {
  if (isResource && subresource !== '' && connections.has(subresource)) return 'CONNECT';
  if (verb === 'watch') return 'WATCH';
  if (method === 'GET' || method === 'HEAD') return scope === 'namespace' || scope === 'cluster' ? 'LIST' : 'GET';
  if (method === 'PATCH' && contentType === 'application/apply-patch+yaml') return 'APPLY';
  return methods.has(method) ? method : 'other';
}

/** Paths that are told by name: those that upstream instruments. */
const told: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz', '/metrics']);

export function subresourceLabel({ isResource, definition, subresource, path }: RequestAttributes): string {
  if (!isResource) return told.has(path) ? path : '';
  return definition ? subresource : '';
}

export function dryRunLabel({ query }: RequestAttributes): string {
  if (query.get('dryRun') === undefined) return '';
  return query.all('dryRun').every((value) => value === 'All') ? 'All' : 'invalid';
}
