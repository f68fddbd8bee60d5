/** An API server of somebody else, over TLS on loopback: `flunders` of wardle.example.com/v1alpha1, and what else a test wants of it. */
import express, { type Express } from 'express';
import { createServer, type Server } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { keyPairFor } from '../../../api/x509/testing/key-pair';

export const group = 'wardle.example.com';
export const version = 'v1alpha1';
export const root = `/apis/${group}/${version}`;

const resources = [
  { name: 'flunders', singularName: 'flunder', namespaced: true, kind: 'Flunder', shortNames: ['fl'], verbs: ['get', 'list', 'watch', 'create'] },
  { name: 'flunders/status', singularName: '', namespaced: true, kind: 'Flunder', verbs: ['get'] },
];

const ref = { $ref: '#/definitions/com.example.wardle.Flunder' };

/** With one definition of a name that we have too, one that nobody needs, and a shared parameter. */
const openApiV2 = {
  swagger: '2.0', info: { title: 'wardle', version: '0' },
  paths: {
    [`${root}/namespaces/{namespace}/flunders`]: { get: { operationId: 'listFlunders', parameters: [{ $ref: '#/parameters/pretty' }], responses: { 200: { description: 'OK', schema: ref } } } },
    '/apis/other.example.com/v1/things': { get: { responses: { 200: { description: 'OK', schema: { $ref: '#/definitions/Unwanted' } } } } },
  },
  definitions: {
    'com.example.wardle.Flunder': { type: 'object', properties: { metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' } } },
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': { type: 'object', description: 'An older one.' },
    Unwanted: { type: 'object' },
  },
  parameters: { pretty: { name: 'pretty', in: 'query', type: 'string', uniqueItems: true } },
};

export interface Seen { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders }

export interface ExtensionServer {
  readonly port: number;
  /** PEM: by whom its certificate is known. */
  readonly cert: string;
  readonly app: Express;
  /** Where upgrades end. */
  readonly server: Server;
  readonly seen: Seen[];
  /** Cuts every connection and goes on at the same place. */
  restart(): Promise<void>;
  /** Cuts every connection and listens no more. */
  stop(): Promise<void>;
}

/** `configure` adds what must come before the ordinary answers; `clients` (PEM) signs the certificates of those that it speaks to, default: of everybody. */
export async function startExtensionServer(configure: (app: Express) => void = () => undefined, clients?: string): Promise<ExtensionServer> {
  const { key, certificate, authority } = keyPairFor('wardle.default.svc');
  const app = express();
  const seen: Seen[] = [];
  app.use((request, _response, next) => {
    seen.push({ method: request.method, url: request.url, headers: request.headers });
    next();
  });
  configure(app);
  app.get(root, (_request, response) => void response.json({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${group}/${version}`, resources }));
  app.get('/openapi/v2', (_request, response) => void response.json(openApiV2));
  app.get('/openapi/v3', (_request, response) => void response.json({ paths: { [root.slice(1)]: { serverRelativeURL: `/openapi/v3${root}?hash=1` }, version: { serverRelativeURL: '/openapi/v3/version' } } }));
  app.get(`/openapi/v3${root}`, (_request, response) => void response.json({ openapi: '3.0.0', components: { schemas: { Flunder: { type: 'object' } } } }));
  app.get(`${root}/namespaces/:namespace/flunders`, (_request, response) => void response.json({ kind: 'FlunderList', apiVersion: `${group}/${version}`, metadata: {}, items: [] }));
  const server = createServer({ key, cert: certificate, ...(clients !== undefined && { ca: clients, requestCert: true }) }, app);
  const sockets = new Set<Socket>();
  server.on('secureConnection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  const stop = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const restart = async (): Promise<void> => {
    await stop();
    await listen(port);
  };
  return { port, cert: authority, app, server, seen, restart, stop };
}
