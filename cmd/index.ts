/** The library: a cluster in a test. `import { startCluster } from 'minikapi'`. */
export { startCluster, type Cluster } from './cluster';
export type { ClusterOptions } from './cluster-options';
export type { Component } from './components';
export {
  ApiError, kinds, keyOf, SteppedClock, seededRandom,
  type Client, type Clock, type KubeObject, type Logger, type ObjectKey, type Random, type ResourceDefinition, type Resources, type WatchEvent, type apps, type batch, type core,
} from '../api';
export { skip, unresolvable, unschedulable, type PluginFactory, type SchedulerPlugin } from '../scheduler';
