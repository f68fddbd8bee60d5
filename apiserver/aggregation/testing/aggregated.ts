/** A server with an aggregator, for the tests of this folder. */
import supertest from 'supertest';
import { kinds, seededRandom, silentLogger, SteppedClock, type apiregistration, type core } from '../../../api';
import { openRegistry, openStorage, type KV, type Registry } from '../../../registry';
import { createApiServer } from '../../index';
import { startAggregator, type RunningAggregator } from '../aggregator';
import { group, version } from './extension-server';

export interface AggregatedServer {
  readonly url: string;
  readonly clock: SteppedClock;
  readonly registry: Registry;
  readonly aggregator: RunningAggregator;
  readonly http: ReturnType<typeof supertest>;
  stop(): Promise<void>;
}

export async function serveAggregated({ clock = new SteppedClock(), kv }: { clock?: SteppedClock; kv?: KV } = {}): Promise<AggregatedServer> {
  const deps = { clock, random: seededRandom(1), log: silentLogger };
  const registry = await openRegistry({ ...deps, kv: kv ?? (await openStorage('memory:', deps)), freeze: true });
  const aggregator = await startAggregator({ ...deps, registry });
  const server = createApiServer({ ...deps, registry, aggregator });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  const stop = async (): Promise<void> => {
    await server.close();
    await aggregator.stop();
    await registry.close();
  };
  return { url, clock, registry, aggregator, http: supertest(url), stop };
}

export const serviceKey = { name: `${version}.${group}` };

export const apiService = (spec: Partial<apiregistration.APIServiceSpec> = {}): apiregistration.APIService => ({
  kind: 'APIService', apiVersion: 'apiregistration.k8s.io/v1', metadata: serviceKey,
  spec: { group, version, groupPriorityMinimum: 17250, versionPriority: 10, service: { namespace: 'default', name: 'wardle', port: 443 }, ...spec }, status: {},
});

/** A service that means this machine. */
export const loopbackService = (externalName = 'localhost'): core.Service => ({
  kind: 'Service', apiVersion: 'v1', metadata: { namespace: 'default', name: 'wardle' }, spec: { type: 'ExternalName', externalName }, status: {},
});

export async function register({ registry }: AggregatedServer, { port, cert }: { port: number; cert: string }): Promise<void> {
  await registry.of(kinds.services).create(loopbackService());
  await registry.of(kinds.apiservices).create(apiService({ caBundle: Buffer.from(cert).toString('base64'), service: { namespace: 'default', name: 'wardle', port } }));
  await availability(registry, 'True');
}

/** The condition once it is of that status, and of that reason where one is given. */
export async function availability(registry: Registry, status: string, reason?: string, name = serviceKey.name): Promise<apiregistration.APIServiceCondition> {
  const enough = new AbortController();
  for await (const batch of registry.of(kinds.apiservices).watch({}, enough.signal)) {
    for (const event of batch) {
      if (event.type === 'BOOKMARK' || event.object.metadata.name !== name) continue;
      const condition = event.object.status.conditions?.find(({ type }) => type === 'Available');
      if (condition?.status !== status || (reason !== undefined && condition.reason !== reason)) continue;
      enough.abort();
      return condition;
    }
  }
  throw new Error('the watch ended');
}
