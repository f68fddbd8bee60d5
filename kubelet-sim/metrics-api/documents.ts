/** Discovery and OpenAPI of metrics.k8s.io/v1beta1. */
import { apiVersion, group, version } from './objects';

const resources = [
  { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
  { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
];

const groupVersion = { groupVersion: apiVersion, version };
const apiGroup = { kind: 'APIGroup', apiVersion: 'v1', name: group, versions: [groupVersion], preferredVersion: groupVersion };

type Json = Readonly<Record<string, unknown>>;
type Flavour = 'v2' | 'v3';

const definitionName = (kind: string): string => `io.k8s.metrics.pkg.apis.metrics.v1beta1.${kind}`;
const metaName = (kind: string): string => `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`;
const gvk = (kind: string): Json => ({ group, version, kind });

function definitions(ref: (name: string) => Json): Json {
  const object = (description: string, properties: Json, required: readonly string[] = []): Json => ({ description, type: 'object', ...(required.length && { required }), properties });
  const text = (description: string, format?: string): Json => ({ description, type: 'string', ...(format && { format }) });
  const typeMeta = { apiVersion: text('The version in which this object is written.'), kind: text('What this object is.') };
  const measured = { timestamp: text('When it was measured.', 'date-time'), window: text('Over how long it was measured, up to the timestamp.') };
  const usage = { description: 'How much is used, by resource.', type: 'object', additionalProperties: { description: 'A quantity.', type: 'string' } };
  const described = (description: string, target: Json): Json => ('$ref' in target ? { description, allOf: [target] } : target);
  const metadata = { metadata: described('Name, namespace and labels of what was measured.', ref(metaName('ObjectMeta'))) };
  const list = (kind: string): Json => ({
    ...object(`A list of ${kind}.`, {
      ...typeMeta, metadata: described('What is said of the list.', ref(metaName('ListMeta'))), items: { description: 'What was measured.', type: 'array', items: ref(definitionName(kind)) },
    }, ['items']),
    'x-kubernetes-group-version-kind': [gvk(`${kind}List`)],
  });
  return {
    [definitionName('ContainerMetrics')]: object('What a container uses.', { name: text('Name of the container in its pod.'), usage }, ['name', 'usage']),
    [definitionName('NodeMetrics')]: { ...object('What a node uses.', { ...typeMeta, ...metadata, ...measured, usage }, ['timestamp', 'window', 'usage']), 'x-kubernetes-group-version-kind': [gvk('NodeMetrics')] },
    [definitionName('NodeMetricsList')]: list('NodeMetrics'),
    [definitionName('PodMetrics')]: {
      ...object('What the containers of a pod use.', {
        ...typeMeta, ...metadata, ...measured, containers: { description: 'Its containers that run.', type: 'array', items: ref(definitionName('ContainerMetrics')) },
      }, ['timestamp', 'window', 'containers']),
      'x-kubernetes-group-version-kind': [gvk('PodMetrics')],
    },
    [definitionName('PodMetricsList')]: list('PodMetrics'),
    [metaName('ObjectMeta')]: { description: 'Metadata that every object has.', type: 'object' },
    [metaName('ListMeta')]: { description: 'Metadata that every list has.', type: 'object' },
  };
}

const root = `/apis/${apiVersion}`;

/** Path, operation, what it answers with. */
const operations: readonly [string, string, string, 'get' | 'list'][] = [
  [`${root}/nodes`, 'listMetricsV1beta1NodeMetrics', 'NodeMetrics', 'list'],
  [`${root}/nodes/{name}`, 'readMetricsV1beta1NodeMetrics', 'NodeMetrics', 'get'],
  [`${root}/pods`, 'listMetricsV1beta1PodMetricsForAllNamespaces', 'PodMetrics', 'list'],
  [`${root}/namespaces/{namespace}/pods`, 'listMetricsV1beta1NamespacedPodMetrics', 'PodMetrics', 'list'],
  [`${root}/namespaces/{namespace}/pods/{name}`, 'readMetricsV1beta1NamespacedPodMetrics', 'PodMetrics', 'get'],
];

function paths(flavour: Flavour, ref: (name: string) => Json): Json {
  const parameter = (name: string, place: 'path' | 'query'): Json =>
    ({ name, in: place, ...(place === 'path' && { required: true }), ...(flavour === 'v2' ? { type: 'string' } : { schema: { type: 'string' } }) });
  const answer = (schema: Json): Json => ({ description: 'OK', ...(flavour === 'v2' ? { schema } : { content: { 'application/json': { schema } } }) });
  return Object.fromEntries(operations.map(([path, operationId, kind, action]) => [path, {
    get: {
      operationId, tags: ['metrics_v1beta1'], ...(flavour === 'v2' && { produces: ['application/json'], schemes: ['https'] }),
      parameters: [...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => parameter(name, 'path')), ...(action === 'list' ? ['fieldSelector', 'labelSelector'].map((name) => parameter(name, 'query')) : [])],
      responses: { 200: answer(ref(definitionName(action === 'list' ? `${kind}List` : kind))) },
      'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': gvk(kind),
    },
  }]));
}

const info = { title: 'metrics of simulated nodes', version: 'v1.36.0' };

function openApiV2(): Json {
  const ref = (name: string): Json => ({ $ref: `#/definitions/${name}` });
  return { swagger: '2.0', info, paths: paths('v2', ref), definitions: definitions(ref) };
}

function openApiV3(): Json {
  const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
  return { openapi: '3.0.0', info, paths: paths('v3', ref), components: { schemas: definitions(ref) } };
}

/** By path. */
export const documents: Readonly<Record<string, () => Json>> = {
  '/apis': () => ({ kind: 'APIGroupList', apiVersion: 'v1', groups: [apiGroup] }),
  [`/apis/${group}`]: () => apiGroup,
  [root]: () => ({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion, resources }),
  '/openapi/v2': openApiV2,
  '/openapi/v3': () => ({ paths: { [root.slice(1)]: { serverRelativeURL: `/openapi/v3${root}?hash=1` } } }),
  [`/openapi/v3${root}`]: openApiV3,
};
