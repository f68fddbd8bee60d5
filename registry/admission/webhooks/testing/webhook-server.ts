/** A webhook on loopback: answers as a test says, and remembers what it was asked. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authority, identity } from './certificates';

export interface Asked {
  readonly uid: string;
  readonly kind: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly requestKind: Readonly<Record<string, string>>;
  readonly subResource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly operation: string;
  readonly userInfo: Readonly<Record<string, unknown>>;
  readonly object: Readonly<Record<string, unknown>> | null;
  readonly oldObject: Readonly<Record<string, unknown>> | null;
  readonly dryRun: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The `response` of a review, without its uid. */
export type Decide = (request: Asked, path: string) => object | Promise<object>;

export interface WebhookServer {
  readonly port: number;
  readonly asked: readonly Asked[];
  /** Connections that were ever made to it. */
  readonly connections: () => number;
  /** For `clientConfig`. */
  readonly config: { readonly url: string; readonly caBundle: string };
  close(): Promise<void>;
}

export const caBundle = Buffer.from(authority).toString('base64');

export const allow: Decide = () => ({ allowed: true });

/** Changes the object by a JSON patch. */
export const patch = (...operations: readonly object[]): object =>
  ({ allowed: true, patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(operations)).toString('base64') });

/** What is no answer of a webhook: it may write what it likes. */
export type Raw = (request: IncomingMessage, response: ServerResponse) => void;

const running: WebhookServer[] = [];

/** For `afterEach`. */
export async function closeWebhooks(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.close()));
}

export const serveWebhook = (decide: Decide, who = identity): Promise<WebhookServer> => {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const review = JSON.parse(await bodyOf(request)) as { apiVersion: string; kind: string; request: Asked };
    asked.push(review.request);
    const decided = await decide(review.request, request.url ?? '');
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ apiVersion: review.apiVersion, kind: review.kind, response: { uid: review.request.uid, ...decided } }));
  };
  return serveRaw((request, response) => void answer(request, response), who, asked);
};

export async function serveRaw(raw: Raw, who = identity, asked: readonly Asked[] = []): Promise<WebhookServer> {
  let connections = 0;
  const server = createServer({ key: who.key, cert: who.cert }, raw);
  server.on('connection', () => { connections++; });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const started: WebhookServer = {
    port, asked, connections: () => connections, config: { url: `https://127.0.0.1:${port}/check`, caBundle },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  running.push(started);
  return started;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
