/**
 * A whole cluster as a value: what `minikapi up` runs and what `startCluster` gives to tests.
 *
 * Everything it opens (storage, listener, timers, watches) is closed by `stop()`; nothing is global, so any number of
 * clusters live in one process.
 */
import { ApiError, kinds, Measures, silentLogger, systemClock, systemRandom, type Client } from '../api';
import { createApiServer, openAudit, startAggregator, startKubernetesService, startTrustPublisher } from '../apiserver';
import { openRegistry, openStorage, startCompactor, takeBaseline, type KV, type Registry } from '../registry';
import type { ClusterOptions } from './cluster-options';
import type { Surroundings } from './components';
import { kindsWithEvents } from './event-lifetime';
import { renderKubeconfig } from './kubeconfig';
import { Opened } from './opened';
import { placeOfComponents, type ComponentsPlace } from './components-place';
import { openDialectPort } from './dialect-port';
import { openDialects } from './dialects';

export interface Cluster {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** A kubeconfig as text. */
  readonly kubeconfig: string;
  /** Typed access in the same process; objects are shared and must not be changed in place. */
  readonly client: Client;
  /** Ends open watches, finishes running requests, closes the store. Nothing is left. */
  stop(): Promise<void>;
}

/** Resolves when the API answers and the simulated nodes are ready. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { clock = systemClock, random = systemRandom, log = silentLogger, store = defaultStore, host = '127.0.0.1' } = options;
  const deps = { clock, random, log };
  const opened = new Opened();
  return opened.orNone(async () => {
    const measures = new Measures();
    // What cannot be read is told before anything is opened.
    const place = await placeOfComponents({ ...options, leaderElection: options.leaderElection ?? store.startsWith('etcd:') }, deps);
    opened.add(() => place.leave());
    const audit = options.audit && openAudit(options.audit, deps);
    opened.add(async () => audit?.close());
    const { kv, registry } = await openTruth(options, { ...deps, measures }, place);
    opened.add(() => registry.close());
    const compactor = startCompactor(kv, deps);
    opened.add(() => compactor.stop());
    const aggregator = await startAggregator({ ...deps, registry });
    opened.add(() => aggregator.stop());
    const dialects = await openDialects(options, { ...deps, kv, registry, measures }, opened);
    let reset = (): Promise<void> => Promise.reject(ApiError.unavailable('the cluster is starting'));
    const { allowedHosts, corsAllowedOrigins, limits, requestTimeoutMs } = options;
    const serving = { ...deps, registry, aggregator, measures, audit, scheduler: place.scheduler, allowedHosts, corsAllowedOrigins, limits, requestTimeoutMs, reset: () => reset() };
    const server = createApiServer({ ...serving, dialects: dialects.main });
    const { url } = await server.listen({ host, port: options.port ?? 0 });
    opened.add(() => server.close());
    const components = place.on({ registry, measures, url });
    // They stop before all this, so that their last writes still find a store.
    opened.add(() => components.stop());
    await components.start();
    const baseline = await takeBaseline(kv);
    reset = () => components.pausedFor(() => dialects.pausedFor(() => baseline.restore()));
    for (const { what, port, dialect } of dialects.own) {
      if (!port) continue;
      const own = await openDialectPort(what, dialect, serving, { host, port });
      opened.add(() => own.close());
    }
    // After what is waited for: certificates are made here.
    for (const published of [startTrustPublisher({ ...deps, registry }), startKubernetesService({ ...deps, registry })]) opened.add(() => published.stop());
    return { url, kubeconfig: renderKubeconfig(url), client: registry, stop: once(() => opened.close()) };
  });
}

const defaultStore = 'memory:';

/** What is written now is soon written again. */
const latestAtHand = 8192;

async function openTruth({ store = defaultStore, freeze, legacyVersions = true, eventTtlSeconds, admissionPlugins }: ClusterOptions, deps: Surroundings & { readonly measures: Measures }, place: ComponentsPlace): Promise<{ kv: KV; registry: Registry }> {
  const kv = await openStorage(store, deps);
  const conversions = legacyVersions ? undefined : kinds.conversions;
  const runs = (component: string): boolean => place.running.has(component);
  const objectsAtHand = place.sharesObjects ? undefined : latestAtHand;
  try {
    return { kv, registry: await openRegistry({ ...deps, kv, freeze, conversions, definitions: kindsWithEvents(eventTtlSeconds), admissionPlugins, runs, objectsAtHand }) };
  } catch (error) {
    await kv.close();
    throw error;
  }
}

/** The same promise however often it is asked for. */
function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= work());
}
