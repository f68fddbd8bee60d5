/** KubeSchedulerConfiguration (k8s.io/kube-scheduler config/v1, types.go): as given, and with defaults. */
import type { PluginSet, Point } from '../points';

export const configurationKind = 'KubeSchedulerConfiguration';

export interface LeaderElection {
  readonly leaderElect: boolean;
  readonly leaseDuration: string;
  readonly renewDeadline: string;
  readonly retryPeriod: string;
  readonly resourceLock: string;
  readonly resourceName: string;
  readonly resourceNamespace: string;
}

export interface ClientConnection {
  readonly kubeconfig: string;
  readonly acceptContentTypes: string;
  readonly contentType: string;
  readonly qps: number;
  readonly burst: number;
}

export type Plugins = Readonly<Partial<Record<Point | 'multiPoint', PluginSet>>>;

export interface PluginConfig {
  readonly name: string;
  /** Read by whoever knows the plugin. */
  readonly args?: unknown;
}

export interface GivenProfile {
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: Plugins;
  readonly pluginConfig?: readonly PluginConfig[];
}

export interface CompleteProfile extends GivenProfile {
  readonly plugins: Required<Plugins>;
  readonly pluginConfig: readonly PluginConfig[];
}

export interface ManagedResource {
  readonly name: string;
  /** The scheduler's own filters leave it out. */
  readonly ignoredByScheduler?: boolean;
}

export interface ExtenderTls {
  readonly insecure?: boolean;
  readonly serverName?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
  /** PEM in base64; each counts before its file. */
  readonly certData?: string;
  readonly keyData?: string;
  readonly caData?: string;
}

/** A verb that is absent or empty is not called. */
export interface Extender {
  readonly urlPrefix: string;
  readonly filterVerb?: string;
  readonly preemptVerb?: string;
  readonly prioritizeVerb?: string;
  readonly weight?: number;
  readonly bindVerb?: string;
  readonly enableHTTPS?: boolean;
  readonly tlsConfig?: ExtenderTls;
  readonly httpTimeout?: string;
  /** It knows the nodes itself: it is sent their names only. */
  readonly nodeCacheCapable?: boolean;
  /** Only pods that ask for one of these are its business; absent: all. */
  readonly managedResources?: readonly ManagedResource[];
  /** Pods are placed without it when it fails. */
  readonly ignorable?: boolean;
}

interface Settings {
  readonly parallelism: number;
  readonly enableProfiling: boolean;
  readonly enableContentionProfiling: boolean;
  readonly percentageOfNodesToScore: number;
  readonly podInitialBackoffSeconds: number;
  readonly podMaxBackoffSeconds: number;
  readonly delayCacheUntilActive: boolean;
}

export interface GivenConfiguration extends Partial<Settings> {
  readonly leaderElection?: Partial<LeaderElection>;
  readonly clientConnection?: Partial<ClientConnection>;
  readonly profiles?: readonly GivenProfile[];
  readonly extenders?: readonly Extender[];
}

export interface CompleteConfiguration extends Settings {
  readonly leaderElection: LeaderElection;
  readonly clientConnection: ClientConnection;
  readonly profiles: readonly CompleteProfile[];
  readonly extenders?: readonly Extender[];
}
