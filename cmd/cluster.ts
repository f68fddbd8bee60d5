/**
 * A whole cluster as a value: what `minikapi up` runs and what `startCluster` gives to tests.
 *
 * Everything it opens (storage, listener, timers, watches) is closed by `stop()`; nothing is global, so any number of
 * clusters live in one process.
 */
import { ApiError, kinds, Measures, silentLogger, systemClock, systemRandom, type Client, type Clock, type Logger, type Random } from '../api';
import { createApiServer, kubernetes, minik8s, openAudit, openBcsStorage, schedulerSimulator, scheduling, startAggregator, startGlobalScheduler, startKubernetesService, startTrustPublisher } from '../apiserver';
import { openRegistry, openStorage, startCompactor, takeBaseline, type KV, type PluginChoice, type Registry } from '../registry';
import { type Component, type Surroundings } from './components';
import { kindsWithEvents } from './event-lifetime';
import { renderKubeconfig } from './kubeconfig';
import { Opened } from './opened';
import { placeOfComponents, type ComponentsPlace } from './components-place';
import { openDialectPort } from './dialect-port';

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

export interface Minik8sChoice {
  /** Items and lists come as JSON in a text, with names as the document's own clients read them; default: as JSON. */
  readonly legacyStringData?: boolean;
  /** A workflow that failed says so; default: it is `completed`, as in the document. */
  readonly failedPhase?: boolean;
}

/** The first word of each is the default. */
export interface BcsStorageSwitches {
  /** Numbers and texts of failures: 10003 and on, or 1405080 and on. */
  readonly codes?: 'doc' | 'upstream';
  /** One dynamic document comes as an array of one, or by itself. */
  readonly getOne?: 'array' | 'object';
  /** `data` where there is nothing to tell: null or {}. */
  readonly emptyWrite?: 'null' | 'object';
  /** Times of documents: 2018-03-14T07:47:39.208Z, or 2018-03-14 07:47:39 in the zone. */
  readonly time?: 'rfc3339' | 'legacy';
  /** Of times in the short form, in answers and in parameters: `UTC` (default), or as +08:00. */
  readonly zone?: string;
  /** Lists of watch data: the values of the namespace, or names over all namespaces. */
  readonly watchList?: 'values' | 'names';
  /** Deleting one document that is not there. */
  readonly deleteMissing?: 'error' | 'ok';
  /** Failures come with 200, or with 400, 404 and 500. */
  readonly http?: 'always200' | 'strict';
  /** One document of a cluster is what has no namespace, or the name in any namespace. */
  readonly clusterScope?: 'strict' | 'upstream';
  /** Failures of ippoolstatic: as other lists (10006), or 10086. */
  readonly ippoolCode?: 'list' | 'doc';
  /** The podIp of applications: their own field, which they have not, or that of one of their taskgroups. */
  readonly applicationPodIp?: 'field' | 'taskgroups';
  /** What is in secrets. */
  readonly secrets?: 'shown' | 'masked';
  /** Events, and alarms, that a cluster keeps; when there are more, the newest two thirds stay; 0 for any number. Default 10000. */
  readonly eventCap?: number;
  /** Days that events and alarms are kept; 0 keeps them. Default 15. */
  readonly eventDays?: number;
}

export interface BcsStorageChoice {
  /** The id under which this cluster's own objects appear in the BCS storage API; '' for none. Default `BCS-K8S-00000`. */
  readonly k8sCluster?: string;
  readonly switches?: BcsStorageSwitches;
}

export interface GlobalSchedulerChoice {
  /** The directory of conf.yaml, sites.json and the others; default: there are no sites but Cluster objects. */
  readonly configDir?: string;
  /** The demo's own oddities, where they do not crash it. */
  readonly faithful?: boolean;
  /** Nothing fits: 409; default: 201 and an empty list. */
  readonly strictNoFit?: boolean;
  /** Allocations can be listed, read and released over this API too. */
  readonly extensions?: boolean;
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
  /** A loopback port where names of services and of Dns objects are answered, over UDP and TCP; default: none. */
  readonly dnsPort?: number;
  /** A loopback port where HTTP requests for hosts of Dns objects are passed on to pods; default: none. */
  readonly gatewayPort?: number;
  /** A loopback port where functions are called, as POST /NAMESPACE/NAME; default: none, they are called through the API. */
  readonly serverlessPort?: number;
  /** Which parts run beside the API server; default all. An empty list gives a bare API. */
  readonly components?: readonly Component[];
  /**
   * They run in a thread of their own, so that nothing that they do keeps a request waiting: quicker with two cores, and a third more
   * memory. It is the machine's clock and chance that they live by. Default: in this thread.
   */
  readonly componentThread?: boolean;
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
  /** A port for the minik8s document's API, of which the main port serves `/apis/v1/`; default: none. */
  readonly minik8sPort?: number;
  readonly minik8s?: Minik8sChoice;
  readonly bcsStorage?: BcsStorageChoice;
  /** A port for the Global Scheduler's API, of which the main port serves `/v1/allocations`; default: none. */
  readonly globalSchedulerPort?: number;
  readonly globalScheduler?: GlobalSchedulerChoice;
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
    const bcsStorage = openBcsStorage({ ...deps, kv, registry, measures, options: options.bcsStorage });
    opened.add(() => bcsStorage.stop());
    const { configDir, ...globalSchedulerOptions } = options.globalScheduler ?? {};
    const globalScheduler = await startGlobalScheduler({ ...deps, registry, configDir, options: globalSchedulerOptions });
    opened.add(() => globalScheduler.stop());
    let reset = (): Promise<void> => Promise.reject(ApiError.unavailable('the cluster is starting'));
    const { allowedHosts, corsAllowedOrigins, limits, requestTimeoutMs } = options;
    const serving = { ...deps, registry, aggregator, measures, audit, scheduler: place.scheduler, allowedHosts, corsAllowedOrigins, limits, requestTimeoutMs, reset: () => reset() };
    const server = createApiServer({ ...serving, dialects: [schedulerSimulator, scheduling, bcsStorage.dialect, globalScheduler.dialect(false), minik8s(options.minik8s), kubernetes] });
    const { url } = await server.listen({ host, port: options.port ?? 0 });
    opened.add(() => server.close());
    const components = place.on({ registry, measures, url });
    // They stop before all this, so that their last writes still find a store.
    opened.add(() => components.stop());
    await components.start();
    const baseline = await takeBaseline(kv);
    reset = () => components.pausedFor(() => baseline.restore());
    const ownPorts = [
      { what: 'the scheduler simulator', port: options.schedulerSimulatorPort, dialect: schedulerSimulator },
      { what: 'the minik8s API', port: options.minik8sPort, dialect: minik8s({ ...options.minik8s, alone: true }) },
      { what: 'the Global Scheduler', port: options.globalSchedulerPort, dialect: globalScheduler.dialect(true) },
    ];
    for (const { what, port, dialect } of ownPorts) {
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
