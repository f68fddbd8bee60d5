/**
 * Refuses requests whose Host is neither loopback nor allowed: a page in a browser cannot reach the API by a name
 * that its owner points to 127.0.0.1 (DNS rebinding). The same for the Origin of upgrades and of POST: browsers keep pages from reading
 * what others answer, but not from WebSockets, and not from posting what a form might send (https://fetch.spec.whatwg.org/#cors-safelisted-method).
 */
import type { RequestHandler, Response } from 'express';
import { ApiError } from '../../api';

const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\]|\[0:0:0:0:0:0:0:1\])$/;

const withoutPort = (host: string): string => host.replace(/:\d*$/, '').toLowerCase();

/** `allowed` holds host names without port; `*` allows every host. */
export function hostAllowed(host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (allowed.has('*')) return true;
  if (!host) return false;
  const name = withoutPort(host);
  return loopback.test(name) || allowed.has(name);
}

/** An Origin that is no URL (`null`: a page of nowhere) is not allowed. */
export function originAllowed(origin: string, allowed: ReadonlySet<string>): boolean {
  if (allowed.has('*')) return true;
  return URL.canParse(origin) && hostAllowed(new URL(origin).host, allowed);
}

/** `allowedOrigins`: pages of these may ask what they like (`cors`). */
export function hostGuard(allowedHosts: readonly string[], allowedOrigins: readonly string[] = []): RequestHandler {
  const allowed = new Set(allowedHosts.map(withoutPort));
  const pages = new Set(allowedOrigins);
  const mayPost = (origin: string): boolean => pages.has('*') || pages.has(origin) || originAllowed(origin, allowed);
  let lastGood: string | undefined;
  return ({ method, headers: { host, origin, upgrade } }, response, next) => {
    if ((host === undefined || host !== lastGood) && !hostAllowed(host, allowed)) return refuse(response, 'Host', host ?? '');
    lastGood = host;
    if (upgrade !== undefined && origin !== undefined && !originAllowed(origin, allowed)) return refuse(response, 'Origin', origin);
    if (method === 'POST' && origin !== undefined && !mayPost(origin)) return refuse(response, 'Origin', origin);
    next();
  };
}

function refuse(response: Response, header: string, value: string): void {
  const message = `forbidden: ${header} ${JSON.stringify(value)} is neither loopback nor an allowed host`;
  const status = ApiError.fromStatus({ code: 403, reason: 'Forbidden', message, details: {} }).toStatus();
  response.writeHead(403, { 'Content-Type': 'application/json', Connection: 'close' }).end(JSON.stringify(status));
}
