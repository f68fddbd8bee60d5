/** kube-scheduler-simulator's HTTP API, at its paths: docs/dialects/scheduler-simulator.md. */
import { Disconnected, plainAttributes, type Dialect, type DialectContext, type Request, type RequestAttributes, type Response } from '../../dialect';
import { Fault, faultOf, sendFault, sendJson } from './envelope';
import { routesOf, type Route } from './routes';

export const schedulerSimulator = (context: DialectContext): Dialect => ({
  name: 'scheduler-simulator',
  claims: (path) => routesOf(path) !== undefined,
  describe(request) {
    const attributes = plainAttributes(request);
    return { ...attributes, longRunning: routeOf(request, attributes)?.longRunning };
  },
  refuse: (_request, response, { code, message }) => sendJson(response, code, { message }),
  async handle(request, response, attributes) {
    try {
      const route = routeOf(request, attributes);
      if (!route) throw notAllowed(response, attributes);
      await route.endpoint({ request, response, query: attributes.query, context });
    } catch (error) {
      fail(context, request, response, error);
    }
  },
});

const routeOf = ({ method }: Request, { path }: RequestAttributes): Route | undefined => routesOf(path)?.find((route) => route.method === method);

function notAllowed(response: Response, { path }: RequestAttributes): Fault {
  response.setHeader('Allow', (routesOf(path) ?? []).map(({ method }) => method).join(', '));
  return new Fault('MethodNotAllowed', 'Method Not Allowed');
}

function fail({ log }: DialectContext, { method, url }: Request, response: Response, error: unknown): void {
  if (error instanceof Disconnected || response.destroyed) return;
  const fault = faultOf(error);
  // What went wrong is told in the log too, as the document says.
  if (fault.isOurs) log.error('request failed', { method, url, error: error instanceof Error ? error.stack : String(error) });
  else if (fault.code >= 500) log.warn('scheduler-simulator request refused', { method, url, error: fault.message });
  if (response.headersSent) response.destroy();
  else sendFault(response, fault);
}
