/** What pods use, in the document's terms: what was said of a pod through the minik8s API, else what the metrics API tells. */
import { reportedUsage, sumOfContainers, unitValue, type core, type LabelSelector } from '../../../api';
import type { MetricsClient, PodMetrics } from '../../podautoscaler/metrics-client';
import type { Measured, Targets } from './algorithm';

export interface UsageContext {
  readonly metrics: MetricsClient;
  readonly namespace: string;
  readonly selector: LabelSelector;
  readonly nodeNamed: (name: string) => core.Node | undefined;
}

/** Of each pod; one of which nobody knows anything, as of one that has just begun, uses nothing. Rejects when nobody can be asked what matters. */
export async function usagesOf(pods: readonly core.Pod[], targets: Targets, { metrics, namespace, selector, nodeNamed }: UsageContext): Promise<Measured[]> {
  const said = pods.map(reportedUsage);
  const all = said.every((usage) => usage !== undefined);
  const read = async (resource: 'cpu' | 'memory', matters: boolean): Promise<PodMetrics | undefined> => {
    if (all || !pods.length) return undefined;
    const reading = metrics.resource(resource, namespace, selector, undefined);
    return matters ? reading : reading.catch(() => undefined);
  };
  const [cpu, memory] = await Promise.all([read('cpu', targets.cpu > 0), read('memory', targets.mem > 0)]);
  const thousandths = (values: PodMetrics | undefined, { metadata: { name = '' } }: core.Pod): number => values?.get(name)?.value ?? 0;
  return pods.map((pod, i) => said[i] ?? { cpu: thousandths(cpu, pod) / 1000, mem: fraction(thousandths(memory, pod) / 1000, mayUse(pod, nodeNamed)) });
}

const fraction = (used: number, all: number): number => (all > 0 ? used / all : 0);

/** Its limits, else what it asks for, else all that its node has. */
function mayUse({ spec }: core.Pod, nodeNamed: UsageContext['nodeNamed']): number {
  const quantity = sumOfContainers(spec, 'limits').memory ?? sumOfContainers(spec, 'requests').memory ?? nodeNamed(spec.nodeName ?? '')?.status.allocatable?.memory;
  return quantity === undefined ? 0 : unitValue(quantity);
}
