/** The Global Scheduler's API: docs/dialects/global-scheduler.md. */
import {
  Disconnected, routeTable, type DialectContext, type DialectFactory, type Request, type RequestAttributes, type Response, type RouteTable,
} from '../../../dialect';
import type { GlobalSchedulerOptions } from '../options';
import type { Service } from '../service';
import { badQuery, bug, faultOf, sendFault, sendRefused, type Refused } from './envelope';
import { isRead, isTaken } from './media-types';
import { documented, extensions, type Route } from './routes';

export interface HttpOptions extends GlobalSchedulerOptions {
  /** Every path is this API's: it has a port of its own. Default: its literal path alone. */
  readonly alone?: boolean;
  /** The first segment of its paths (`component_version` of conf.yaml); default `v1`. */
  readonly version?: string;
}

export const globalScheduler = (service: Service, { alone = false, version = 'v1', ...options }: HttpOptions = {}): DialectFactory => (context) => {
  const collection = `/${version}/allocations`;
  const find = routeTable([...documented(collection), ...(options.extensions ? extensions(collection) : [])]);
  return {
    name: 'global-scheduler',
    claims: (path) => (alone ? path !== '/metrics' : path === collection || path.startsWith(`${collection}/`)),
    // Nobody has looked at the body yet.
    refuse: (_request, response, error) => void sendFault(response, error.code === 400 ? badQuery() : faultOf(error) ?? bug),
    async handle(request, response, attributes) {
      try {
        const found = routed(find, request, attributes);
        if (typeof found === 'string') sendRefused(response, found);
        else await found.route.endpoint({ request, response, id: found.id, query: attributes.query, service, random: context.random, options });
      } catch (error) {
        fail(context, request, response, error);
      }
    },
  };
};

/** Path, method, what is sent, what is taken: as the document's framework looks at them. */
function routed(find: RouteTable<Route>, { method, headers }: Request, { path }: RequestAttributes): { readonly route: Route; readonly id: string } | Refused {
  // A path is the same with slashes at its end.
  const found = find(path.replace(/\/+$/, ''));
  if (!found) return '404: Page Not Found';
  const route = found.routes.find((each) => each.method === method);
  if (!route) return '405: Method Not Allowed';
  if (route.hasBody && !isRead(headers['content-type'])) return '415: Unsupported Media Type';
  if (!isTaken(headers.accept)) return '406: Not Acceptable';
  const id = decoded(found.at.id ?? '');
  return id === undefined ? '404: Page Not Found' : { route, id };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function fail({ log }: DialectContext, { method, url }: Request, response: Response, error: unknown): void {
  if (error instanceof Disconnected || response.destroyed) return;
  const fault = faultOf(error);
  if (!fault || fault.status >= 500) log.error('request failed', { method, url, error: error instanceof Error ? error.stack : String(error) });
  if (response.headersSent) response.destroy();
  else void sendFault(response, fault ?? bug);
}
