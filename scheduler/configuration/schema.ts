/** How a KubeSchedulerConfiguration is written, field by field. */
import type { PluginName, PluginSet, WeighedPlugin } from '../points';
import { anything, bytes, duration, flag, float, int32, int64, listOf, struct, text, type Reader } from './reading';
import type {
  ClientConnection, Extender, ExtenderTls, GivenConfiguration, GivenProfile, LeaderElection, ManagedResource, PluginConfig, Plugins,
} from './types';

const nameless = { name: '' };

const plugin = struct<WeighedPlugin>('Plugin', { name: text, weight: int32 }, nameless);
const plugins = listOf(plugin, '[]v1.Plugin');
/** Whoever says a weight of what is left out says nothing. */
const leftOut: Reader<readonly PluginName[]> = (value, place) => plugins(value, place).map(({ name }) => ({ name }));
const set = struct<PluginSet>('PluginSet', { enabled: plugins, disabled: leftOut });

const profile = struct<GivenProfile>('KubeSchedulerProfile', {
  schedulerName: text,
  percentageOfNodesToScore: int32,
  plugins: struct<Plugins>('Plugins', {
    preEnqueue: set, queueSort: set, preFilter: set, filter: set, postFilter: set, preScore: set, score: set, reserve: set, permit: set,
    preBind: set, bind: set, postBind: set, multiPoint: set,
  }),
  pluginConfig: listOf(struct<PluginConfig>('PluginConfig', { name: text, args: anything }, nameless), '[]v1.PluginConfig'),
});

const extender = struct<Extender>('Extender', {
  urlPrefix: text, filterVerb: text, preemptVerb: text, prioritizeVerb: text, weight: int64, bindVerb: text, enableHTTPS: flag,
  tlsConfig: struct<ExtenderTls>('ExtenderTLSConfig', {
    insecure: flag, serverName: text, certFile: text, keyFile: text, caFile: text, certData: bytes, keyData: bytes, caData: bytes,
  }),
  httpTimeout: duration, nodeCacheCapable: flag,
  managedResources: listOf(struct<ManagedResource>('ExtenderManagedResource', { name: text, ignoredByScheduler: flag }, nameless), '[]v1.ExtenderManagedResource'),
  ignorable: flag,
}, { urlPrefix: '' });

export const configuration: Reader<GivenConfiguration & { readonly kind?: string; readonly apiVersion?: string }> = struct('KubeSchedulerConfiguration', {
  kind: text, apiVersion: text,
  parallelism: int32,
  leaderElection: struct<Partial<LeaderElection>>('LeaderElectionConfiguration', {
    leaderElect: flag, leaseDuration: duration, renewDeadline: duration, retryPeriod: duration, resourceLock: text, resourceName: text, resourceNamespace: text,
  }),
  clientConnection: struct<Partial<ClientConnection>>('ClientConnectionConfiguration', {
    kubeconfig: text, acceptContentTypes: text, contentType: text, qps: float, burst: int32,
  }),
  enableProfiling: flag, enableContentionProfiling: flag,
  percentageOfNodesToScore: int32, podInitialBackoffSeconds: int64, podMaxBackoffSeconds: int64,
  profiles: listOf(profile, '[]v1.KubeSchedulerProfile'),
  extenders: listOf(extender, '[]v1.Extender'),
  delayCacheUntilActive: flag,
});
