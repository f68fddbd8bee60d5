/**
 * Express 5 on node:http at native speed.
 *
 * Express sets the prototypes of every request and response, which costs more than everything else it does. Here
 * the objects are born with the prototypes Express wants, so that setting them again is a no-op.
 */
import express, { type Express } from 'express';
import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import { asksForStream, serveUpgrades } from './layers/upgrade';

/** What Express does when no layer answered. */
export type LastResort = (error: unknown, request: IncomingMessage, response: ServerResponse) => void;

export interface ExpressServer {
  readonly app: Express;
  readonly server: Server;
  /** Cuts off the connections that were taken over for another protocol. */
  readonly cutUpgraded: () => void;
}

export function createExpressServer(lastResort: LastResort): ExpressServer {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  class Request extends IncomingMessage {}
  class Response extends ServerResponse {}
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  app.request = Request.prototype as unknown as Express['request'];
  app.response = Response.prototype as unknown as Express['response'];

  const express5 = app as unknown as (request: IncomingMessage, response: ServerResponse, done: (error?: unknown) => void) => void;
  const handle = (request: IncomingMessage, response: ServerResponse): void =>
    express5(request, response, (error) => lastResort(error, request, response));
  // Newer Nodes leave requests for other upgrades alone by themselves; older ones do not look at the member.
  const options = { IncomingMessage: Request, ServerResponse: Response as unknown as typeof ServerResponse, shouldUpgradeCallback: asksForStream };
  const server = createServer(options, handle);
  const cutUpgraded = serveUpgrades(server, { handle, createResponse: (request) => new Response(request) });
  return { app, server, cutUpgraded };
}
