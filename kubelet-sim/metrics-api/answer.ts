/** What is answered under `/apis/metrics.k8s.io/v1beta1`: objects made when they are asked for (kubernetes-sigs/metrics-server pkg/api). */
import { ApiError, parseFieldSelector, parseLabelSelector, type Clock, type core } from '../../api';
import type { Lister } from '../../client';
import type { Usages } from '../usage';
import { documents } from './documents';
import { apiVersion, group, nodeMetrics, podMetrics, type NodeMetrics, type PodMetrics } from './objects';
import { tableOf } from './table';
import { inTurns } from './turns';

export interface MetricsApiDeps {
  readonly usages: Usages;
  readonly clock: Clock;
  readonly nodes: Lister<core.Node>;
  readonly pods: Lister<core.Pod>;
  /** Whether the node's kubelet answers. */
  readonly isServed: (node: core.Node) => boolean;
}

export interface Asked {
  readonly method: string;
  /** As sent, with its query. */
  readonly url: string;
  readonly accept: string;
}

const place = /^\/apis\/metrics\.k8s\.io\/v1beta1\/(?:namespaces\/(?<namespace>[^/]+)\/)?(?<resource>nodes|pods)(?:\/(?<name>[^/]+))?$/;

/** The body of a 200. Rejects with ApiError. */
export async function answer(asked: Asked, deps: MetricsApiDeps): Promise<object> {
  const { pathname, searchParams } = new URL(asked.url, 'https://localhost');
  const document = Object.hasOwn(documents, pathname) ? documents[pathname] : undefined;
  const { resource, namespace, name } = place.exec(pathname)?.groups ?? {};
  if (!document && (!resource || (resource === 'nodes' && namespace) || (resource === 'pods' && name && !namespace))) throw ApiError.noSuchResource();
  if (asked.method !== 'GET') throw ApiError.methodNotAllowed({ group, plural: resource ?? '' }, verbs[asked.method] ?? asked.method.toLowerCase());
  if (document) return document();
  const isTable = /\bas=Table\b/.test(asked.accept);
  if (name !== undefined) {
    const found = resource === 'nodes' ? oneNode(decodeURIComponent(name), deps) : onePod(namespace ?? '', decodeURIComponent(name), deps);
    return isTable ? tableOf([found]) : found;
  }
  if (/^(1|true)$/.test(searchParams.get('watch') ?? '')) throw ApiError.methodNotAllowed({ group, plural: resource ?? '' }, 'watch');
  const selects = selection(searchParams);
  const items = resource === 'nodes' ? await allNodes(selects, deps) : await allPods(namespace, selects, deps);
  return isTable ? tableOf(items) : { kind: resource === 'nodes' ? 'NodeMetricsList' : 'PodMetricsList', apiVersion, metadata: {}, items };
}

const verbs: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

type Selects = (object: core.Pod | core.Node) => boolean;

/** Of the fields only name and namespace are known (metrics-server pkg/api/filter.go). */
function selection(query: URLSearchParams): Selects {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  for (const { field } of fields.requirements) {
    if (field !== 'metadata.name' && field !== 'metadata.namespace') throw ApiError.badRequest(`field label not supported: ${field}`);
  }
  return ({ metadata }) => labels.matches(metadata.labels ?? {}) && fields.matches((field) => (field === 'metadata.name' ? metadata.name : metadata.namespace) ?? '');
}

const nameOf = ({ metadata: { namespace = '', name = '' } }: PodMetrics | NodeMetrics): string => `${namespace}/${name}`;
const byName = (a: PodMetrics | NodeMetrics, b: PodMetrics | NodeMetrics): number => (nameOf(a) < nameOf(b) ? -1 : 1);

async function allNodes(selects: Selects, { nodes, usages, clock, isServed }: MetricsApiDeps): Promise<NodeMetrics[]> {
  const found = nodes.list().filter((node) => selects(node) && isServed(node));
  return (await inTurns(found, clock, (node) => nodeMetrics(node, usages, clock.now()))).sort(byName);
}

async function allPods(namespace: string | undefined, selects: Selects, { pods, usages, clock }: MetricsApiDeps): Promise<PodMetrics[]> {
  return (await inTurns(pods.list(namespace).filter(selects), clock, (pod) => podMetrics(pod, usages, clock.now()))).sort(byName);
}

function oneNode(name: string, { nodes, usages, clock, isServed }: MetricsApiDeps): NodeMetrics {
  const node = nodes.get({ name });
  if (!node) throw ApiError.notFound({ group: '', plural: 'nodes' }, name);
  if (!isServed(node)) throw ApiError.notFound({ group, plural: 'nodemetrics' }, name);
  return nodeMetrics(node, usages, clock.now());
}

function onePod(namespace: string, name: string, { pods, usages, clock }: MetricsApiDeps): PodMetrics {
  const pod = pods.get({ namespace, name });
  if (!pod) throw ApiError.notFound({ group: '', plural: 'pods' }, name);
  const metrics = podMetrics(pod, usages, clock.now());
  if (!metrics) throw ApiError.notFound({ group, plural: 'podmetrics' }, `${namespace}/${name}`);
  return metrics;
}
