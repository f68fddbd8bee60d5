/** PodMetrics and NodeMetrics (k8s.io/metrics pkg/apis/metrics/v1beta1), as metrics-server would have read them off kubelets. */
import { canonicalQuantity, formatTime, type core, type ObjectMeta } from '../../api';
import type { Usage, Usages } from '../usage';

export const group = 'metrics.k8s.io';
export const version = 'v1beta1';
export const apiVersion = `${group}/${version}`;

/** Over which time it counts as measured. What is simulated is so at this moment; autoscalers want to know that no start is in it. */
const window = '10s';

type Amounts = Readonly<Record<'cpu' | 'memory', string>>;

interface Metrics {
  readonly kind: 'PodMetrics' | 'NodeMetrics';
  readonly apiVersion: typeof apiVersion;
  readonly metadata: ObjectMeta;
  readonly timestamp: string;
  readonly window: string;
}

export interface PodMetrics extends Metrics {
  readonly kind: 'PodMetrics';
  readonly containers: readonly { readonly name: string; readonly usage: Amounts }[];
}

export interface NodeMetrics extends Metrics {
  readonly kind: 'NodeMetrics';
  readonly usage: Amounts;
}

/** In billionths of cores and whole kibibytes, as they are read off cgroups. */
const amounts = ({ cpu, memory }: Usage): Amounts => ({ cpu: canonicalQuantity(`${Math.round(cpu * 1e9)}n`), memory: canonicalQuantity(`${Math.round(memory / 1024)}Ki`) });

const metadataOf = ({ metadata: { name, namespace, labels } }: core.Pod | core.Node, now: number): ObjectMeta =>
  ({ name, ...(namespace !== undefined && { namespace }), creationTimestamp: formatTime(now), ...(labels && { labels }) });

/** Undefined: nothing of the pod runs. */
export function podMetrics(pod: core.Pod, usages: Usages, now: number): PodMetrics | undefined {
  const containers = usages.containersOf(pod);
  if (containers.length === 0) return undefined;
  return { kind: 'PodMetrics', apiVersion, metadata: metadataOf(pod, now), timestamp: formatTime(now), window, containers: containers.map(({ name, usage }) => ({ name, usage: amounts(usage) })) };
}

export const nodeMetrics = (node: core.Node, usages: Usages, now: number): NodeMetrics =>
  ({ kind: 'NodeMetrics', apiVersion, metadata: metadataOf(node, now), timestamp: formatTime(now), window, usage: amounts(usages.ofNode(node)) });

/** All containers together. */
export const usageOf = (metrics: PodMetrics | NodeMetrics): readonly Amounts[] => (metrics.kind === 'NodeMetrics' ? [metrics.usage] : metrics.containers.map(({ usage }) => usage));
