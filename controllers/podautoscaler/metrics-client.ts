/** What autoscalers want to know of others, and in which words they are told that it is not to be had. */
import type { autoscalingV2, LabelSelector } from '../../api';

/** In thousandths, as all values here. */
export interface PodMetric {
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Over how many milliseconds it was measured. */
  readonly window: number;
}

/** By name of the pod. */
export type PodMetrics = ReadonlyMap<string, PodMetric>;

/** Rejects with errors whose messages are upstream's. */
export interface MetricsClient {
  /** Of whole pods, or of one container of each. */
  resource(resource: string, namespace: string, pods: LabelSelector, container: string | undefined): Promise<PodMetrics>;
  /** A custom metric of each pod. */
  pods(metric: string, namespace: string, pods: LabelSelector, metricSelector: LabelSelector): Promise<PodMetrics>;
  /** A custom metric of one object. */
  object(metric: string, namespace: string, described: autoscalingV2.CrossVersionObjectReference, metricSelector: LabelSelector): Promise<number>;
  /** All values of a metric that is no object's. */
  external(metric: string, namespace: string, metricSelector: LabelSelector): Promise<readonly number[]>;
}
