/**
 * Metrics as other servers serve them: metrics.k8s.io, custom.metrics.k8s.io, external.metrics.k8s.io (upstream's
 * pkg/controller/podautoscaler/metrics/client.go over k8s.io/metrics).
 */
import { ApiError, milliValue, parseGoDuration, type autoscalingV2, type LabelSelector } from '../../api';
import type { ReadPath } from '../../client';
import type { MetricsClient, PodMetric, PodMetrics } from './metrics-client';

interface PodUsage {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly timestamp: string;
  readonly window: string;
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[] | null;
}

interface MetricValue {
  readonly describedObject?: { readonly name: string };
  readonly timestamp: string;
  readonly windowSeconds?: number | null;
  readonly window?: number | null;
  readonly value: string;
}

interface Items<T> { readonly items?: readonly T[] | null }

/** How a metric of an object is found: `services`, `ingresses.networking.k8s.io`; undefined: nobody knows the kind. */
export type ResourceNameOf = (reference: autoscalingV2.CrossVersionObjectReference) => string | undefined;

const defaultWindowMs = 60_000;
const customGroup = 'custom.metrics.k8s.io';

export function apiMetrics(read: ReadPath | undefined, resourceNameOf: ResourceNameOf): MetricsClient {
  const ask = async <T>(path: string, what: string): Promise<T> => {
    try {
      if (!read) throw ApiError.noSuchResource();
      return await read(path) as T;
    } catch (error) {
      throw new Error(wordsOf(error, what), { cause: error });
    }
  };

  async function customVersion(): Promise<string> {
    if (!read) throw noCustomMetrics();
    try {
      const { preferredVersion } = await read(`/apis/${customGroup}`) as { preferredVersion?: { groupVersion: string } };
      if (preferredVersion) return preferredVersion.groupVersion;
    } catch (error) {
      if (!ApiError.is(error, 'NotFound')) throw error;
    }
    throw noCustomMetrics();
  }

  async function custom(place: string, metric: string, query: Readonly<Record<string, string>>, what: string): Promise<readonly MetricValue[]> {
    const version = await customVersion();
    const { items } = await ask<Items<MetricValue>>(`/apis/${version}/${place}/${encodeURIComponent(metric)}${queryText(query)}`, what);
    return items ?? [];
  }

  async function customOf(described: autoscalingV2.CrossVersionObjectReference, namespace: string, metric: string, selector: LabelSelector): Promise<number> {
    const resource = resourceNameOf(described);
    if (resource === undefined) throw new Error(`no matches for kind ${JSON.stringify(described.kind)} in group ${JSON.stringify(groupOf(described))}`);
    const place = resource === 'namespaces' ? `namespaces/${namespace}/metrics` : `namespaces/${namespace}/${resource}/${encodeURIComponent(described.name)}`;
    const items = await custom(place, metric, { metricLabelSelector: selector.toString() }, `${resource}.${customGroup} ${described.name}`);
    if (items.length !== 1) throw new Error(`the custom metrics API server returned ${items.length} results when we asked for exactly one`);
    return milliValue(items[0]?.value ?? '0');
  }

  return {
    resource: (resource, namespace, pods, container) => prefixed('unable to fetch metrics from resource metrics API: ', async () => {
      const { items } = await ask<Items<PodUsage>>(`/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods${queryText({ labelSelector: pods.toString() })}`, 'pods.metrics.k8s.io');
      return items ?? [];
    }).then((items) => {
      if (items.length === 0) throw new Error('no metrics returned from resource metrics API');
      return container === undefined ? usageOfPods(items, resource) : usageOfContainers(items, resource, container, namespace);
    }),
    pods: (metric, namespace, pods, selector) => prefixed('unable to fetch metrics from custom metrics API: ', () =>
      custom(`namespaces/${namespace}/pods/*`, metric, { labelSelector: pods.toString(), metricLabelSelector: selector.toString() }, `pods.${customGroup} *`)).then((items) => {
      if (items.length === 0) throw new Error('no metrics returned from custom metrics API');
      return new Map(items.map((item) => [item.describedObject?.name ?? '', valueOf(item)]));
    }),
    object: (metric, namespace, described, selector) => prefixed('unable to fetch metrics from custom metrics API: ', () => customOf(described, namespace, metric, selector)),
    external: (metric, namespace, selector) => prefixed('unable to fetch metrics from external metrics API: ', async () => {
      const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${encodeURIComponent(metric)}`;
      const { items } = await ask<Items<MetricValue>>(path + queryText({ labelSelector: selector.toString() }), `${metric}.external.metrics.k8s.io`);
      return items ?? [];
    }).then((items) => {
      if (items.length === 0) throw new Error('no metrics returned from external metrics API');
      return items.map(({ value }) => milliValue(value));
    }),
  };
}

const noCustomMetrics = (): Error => new Error(`no custom metrics API (${customGroup}) registered`);

const groupOf = ({ apiVersion = '' }: autoscalingV2.CrossVersionObjectReference): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

function queryText(values: Readonly<Record<string, string>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return given.length ? `?${new URLSearchParams(given).toString()}` : '';
}

/** Of a server that is not there the client speaks, not the server (NewGenericServerResponse of k8s.io/apimachinery). */
function wordsOf(error: unknown, what: string): string {
  if (ApiError.is(error, 'NotFound') && !error.details?.name) return `the server could not find the requested resource (get ${what})`;
  if (ApiError.is(error, 'ServiceUnavailable')) return `the server is currently unable to handle the request (get ${what})`;
  return error instanceof Error ? error.message : String(error);
}

async function prefixed<T>(prefix: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(prefix + (error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

const metricAt = ({ timestamp, window }: PodUsage, value: number): PodMetric => ({ value, timestamp: Date.parse(timestamp), window: parseGoDuration(window) ?? 0 });

function valueOf({ timestamp, windowSeconds, window = windowSeconds, value }: MetricValue): PodMetric {
  return { value: milliValue(value), timestamp: Date.parse(timestamp), window: window === undefined || window === null ? defaultWindowMs : window * 1000 };
}

/** A pod of which a container says nothing is left out. */
function usageOfPods(items: readonly PodUsage[], resource: string): PodMetrics {
  const metrics = new Map<string, PodMetric>();
  for (const item of items) {
    const usages = (item.containers ?? []).map(({ usage }) => usage[resource]);
    if (usages.length > 0 && usages.every((usage) => usage !== undefined)) metrics.set(item.metadata.name, metricAt(item, usages.reduce((sum, usage) => sum + milliValue(usage ?? '0'), 0)));
  }
  return metrics;
}

function usageOfContainers(items: readonly PodUsage[], resource: string, container: string, namespace: string): PodMetrics {
  const metrics = new Map<string, PodMetric>();
  for (const item of items) {
    const found = item.containers?.find(({ name }) => name === container);
    if (!found) throw new Error(`failed to get container metrics: container ${container} not present in metrics for pod ${item.metadata.namespace ?? namespace}/${item.metadata.name}`);
    const usage = found.usage[resource];
    if (usage !== undefined) metrics.set(item.metadata.name, metricAt(item, milliValue(usage)));
  }
  return metrics;
}
