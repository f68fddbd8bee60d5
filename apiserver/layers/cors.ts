/**
 * Which pages of other origins may ask, from a browser, and read the answers (https://fetch.spec.whatwg.org/#http-cors-protocol). Everybody
 * else's requests are answered as ever: browsers keep the answers from their pages.
 */
import type { RequestHandler, Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';

const methods = 'GET,HEAD,PUT,PATCH,POST,DELETE';

/** `origins` as browsers write them (`http://localhost:3000`); `*` for all, without credentials. */
export function cors(origins: readonly string[]): RequestHandler {
  const named = new Set(origins);
  return ({ method, headers }, response, next) => {
    const { origin } = headers;
    response.appendHeader('Vary', 'Origin');
    const allowed = origin !== undefined && allow(response, origin, named);
    if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) preflight(response, headers, allowed);
    else next();
  };
}

function allow(response: Response, origin: string, named: ReadonlySet<string>): boolean {
  const isNamed = named.has(origin);
  if (!isNamed && !named.has('*')) return false;
  response.setHeader('Access-Control-Allow-Origin', isNamed ? origin : '*');
  if (isNamed) response.setHeader('Access-Control-Allow-Credentials', 'true');
  return true;
}

/** Asked before the request itself: nobody else is asked. */
function preflight(response: Response, { 'access-control-request-headers': wanted }: IncomingHttpHeaders, allowed: boolean): void {
  response.appendHeader('Vary', ['Access-Control-Request-Method', 'Access-Control-Request-Headers']);
  if (allowed) {
    response.setHeader('Access-Control-Allow-Methods', methods);
    if (wanted !== undefined) response.setHeader('Access-Control-Allow-Headers', wanted);
  }
  response.writeHead(204).end();
}
