/** The document's endpoints, in its order; then what its change log, its source and its own examples know of beside. */
import type { Call, Endpoint, Failure } from './call';
import { deleteMany, listMany } from './dynamic/many';
import { deleteOne, getOne, putOne } from './dynamic/one';
import { listAlarms, listEvents, postEvent, tellAlarm, tellEvent } from './events/endpoints';
import { failures, queryFailure } from './failures';
import { addHosts, deleteHost, getHost, listHosts, putHost, setHosts } from './hosts';
import { deleteMetric, getMetric, listMetricClusters, putMetric, queryMetrics } from './metric';
import { query } from './query/endpoint';
import { streamContainers, streamDynamic, streamMetrics } from './streams';
import { deleteWatched, getWatched, listWatched, putWatched, type Environment } from './watch-data';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  readonly method: Method;
  /** Behind either prefix. `:clusterId` and others stand for one segment. */
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly failure: Failure | ((call: Pick<Call, 'at' | 'service'>) => Failure);
  /** It lasts as long as whoever asks wants it to. */
  readonly longRunning?: true;
  /** Nothing is changed, whatever its method. */
  readonly reads?: true;
}

const route = (method: Method, path: string, endpoint: Endpoint, failure: Route['failure']): Route => ({ method, path, endpoint, failure });

/** POST that asks. */
const asking = (path: string, endpoint: Endpoint, failure: Route['failure']): Route => ({ ...route('POST', path, endpoint, failure), reads: true });

const stream = (path: string, endpoint: Endpoint): Route => ({ ...asking(path, endpoint, failures.list), longRunning: true });

/** Both environments are one: only watch data tells them apart. */
const environments: readonly Environment[] = ['mesos', 'k8s'];

function dynamic(env: Environment): readonly Route[] {
  const ofNamespace = `/${env}/dynamic/namespace_resources/clusters/:clusterId/namespaces/:namespace/:resourceType`;
  const ofCluster = `/${env}/dynamic/cluster_resources/clusters/:clusterId/:resourceType`;
  const all = `/${env}/dynamic/all_resources/clusters/:clusterId/:resourceType`;
  return [
    route('GET', `${ofNamespace}/:resourceName`, getOne('namespace'), failures.getOne),
    route('PUT', `${ofNamespace}/:resourceName`, putOne('namespace'), failures.put),
    route('DELETE', `${ofNamespace}/:resourceName`, deleteOne('namespace'), failures.deleteOne),
    route('GET', ofNamespace, listMany('namespace'), failures.list),
    route('DELETE', ofNamespace, deleteMany('namespace'), failures.deleteMany),
    route('GET', `${ofCluster}/:resourceName`, getOne('cluster'), failures.getOne),
    route('PUT', `${ofCluster}/:resourceName`, putOne('cluster'), failures.put),
    route('DELETE', `${ofCluster}/:resourceName`, deleteOne('cluster'), failures.deleteOne),
    route('GET', ofCluster, listMany('cluster'), failures.list),
    route('DELETE', ofCluster, deleteMany('cluster'), failures.deleteMany),
    route('GET', all, listMany('cluster'), failures.list),
    route('DELETE', all, deleteMany('cluster'), failures.deleteMany),
  ];
}

const queries = (env: Environment, path: string): readonly Route[] => [
  route('GET', path, query(env), queryFailure),
  asking(path, query(env), queryFailure),
];

const told: readonly Route[] = [
  route('GET', '/events', listEvents, failures.listTold),
  route('PUT', '/events', tellEvent, failures.put),
  route('GET', '/alarms', listAlarms, failures.listTold),
  route('POST', '/alarms', tellAlarm, failures.put),
];

function watchData(env: Environment): readonly Route[] {
  const path = `/${env}/watch/clusters/:clusterId/namespaces/:namespace/:resourceType`;
  return [
    route('GET', `${path}/:resourceName`, getWatched(env), failures.getValue),
    route('PUT', `${path}/:resourceName`, putWatched(env), failures.putWatched),
    route('DELETE', `${path}/:resourceName`, deleteWatched(env), failures.deleteOne),
    route('GET', path, listWatched(env), failures.listValues),
  ];
}

const metric = '/metric/clusters/:clusterId/namespaces/:namespace/:type/:name';

const metrics: readonly Route[] = [
  route('GET', metric, getMetric, failures.getValue),
  route('PUT', metric, putMetric, failures.put),
  route('DELETE', metric, deleteMetric, failures.deleteMetric),
  route('GET', '/metric/clusters/:clusterId', queryMetrics, failures.listValues),
];

export const documented: readonly Route[] = [
  ...environments.flatMap(dynamic),
  ...environments.flatMap((env) => queries(env, `/query/${env}/dynamic/clusters/:clusterId/:kind`)),
  ...told,
  ...environments.flatMap(watchData),
  ...metrics,
];

export const others: readonly Route[] = [
  // The document's first example of a whole address names no environment.
  ...queries('mesos', '/query/dynamic/clusters/:clusterId/:kind'),
  // Either verb is right for either: the document uses one for events and the other for alarms.
  route('POST', '/events', postEvent, failures.put),
  route('PUT', '/alarms', tellAlarm, failures.put),
  route('GET', '/metric/clusters', listMetricClusters, failures.listMetricClusters),
  route('GET', '/host/:ip', getHost, failures.getOne),
  route('PUT', '/host/:ip', putHost, failures.put),
  route('DELETE', '/host/:ip', deleteHost, failures.deleteOne),
  route('GET', '/host/clusters/:clusterId', listHosts, failures.list),
  route('PUT', '/host/clusters/:clusterId', setHosts, failures.put),
  route('POST', '/host/clusters/:clusterId', addHosts, failures.put),
  stream('/dynamic/watch/:clusterId/:resourceType', streamDynamic),
  stream('/dynamic/watch/containers/:clusterId', streamContainers),
  stream('/metric/watch/:clusterId/:type', streamMetrics),
];

export const routes: readonly Route[] = [...documented, ...others];
