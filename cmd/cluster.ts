/**
 * A whole cluster as a value: what `minikapi up` runs and what `startCluster` gives to tests.
 *
 * Everything it opens (storage, listener, timers, watches) is closed by `stop()`; nothing is global, so any number of
 * clusters live in one process.
 */
import { ApiError, kinds, Measures, silentLogger, systemClock, systemRandom, type Client, type Clock, type Logger, type Random } from '../api';
import { createApiServer, kubernetes, openAudit, schedulerSimulator, scheduling, startAggregator, startKubernetesService, startTrustPublisher } from '../apiserver';
import { createHttpClient } from '../client';
import { openRegistry, openStorage, startCompactor, takeBaseline, type KV, type PluginChoice, type Registry } from '../registry';
import { SchedulerSlot } from '../scheduler';
import { allComponents, type Component, type Surroundings } from './components';
import { kindsWithEvents } from './event-lifetime';
import { renderKubeconfig } from './kubeconfig';
import { RunningComponents } from './running-components';
import { configurationsOf } from './scheduler-configuration';
import { simulationOf } from './simulation';
import { openSimulatorPort } from './simulator-port';

/** 0: as many as come. */
export interface RequestLimits {
  readonly readOnly: number;
  readonly mutating: number;
}

export interface AuditChoice {
  /** An audit.k8s.io/v1 Policy. */
  readonly policyFile: string;
  /** `-`: standard output. */
  readonly logPath: string;
  /** The log is set aside when it has grown to this; 0 for 100. */
  readonly maxSizeMegabytes: number;
  /** Logs set aside that are kept; 0 keeps all. */
  readonly maxBackups: number;
}

/** What the library's users see: its types need no others than the library's own. */
export interface ClusterOptions {
  /** `memory:` (default), `file://DIR` or `etcd://host:port[,host:port]`. */
  readonly store?: string;
  /** Loopback address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** Simulated nodes, node-1 and on; default 3, or none beside a node template. */
  readonly nodes?: number;
  /** Pools of further simulated nodes: YAML documents of kind Node or NodePool. */
  readonly nodeTemplate?: string;
  /** Nodes with these labels are simulated too, whoever made them. */
  readonly nodeSelector?: string;
  /** How pods live without Stage objects: at once (default), or with the times that pulling, probes and hooks take. */
  readonly stages?: 'fast' | 'general';
  /** Exec and PortForward objects may run programs of this machine; default: they may not. */
  readonly allowLocalExec?: boolean;
  /** The folder whose files Logs and Attach objects may show; default: none. */
  readonly allowLogFiles?: string;
  /** Which parts run beside the API server; default all. An empty list gives a bare API. */
  readonly components?: readonly Component[];
  /** Elect a leader per component; default: only on `etcd://`, where other processes may run the same components. */
  readonly leaderElection?: boolean;
  /** Further Host headers to answer. */
  readonly allowedHosts?: readonly string[];
  /** Origins of pages that may ask from a browser; `*` for all, without credentials. Default: none. */
  readonly corsAllowedOrigins?: readonly string[];
  /** A KubeSchedulerConfiguration (v1): an object, or YAML or JSON as text; default: kube-scheduler's own. */
  readonly schedulerConfiguration?: string | object;
  /** Where paths of plugins' modules in it begin; default: the working directory. */
  readonly schedulerModules?: string;
  /** What is kept of the scheduler's decisions: nothing (default), the latest of each pod in memory, or all of them as annotations of the pods too. */
  readonly schedulerRecords?: 'off' | 'explain' | 'annotations';
  /** Of the names of these annotations; default `kube-scheduler-simulator.sigs.k8s.io/`. */
  readonly schedulerRecordsPrefix?: string;
  /** A port for kube-scheduler-simulator's API alone, which the main port serves too; default: none. */
  readonly schedulerSimulatorPort?: number;
  /** Serve the beta versions of older Kubernetes releases too; default true. */
  readonly legacyVersions?: boolean;
  /** How long events are kept after their last write; 0 keeps them. Default an hour. */
  readonly eventTtlSeconds?: number;
  /** Which of the built-in admission plugins run; default: those that are on in Kubernetes. */
  readonly admissionPlugins?: PluginChoice;
  /** How many requests may run at once; default 400 that read and 200 that write. */
  readonly limits?: RequestLimits;
  /** How long a request may take that is no watch, log or stream; default a minute. */
  readonly requestTimeoutMs?: number;
  /** What is written down of requests, and where; default: nothing. */
  readonly audit?: AuditChoice;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  /** Freeze shared objects, so that code which changes one fails: for tests of controllers. */
  readonly freeze?: boolean;
}

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
  const { clock = systemClock, random = systemRandom, log = silentLogger } = options;
  const deps = { clock, random, log };
  const measures = new Measures();
  // A policy or a template that cannot be read is told before anything is opened.
  const simulation = simulationOf(options);
  const schedulerConfigurations = await configurationsOf(options, deps);
  const audit = options.audit && openAudit(options.audit, deps);
  const running = new Set<string>();
  const { kv, registry } = await orElse(openTruth(options, { ...deps, measures }, (component) => running.has(component)), async () => audit?.close());
  const aggregator = await orElse(startAggregator({ ...deps, registry }), () => registry.close());
  const schedulerRecords = { level: options.schedulerRecords, prefix: options.schedulerRecordsPrefix };
  const scheduler = new SchedulerSlot();
  let reset = (): Promise<void> => Promise.reject(ApiError.unavailable('the cluster is starting'));
  const { host = '127.0.0.1', allowedHosts, corsAllowedOrigins, limits, requestTimeoutMs, schedulerSimulatorPort: ownPort = 0 } = options;
  const serving = { ...deps, registry, aggregator, measures, audit, scheduler, allowedHosts, corsAllowedOrigins, limits, requestTimeoutMs, reset: () => reset() };
  const server = createApiServer({ ...serving, dialects: [schedulerSimulator, scheduling, kubernetes] });
  const { url } = await orElse(server.listen({ host, port: options.port ?? 0 }), async () => {
    await aggregator.stop();
    await registry.close();
  });
  const compactor = startCompactor(kv, deps);
  // For what the registry does not have: the APIs of other servers.
  const loopback = createHttpClient({ ...deps, server: url });
  const { components: named = allComponents, store = defaultStore, leaderElection = store.startsWith('etcd:') } = options;
  const components = new RunningComponents({ ...deps, measures, client: registry, read: loopback.read }, { components: named, simulation, scheduler, schedulerConfigurations, schedulerRecords, leaderElection, running });
  await components.start();
  const baseline = await takeBaseline(kv);
  reset = () => components.pausedFor(() => baseline.restore());
  const simulator = ownPort ? await openSimulatorPort(serving, { host, port: ownPort }) : undefined;
  // After what is waited for: certificates are made here.
  const published = [startTrustPublisher({ ...deps, registry }), startKubernetesService({ ...deps, registry })];
  const shutDown = async (): Promise<void> => {
    // Components first, so that their last writes still find a store.
    await components.stop();
    loopback.close();
    await simulator?.close();
    await server.close();
    await audit?.close();
    await aggregator.stop();
    await Promise.all(published.map((each) => each.stop()));
    await compactor.stop();
    await registry.close();
  };
  return { url, kubeconfig: renderKubeconfig(url), client: registry, stop: once(shutDown) };
}

const defaultStore = 'memory:';

async function openTruth({ store = defaultStore, freeze, legacyVersions = true, eventTtlSeconds, admissionPlugins }: ClusterOptions, deps: Surroundings & { readonly measures: Measures }, runs: (component: string) => boolean): Promise<{ kv: KV; registry: Registry }> {
  const kv = await openStorage(store, deps);
  const conversions = legacyVersions ? undefined : kinds.conversions;
  return { kv, registry: await orElse(openRegistry({ ...deps, kv, freeze, conversions, definitions: kindsWithEvents(eventTtlSeconds), admissionPlugins, runs }), () => kv.close()) };
}

/** What was opened before is closed when the next step fails. */
async function orElse<V>(step: Promise<V>, undo: () => Promise<void>): Promise<V> {
  try {
    return await step;
  } catch (error) {
    await undo();
    throw error;
  }
}

/** The same promise however often it is asked for. */
function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= work());
}
