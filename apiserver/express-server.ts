/**
 * Express 5 on node:http at native speed.
 *
 * Express sets the prototypes of every request and response, which costs more than everything else it does. Here
 * the objects are born with the prototypes Express wants, so that setting them again is a no-op.
 */
import express, { type Express } from 'express';
import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';

/** What Express does when no layer answered. */
export type LastResort = (error: unknown, request: IncomingMessage, response: ServerResponse) => void;

export function createExpressServer(lastResort: LastResort): { app: Express; server: Server } {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  class Request extends IncomingMessage {}
  class Response extends ServerResponse {}
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  app.request = Request.prototype as unknown as Express['request'];
  app.response = Response.prototype as unknown as Express['response'];

  const handle = app as unknown as (request: IncomingMessage, response: ServerResponse, done: (error?: unknown) => void) => void;
  const server = createServer(
    { IncomingMessage: Request, ServerResponse: Response as unknown as typeof ServerResponse },
    (request, response) => handle(request, response, (error) => lastResort(error, request, response)),
  );
  return { app, server };
}
