/**
 * Which service a request through the gateway means: by its host, and the longest path of the host's Dns objects. The path of
 * a route is taken off, as the document's nginx does (`proxy_pass` with a slash at its end). Pure.
 */
import { pathPrefix, plainHost, type minik8s } from '../../api';

export interface Asked {
  readonly host: string;
  readonly path: string;
  /** With its question mark; '' for none. */
  readonly search: string;
}

export interface Routed {
  readonly namespace: string;
  readonly service: string;
  readonly port: string;
  /** What is left for the service, with the query. */
  readonly path: string;
}

/** What a request asks for; undefined: it cannot be understood. Steps back (`..`) are gone: nobody gets past a route by them. */
export function askedBy(hostHeader: string | undefined, target: string): Asked | undefined {
  const whole = target.startsWith('/') ? `http://${hostHeader ?? ''}${target}` : target;
  if (!URL.canParse(whole)) return undefined;
  const { protocol, hostname, pathname, search } = new URL(whole);
  return protocol === 'http:' && hostname !== '' ? { host: plainHost(hostname), path: pathname, search } : undefined;
}

/** `objects`: all of the host, the oldest first, who has the word where two say the same path. */
export function routeOf(objects: readonly minik8s.Dns[], { path, search }: Asked): Routed | undefined {
  const fitting = objects.flatMap(({ metadata: { namespace = '' }, spec }) =>
    (spec.paths ?? []).map(({ subPath, svcName, svcPort }) => ({ namespace, service: svcName, port: svcPort, prefix: pathPrefix(subPath) })))
    .filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  const [first, ...others] = fitting;
  if (!first) return undefined;
  const { prefix, ...route } = others.reduce((best, one) => (one.prefix.length > best.prefix.length ? one : best), first);
  return { ...route, path: (path.slice(prefix.length) || '/') + search };
}
