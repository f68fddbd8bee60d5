/**
 * The document's table, in its order; then what it forgot, and what is ours. Workflows have the document's path and the one that its
 * own clients use (D-6); a pod's status takes PUT as every other does (D-3).
 */
import type { Endpoint } from './call';
import { invoke } from './endpoints/invoke';
import { create, list, listOrNamed, read, readStatusOf, remove, replace, report } from './endpoints/objects';
import { dns } from './objects/dns';
import { fn } from './objects/function';
import { hpa } from './objects/hpa';
import { job } from './objects/job';
import { jobFile } from './objects/jobfile';
import { node } from './objects/node';
import { pod } from './objects/pod';
import { replicaSet } from './objects/replicaset';
import { service } from './objects/service';
import { workflow } from './objects/workflow';
import { podsOfNode } from './endpoints/pods-of-node';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  readonly method: Method;
  /** `:namespace` and `:name` stand for one segment. */
  readonly path: string;
  readonly endpoint: Endpoint;
  /** It takes as long as a function may. */
  readonly longRunning?: boolean;
}

const route = (method: Method, path: string, endpoint: Endpoint): Route => ({ method, path, endpoint });

const workflowsAt = (segment: string): readonly Route[] => [
  route('GET', `/apis/v1/namespaces/:namespace/${segment}`, list(workflow)),
  route('POST', `/apis/v1/namespaces/:namespace/${segment}`, create(workflow)),
  route('GET', `/apis/v1/namespaces/:namespace/${segment}/:name`, read(workflow)),
  route('PUT', `/apis/v1/namespaces/:namespace/${segment}/:name`, replace(workflow)),
  route('DELETE', `/apis/v1/namespaces/:namespace/${segment}/:name`, remove(workflow)),
  route('GET', `/apis/v1/namespaces/:namespace/${segment}/:name/status`, readStatusOf(workflow)),
  route('PUT', `/apis/v1/namespaces/:namespace/${segment}/:name/status`, report(workflow)),
];

export const documented: readonly Route[] = [
  route('GET', '/api/v1/nodes', list(node)),
  route('POST', '/api/v1/nodes', create(node)),
  route('GET', '/api/v1/nodes/:name', read(node)),
  route('DELETE', '/api/v1/nodes/:name', remove(node)),
  route('PUT', '/api/v1/nodes/:name', replace(node)),
  route('GET', '/api/v1/nodes/:name/status', readStatusOf(node)),
  route('PUT', '/api/v1/nodes/:name/status', report(node)),

  route('GET', '/api/v1/namespaces/:namespace/pods', list(pod)),
  route('POST', '/api/v1/namespaces/:namespace/pods', create(pod)),
  route('GET', '/api/v1/namespaces/:namespace/pods/:name', read(pod)),
  route('PUT', '/api/v1/namespaces/:namespace/pods/:name', replace(pod)),
  route('DELETE', '/api/v1/namespaces/:namespace/pods/:name', remove(pod)),
  route('GET', '/api/v1/namespaces/:namespace/pods/:name/status', readStatusOf(pod)),
  route('POST', '/api/v1/namespaces/:namespace/pods/:name/status', report(pod)),

  route('POST', '/api/v1/namespaces/:namespace/services', create(service)),
  route('GET', '/api/v1/namespaces/:namespace/services', list(service)),
  route('GET', '/api/v1/namespaces/:namespace/services/:name', read(service)),
  route('DELETE', '/api/v1/namespaces/:namespace/services/:name', remove(service)),
  route('PUT', '/api/v1/namespaces/:namespace/services/:name', replace(service)),

  route('GET', '/apis/v1/namespaces/:namespace/jobs', list(job)),
  route('POST', '/apis/v1/namespaces/:namespace/jobs', create(job)),
  route('GET', '/apis/v1/namespaces/:namespace/jobs/:name', read(job)),
  route('DELETE', '/apis/v1/namespaces/:namespace/jobs/:name', remove(job)),
  route('GET', '/apis/v1/namespaces/:namespace/jobs/:name/status', readStatusOf(job)),
  route('PUT', '/apis/v1/namespaces/:namespace/jobs/:name/status', report(job)),
  route('POST', '/apis/v1/namespaces/:namespace/jobfiles', create(jobFile)),
  route('GET', '/apis/v1/namespaces/:namespace/jobfiles', listOrNamed(jobFile)),
  route('PUT', '/apis/v1/namespaces/:namespace/jobfiles/:name', replace(jobFile)),

  route('GET', '/apis/v1/replicasets', list(replicaSet)),
  route('GET', '/apis/v1/namespaces/:namespace/replicasets', list(replicaSet)),
  route('GET', '/apis/v1/namespaces/:namespace/replicasets/:name', read(replicaSet)),
  route('DELETE', '/apis/v1/namespaces/:namespace/replicasets/:name', remove(replicaSet)),
  route('PUT', '/apis/v1/namespaces/:namespace/replicasets/:name', replace(replicaSet)),
  route('GET', '/apis/v1/namespaces/:namespace/replicasets/:name/status', readStatusOf(replicaSet)),
  route('PUT', '/apis/v1/namespaces/:namespace/replicasets/:name/status', report(replicaSet)),

  route('GET', '/apis/v1/namespaces/:namespace/dns', list(dns)),
  route('GET', '/apis/v1/namespaces/:namespace/dns/:name', read(dns)),
  route('POST', '/apis/v1/namespaces/:namespace/dns', create(dns)),
  route('DELETE', '/apis/v1/namespaces/:namespace/dns/:name', remove(dns)),

  route('GET', '/apis/v1/namespaces/:namespace/hpa', list(hpa)),
  route('POST', '/apis/v1/namespaces/:namespace/hpa', create(hpa)),
  route('GET', '/apis/v1/namespaces/:namespace/hpa/:name', read(hpa)),
  route('PUT', '/apis/v1/namespaces/:namespace/hpa/:name', replace(hpa)),
  route('DELETE', '/apis/v1/namespaces/:namespace/hpa/:name', remove(hpa)),
  route('GET', '/apis/v1/hpa', list(hpa)),

  route('GET', '/apis/v1/namespaces/:namespace/functions', list(fn)),
  route('POST', '/apis/v1/namespaces/:namespace/functions', create(fn)),
  route('GET', '/apis/v1/namespaces/:namespace/functions/:name', read(fn)),
  route('PUT', '/apis/v1/namespaces/:namespace/functions/:name', replace(fn)),
  route('DELETE', '/apis/v1/namespaces/:namespace/functions/:name', remove(fn)),
  route('GET', '/apis/v1/functions', list(fn)),

  ...workflowsAt('workflow'),
];

/** Which the document's own clients use all the same. */
export const forgotten: readonly Route[] = [
  route('GET', '/api/v1/nodes/:name/pods', podsOfNode),
  route('GET', '/api/v1/pods', list(pod)),
  route('POST', '/apis/v1/namespaces/:namespace/replicasets', create(replicaSet)),
  route('PUT', '/apis/v1/namespaces/:namespace/hpa/:name/status', report(hpa)),
  route('GET', '/apis/v1/workflows', list(workflow)),
];

const ours: readonly Route[] = [
  ...workflowsAt('workflows'),
  route('PUT', '/api/v1/namespaces/:namespace/pods/:name/status', report(pod)),
  route('GET', '/apis/v1/namespaces/:namespace/hpa/:name/status', readStatusOf(hpa)),
  route('GET', '/apis/v1/namespaces/:namespace/jobfiles/:name', read(jobFile)),
  route('DELETE', '/apis/v1/namespaces/:namespace/jobfiles/:name', remove(jobFile)),
  { ...route('POST', '/apis/v1/namespaces/:namespace/functions/:name/invoke', invoke), longRunning: true },
  // Whether somebody would answer.
  { ...route('GET', '/apis/v1/namespaces/:namespace/functions/:name/invoke', invoke), longRunning: true },
];

export const routes: readonly Route[] = [...documented, ...forgotten, ...ours];
