/** The dialect: which route a request is for, and what becomes of what goes wrong. */
import { ApiError } from '../../../api';
import {
  Disconnected, plainAttributes, routeTable, sendPlain, sendText, type DialectFactory, type Found, type Request, type RequestAttributes, type Response,
  type RouteTable, warningHeader,
} from '../../dialect';
import { bodyText } from './body';
import type { Call, Method, Query, Route, Service } from './call';
import { expectCluster } from './cluster';
import { sendData, sendFailure } from './envelope';
import { BcsFault, faultOf } from './faults';
import { filters } from './filters';
import { routes } from './routes';

/** The gateway's, the same as the document writes it, and the driver's own behind it. */
const gateways = ['/bcsapi/v4/scheduler/mesos', '/v4/scheduler/mesos'] as const;
const driver = '/mesosdriver/v4';

const isBehind = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

const prefixOf = (path: string): string | undefined => [...gateways, driver].find((prefix) => isBehind(path, prefix));

/** A version without an id is the newest. */
const tableOf = (some: readonly Route[]): RouteTable<Route> => routeTable(some, ['versionid']);

/** An application may be called `rollback` too. */
const tables = [routes, routes.filter(({ path }) => !path.endsWith('/rollback'))].map(tableOf);

/** One slash too many at the end is passed over. Undefined: nobody serves the path, whatever the method. */
function foundAt(path: string, method: Method): Found<Route> | undefined {
  const behind = path.slice(prefixOf(path)?.length ?? 0).replace(/\/$/, '');
  const found = tables.map((find) => find(behind));
  return found.find((one) => one?.routes.some((route) => route.method === method)) ?? found.find(Boolean);
}

/** No parameter of this API speaks to the server: `timeout` is one that nobody knows. */
const nothing: RequestAttributes['query'] = { get: () => undefined, all: () => [] };

interface Asked { readonly request: Request; readonly response: Response }

export const bcsScheduler = (service: Service): DialectFactory => () => ({
  name: 'bcs-scheduler',
  claims: (path) => prefixOf(path) !== undefined,
  describe: (request) => ({ ...plainAttributes(request), query: nothing }),
  refuse: (request, response, error) => fail(service, { request, response }, error),
  async handle(request, response, { path }) {
    const asked = { request, response };
    try {
      expectCluster(request, service.clusterId, isBehind(path, driver));
      await answer(service, asked, path);
    } catch (error) {
      fail(service, asked, error);
    }
  },
});

async function answer(service: Service, asked: Asked, path: string): Promise<void> {
  const method = (asked.request.method === 'HEAD' ? 'GET' : asked.request.method) as Method;
  const found = foundAt(path, method);
  const route = found?.routes.find((each) => each.method === method);
  if (!found) return sendPlain(asked, 404, '404: Page Not Found\n');
  if (!route) return sendPlain(asked, 405, '405: Method Not Allowed\n', { Allow: methodsOf(found) });
  const call: Call = { method, at: decodedPath(found.at), query: queryOf(asked.request), json: await jsonOf(method, asked.request), service };
  const sent = method === 'POST' || method === 'PUT' ? await filtered(call) : call;
  if ('answer' in route) return sendData(asked, await route.answer(sent));
  try {
    const { status, json, warnings = [] } = await route.reply(sent);
    if (warnings.length) asked.response.setHeader('Warning', warnings.map(warningHeader));
    sendText(asked, status, json);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    sendText(asked, error.code, JSON.stringify(error.toStatus()));
  }
}

async function filtered(call: Call): Promise<Call> {
  let passed = call;
  for (const filter of filters) passed = await filter(passed);
  return passed;
}

/** Bodies of other methods are ignored, but read, so that the connection can go on. */
async function jsonOf(method: Method, request: Request): Promise<string> {
  if (method === 'GET') return '';
  const text = await bodyText(request);
  return method === 'DELETE' ? '' : text;
}

const methodsOf = ({ routes: known }: Found<Route>): string => [...new Set(known.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(', ');

function decodedPath(at: Call['at']): Call['at'] {
  try {
    return Object.fromEntries(Object.entries(at).map(([name, segment]) => [name, decodeURIComponent(segment)]));
  } catch (error) {
    throw new BcsFault('E8', 'the path is not well encoded', { cause: error });
  }
}

const quoted = /^"(.*)"$|^'(.*)'$/s;

function queryOf({ url }: Request): Query {
  const question = url.indexOf('?');
  const params = new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
  return { get: (name) => params.get(name)?.replace(quoted, (_whole, double?: string, single?: string) => double ?? single ?? '') };
}

function fail({ log, switches }: Service, asked: Asked, error: unknown): void {
  const { request: { method, url }, response } = asked;
  if (error instanceof Disconnected || response.destroyed) return;
  const fault = faultOf(error);
  if (!fault) log.error('request failed', { method, url, error: error instanceof Error ? error.stack : String(error) });
  if (response.headersSent) response.destroy();
  else sendFailure(asked, fault ?? { code: 'E50', message: 'internal error', http: 500 }, switches);
}
