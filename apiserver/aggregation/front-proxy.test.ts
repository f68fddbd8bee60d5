/** An extension API server believes the headers that say who asks only of those who have a certificate of the front proxy. */
import { once } from 'node:events';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Express } from 'express';
import { kinds, seededRandom, silentLogger, type core } from '../../api';
import { apiService, availability, register, serveAggregated, serviceKey, type AggregatedServer } from './testing/aggregated';
import { root, startExtensionServer, type ExtensionServer } from './testing/extension-server';
import type { Publisher } from '../publisher';
import { startTrustPublisher } from './trust-publisher';

let server: AggregatedServer;
let trust: Publisher;
let other: ExtensionServer | undefined;

beforeEach(async () => {
  server = await serveAggregated();
  trust = startTrustPublisher({ ...server, random: seededRandom(2), log: silentLogger });
});
afterEach(async () => {
  await other?.stop();
  other = undefined;
  await trust.stop();
  await server.stop();
});

const configMap = { namespace: 'kube-system', name: 'extension-apiserver-authentication' };

/** What extension servers are told once `holds` is true of it. */
async function told(holds: (data: Record<string, string>) => boolean = () => true): Promise<Record<string, string>> {
  const enough = new AbortController();
  for await (const batch of server.registry.of(kinds.configmaps).watch({ namespace: configMap.namespace }, enough.signal)) {
    for (const event of batch) {
      const { data } = event.type === 'BOOKMARK' ? {} as Partial<core.ConfigMap> : event.object;
      if (event.type === 'BOOKMARK' || event.type === 'DELETED' || event.object.metadata.name !== configMap.name || !data || !holds(data)) continue;
      enough.abort();
      return data;
    }
  }
  throw new Error('the watch ended');
}

/** As k8s.io/apiserver's request header authenticator, by what the ConfigMap says. */
const authenticating = (data: Record<string, string>) => (app: Express): void => {
  const listed = (key: string): string[] => JSON.parse(data[key] ?? '[]') as string[];
  app.use((request, response, next) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    const user = listed('requestheader-username-headers').map((name) => request.header(name)).find(Boolean);
    if (!listed('requestheader-allowed-names').includes(String(subject?.CN)) || !user) return void response.status(401).end();
    response.set({ user, groups: listed('requestheader-group-headers').map((name) => request.header(name)).join() });
    return next();
  });
};

const startStrict = async (data: Record<string, string>): Promise<ExtensionServer> => (other = await startExtensionServer(authenticating(data), data['requestheader-client-ca-file']));

const flunders = `${root}/namespaces/default/flunders`;

test('who asks is believed because of the certificate', async () => {
  await register(server, await startStrict(await told()));
  const { status, headers } = await server.http.get(flunders);
  expect([status, headers.user, headers.groups]).toEqual([200, 'system:admin', 'system:masters, system:authenticated']);
});

test('who has none cannot say anything', async () => {
  const { port, cert } = await startStrict(await told());
  const request = get({ host: '127.0.0.1', port, servername: 'wardle.default.svc', ca: cert, path: flunders, headers: { 'X-Remote-User': 'mallory' }, agent: false });
  const [said] = await Promise.race([once(request, 'response'), once(request, 'error')]).catch((error: unknown) => [error]) as [IncomingMessage | Error];
  expect(said).toHaveProperty('code', expect.stringMatching(/CERTIFICATE_REQUIRED|ECONNRESET/));
});

test('a server that trusts others is not available', async () => {
  const { 'client-ca-file': clients = '' } = await told();
  other = await startExtensionServer(undefined, clients);
  await expect(Promise.race([register(server, other), availability(server.registry, 'False', 'FailedDiscoveryCheck').then((condition) => { throw new Error(condition.message); })]))
    .rejects.toThrow(/^failing or missing response from https:\/\/localhost:/);
});

test('what it is told is there again when somebody deletes or changes it', async () => {
  const before = await told();
  const maps = server.registry.of(kinds.configmaps);
  await maps.delete(configMap);
  expect(await told()).toEqual(before);
  await maps.update(configMap, (current) => ({ ...current, data: { 'requestheader-allowed-names': '["mine"]' } }));
  expect(await told((data) => Boolean(data['client-ca-file']))).toEqual({ ...before, 'requestheader-allowed-names': '["mine","front-proxy-client"]' });
});

test('another authority is trusted beside the one before, and shown from the next look on', async () => {
  const before = await told();
  const { port, cert } = await startStrict(before);
  await register(server, { port, cert });
  await server.registry.of(kinds.secrets).delete({ namespace: 'kube-system', name: 'minikapi-front-proxy-ca' });
  const ca = 'requestheader-client-ca-file';
  const after = await told((data) => data[ca] !== before[ca]);
  expect(after[ca]).toMatch(new RegExp(`^${before[ca]?.replace(/[+/]/g, '\\$&')}-----BEGIN`));
  await server.clock.step(30_000);
  await availability(server.registry, 'False', 'FailedDiscoveryCheck');
  await other?.stop();
  const { port: next, cert: nextCert } = await startStrict(after);
  await server.registry.of(kinds.apiservices).update(serviceKey, (current) =>
    ({ ...current, spec: apiService({ caBundle: Buffer.from(nextCert).toString('base64'), service: { namespace: 'default', name: 'wardle', port: next } }).spec }));
  await availability(server.registry, 'True');
  expect((await server.http.get(flunders)).status).toBe(200);
});
