/**
 * Refuses requests whose Host is neither loopback nor allowed: a page in a browser cannot reach the API by a name
 * that its owner points to 127.0.0.1 (DNS rebinding).
 */
import type { RequestHandler } from 'express';
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

export function hostGuard(allowedHosts: readonly string[]): RequestHandler {
  const allowed = new Set(allowedHosts.map(withoutPort));
  let lastGood: string | undefined;
  return (request, response, next) => {
    const { host } = request.headers;
    if ((host !== undefined && host === lastGood) || hostAllowed(host, allowed)) {
      lastGood = host;
      return next();
    }
    const message = `forbidden: Host ${JSON.stringify(host ?? '')} is neither loopback nor an allowed host`;
    const status = ApiError.fromStatus({ code: 403, reason: 'Forbidden', message, details: {} }).toStatus();
    response.writeHead(403, { 'Content-Type': 'application/json', Connection: 'close' }).end(JSON.stringify(status));
  };
}
