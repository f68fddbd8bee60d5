/** A minik8s API server as small as it can be: objects by path, envelopes, a PUT that changes what `changes` says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeMinik8s {
  readonly url: string;
  /** By path of the item. */
  readonly objects: Map<string, Record<string, unknown>>;
  /** `POST /api/v1/nodes`, in order. */
  readonly asked: string[];
  /** Answers that come instead, by `METHOD path`. */
  readonly instead: Map<string, { readonly code: number; readonly body: unknown }>;
  close(): Promise<void>;
}

const isItem = (path: string): boolean => /\/(nodes|[a-z]+\/[^/]+\/[a-z]+)\/[^/]+$/.test(path.replace(/^\/apis?\/v1/, ''));

export async function fakeMinik8s(): Promise<FakeMinik8s> {
  const fake = { objects: new Map<string, Record<string, unknown>>(), asked: [] as string[], instead: new Map<string, { code: number; body: unknown }>() };
  const server = createServer((request, response) => void answer(fake, request, response));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { ...fake, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closed(server) };
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => {
  server.close(() => resolve());
  server.closeAllConnections();
});

async function answer({ objects, asked, instead }: Pick<FakeMinik8s, 'objects' | 'asked' | 'instead'>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = (chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Record<string, unknown>;
  const [method, path] = [request.method ?? '', request.url ?? ''];
  asked.push(`${method} ${path}`);
  const found = instead.get(`${method} ${path}`) ?? verbs()[method]?.(objects, path, body) ?? { code: 404, body: '404 page not found' };
  response.writeHead(found.code, { 'content-type': typeof found.body === 'string' ? 'text/plain' : 'application/json; charset=utf-8' });
  response.end(found.body === undefined ? undefined : typeof found.body === 'string' ? found.body : JSON.stringify(found.body));
}

const verbs = (): Readonly<Record<string, Verb>> => ({ GET: reading, POST: creating, PUT: replacing, DELETE: deleting });

type Verb = (objects: FakeMinik8s['objects'], path: string, body: Record<string, unknown>) => { readonly code: number; readonly body?: unknown };

const absent = { code: 404, body: { error: 'not found' } };

const reading: Verb = (objects, path) => {
  if (!isItem(path)) return { code: 200, body: { data: [...objects].filter(([key]) => key.startsWith(`${path}/`)).map(([, object]) => object) } };
  return objects.has(path) ? { code: 200, body: { data: objects.get(path) } } : absent;
};

const creating: Verb = (objects, path, body) => {
  const key = `${path}/${(body.metadata as { name: string }).name}`;
  if (objects.has(key)) return { code: 409, body: { error: 'already exists' } };
  objects.set(key, body);
  return { code: 201, body: { message: 'created it' } };
};

/** As a ReplicaSet's: the spec's replicas; of anything else its labels. */
const replacing: Verb = (objects, path, body) => {
  const object = objects.get(path);
  if (!object) return absent;
  const { spec, metadata } = object as { spec?: object; metadata: object };
  const sent = body as { spec?: { replicas?: number }; metadata: { labels?: object } };
  objects.set(path, path.includes('/replicasets/') ? { ...object, spec: { ...spec, replicas: sent.spec?.replicas } } : { ...object, metadata: { ...metadata, labels: sent.metadata.labels } });
  return { code: 200, body: { message: 'updated it' } };
};

const deleting: Verb = (objects, path) => ({ code: objects.delete(path) || !path.includes('/services/') ? 204 : 404, ...(path.includes('/services/') && { body: { error: 'service not found' } }) });
