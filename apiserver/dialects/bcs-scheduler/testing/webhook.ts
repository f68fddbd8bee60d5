/** A webhook of this API on loopback: answers as a test says, and keeps what it was sent. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveRaw } from '../../../../registry/admission/webhooks/testing/webhook-server';

type Json = Readonly<Record<string, unknown>>;

/** A text is sent as it is, a number is the code of an answer in words, Said is both, undefined is never answered. */
export type Answer = (sent: Json, path: string) => object | string | number | Said | undefined;

export class Said {
  constructor(readonly code: number, readonly text: string) {}
}

export interface TestWebhook {
  /** For `clientConfig`. */
  readonly config: { readonly url: string; readonly caBundle?: string };
  readonly port: number;
  readonly asked: readonly Json[];
}

const running: (() => Promise<void>)[] = [];

/** For `afterEach`; `closeWebhooks` of the registry's tests closes those that speak TLS. */
export const closePlainWebhooks = async (): Promise<void> => void await Promise.all(running.splice(0).map((close) => close()));

async function answering(answer: Answer, asked: Json[], request: IncomingMessage): Promise<Said | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const sent = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
  asked.push(sent);
  const said = answer(sent, request.url ?? '');
  if (said === undefined) return undefined;
  if (typeof said === 'number') return new Said(said, 'it said no');
  if (said instanceof Said) return said;
  return new Said(200, typeof said === 'string' ? said : JSON.stringify(said));
}

export async function tlsWebhook(answer: Answer): Promise<TestWebhook> {
  const asked: Json[] = [];
  const { config, port } = await serveRaw((request, response) => void answering(answer, asked, request).then((said) => said && response.writeHead(said.code).end(said.text)));
  return { config, port, asked };
}

export async function plainWebhook(answer: Answer): Promise<TestWebhook> {
  const asked: Json[] = [];
  const server = createServer((request, response) => void answering(answer, asked, request).then((said) => said && response.writeHead(said.code).end(said.text)));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  running.push(() => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  return { config: { url: `http://127.0.0.1:${port}/hook?from=bcs` }, port, asked };
}
