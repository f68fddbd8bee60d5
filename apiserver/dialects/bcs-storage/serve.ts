/** The dialect: which route a request is for, and what becomes of what goes wrong. */
import {
  Disconnected, plainAttributes, routeTable, sendPlain, type DialectContext, type DialectFactory, type Found, type Request, type RequestAttributes, type Response,
} from '../../dialect';
import type { Call, Failure, Service } from './call';
import { sendFailure } from './envelope';
import { failures } from './failures';
import { faultOf, NotServed } from './faults';
import { routes, type Route } from './routes';

/** The gateway's, which the document writes, and the service's own behind it. */
const prefixes = ['/bcsapi/v4/storage', '/bcsstorage/v1'] as const;

const find = routeTable(routes);

/** Undefined: the path is not ours. One slash too many at the end is passed over. */
function behindPrefix(path: string): string | undefined {
  const prefix = prefixes.find((each) => path === each || path.startsWith(`${each}/`));
  return prefix === undefined ? undefined : path.slice(prefix.length).replace(/\/$/, '');
}

const foundAt = (path: string): Found<Route> | undefined => find(behindPrefix(path) ?? '');

/** No parameter of this API speaks to the server: `timeout` is one that nobody knows. */
const nothing: RequestAttributes['query'] = { get: () => undefined, all: () => [] };

const routeOf = ({ method }: Request, found: Found<Route> | undefined): Route | undefined =>
  found?.routes.find((each) => each.method === (method === 'HEAD' ? 'GET' : method));

/** What goes wrong where there is no route has the looks of any other. */
function failureOf(route: Route | undefined, call: Call): Failure {
  const { failure = failures.getValue } = route ?? {};
  return typeof failure === 'function' ? failure(call) : failure;
}

export const bcsStorage = (service: Omit<Service, 'closing'>): DialectFactory => ({ closing, log }) => {
  const shared: Service = { ...service, closing };
  const callOf = (request: Request, response: Response, at: Call['at'] = {}): Call => ({ request, response, at, query: queryOf(request), service: shared });
  return {
    name: 'bcs-storage',
    claims: (path) => behindPrefix(path) !== undefined,
    describe(request) {
      const attributes = plainAttributes(request);
      const route = routeOf(request, foundAt(attributes.path));
      return { ...attributes, query: nothing, ...(route?.reads && { verb: 'list' }), longRunning: route?.longRunning };
    },
    refuse(request, response, error) {
      const found = foundAt(plainAttributes(request).path);
      const call = callOf(request, response, found?.at);
      sendFailure(call, failureOf(routeOf(request, found), call), faultOf(error));
    },
    async handle(request, response, { path }) {
      service.feed?.begin();
      const found = foundAt(path);
      const route = routeOf(request, found);
      if (!found) return sendPlain({ request, response }, 404, '404 page not found\n');
      if (!route) return sendPlain({ request, response }, 405, '405 method not allowed\n', { Allow: methodsOf(found) });
      const at = decoded(found.at);
      if (!at) return sendPlain({ request, response }, 400, '400 the path is not well encoded\n');
      const call = callOf(request, response, at);
      try {
        await route.endpoint(call);
      } catch (error) {
        fail(log, call, route, error);
      }
    },
  };
};

const methodsOf = ({ routes: known }: Found<Route>): string => [...new Set(known.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(', ');

function decoded(at: Call['at']): Call['at'] | undefined {
  try {
    return Object.fromEntries(Object.entries(at).map(([name, segment]) => [name, decodeURIComponent(segment)]));
  } catch {
    return undefined;
  }
}

function queryOf({ url }: Request): URLSearchParams {
  const question = url.indexOf('?');
  return new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
}

function fail(log: DialectContext['log'], call: Call, route: Route, error: unknown): void {
  const { request: { method, url }, response } = call;
  if (error instanceof Disconnected || response.destroyed) return;
  if (error instanceof NotServed) return sendPlain(call, 404, '404 page not found\n');
  const fault = faultOf(error);
  if (fault.kind === 'bug') log.error('request failed', { method, url, error: error instanceof Error ? error.stack : String(error) });
  if (response.headersSent) response.destroy();
  else sendFailure(call, failureOf(route, call), fault);
}
