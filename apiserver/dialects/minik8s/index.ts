/** The minik8s document's API, at its paths: docs/dialects/minik8s.md. */
import {
  Disconnected, plainAttributes, routeTable, type DialectContext, type DialectFactory, type Found, type Request, type RequestAttributes, type Response,
} from '../../dialect';
import type { Call } from './call';
import { faultOf, Refusal, sendFault } from './envelope';
import type { Options } from './objects/entity';
import { routes, type Route } from './routes';

export interface Minik8sOptions extends Partial<Options> {
  /** Every path is this API's: it has a port of its own. Default: what does not collide with Kubernetes' paths, `/apis/v1/`. */
  readonly alone?: boolean;
}

/** A collection may be asked for with an empty segment: `/namespaces//pods`. An item has a name. */
const find = routeTable(routes, ['namespace']);

export const minik8s = ({ alone = false, legacyStringData = false, failedPhase = false }: Minik8sOptions = {}): DialectFactory => (context) => ({
  name: 'minik8s',
  claims: (path) => (alone ? path !== '/metrics' : path.startsWith('/apis/v1/')),
  describe(request) {
    const attributes = plainAttributes(request);
    return { ...attributes, longRunning: routeOf(request, find(attributes.path))?.longRunning };
  },
  refuse: (_request, response, error) => sendFault(response, error),
  async handle(request, response, attributes) {
    try {
      await answer(context, { legacyStringData, failedPhase }, request, response, attributes);
    } catch (error) {
      fail(context, request, response, error);
    }
  },
});

const routeOf = ({ method }: Request, found: Found<Route> | undefined): Route | undefined => found?.routes.find((each) => each.method === (method === 'HEAD' ? 'GET' : method));

async function answer(context: DialectContext, options: Options, request: Request, response: Response, { path }: RequestAttributes): Promise<void> {
  const found = find(path);
  const route = routeOf(request, found);
  if (!found && redirected(request, response, path)) return;
  if (!found) throw new Refusal(404, '404 page not found');
  if (!route) {
    response.setHeader('Allow', found.routes.map(({ method }) => method).join(', '));
    throw new Refusal(405, '405 method not allowed');
  }
  await route.endpoint({ request, response, context, options, at: decoded(found.at), query: queryOf(request) });
}

/** As gin does it. */
function redirected({ method, url }: Request, response: Response, path: string): boolean {
  const [slashless, question] = [path.replace(/\/$/, ''), url.indexOf('?')];
  // Two slashes at the beginning would lead to another host.
  if (slashless === path || slashless.startsWith('//') || !find(slashless)) return false;
  response.writeHead(method === 'GET' ? 301 : 307, { Location: `${slashless}${question < 0 ? '' : url.slice(question)}`, 'Content-Length': 0, ...(!response.req.complete && { Connection: 'close' }) }).end();
  return true;
}

function decoded(at: Call['at']): Call['at'] {
  try {
    return Object.fromEntries(Object.entries(at).map(([name, segment]) => [name, decodeURIComponent(segment)]));
  } catch {
    throw new Refusal(400, 'the path is not well encoded');
  }
}

function queryOf({ url }: Request): URLSearchParams {
  const question = url.indexOf('?');
  return new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
}

function fail({ log }: DialectContext, { method, url }: Request, response: Response, error: unknown): void {
  if (error instanceof Disconnected || response.destroyed) return;
  const fault = faultOf(error);
  if (!fault) log.error('request failed', { method, url, error: error instanceof Error ? error.stack : String(error) });
  if (response.headersSent) response.destroy();
  else sendFault(response, fault ?? { code: 500, message: 'internal error' });
}

