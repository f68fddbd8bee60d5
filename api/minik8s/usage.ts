/** What a client of the minik8s API has said that a pod or a node uses (`…/status`); Kubernetes' status has no place for it. */
import type { KubeObject } from '../object';

/** Of a pod, cores; of a node, percents of one core. */
export const cpuUsageAnnotation = 'minik8s.io/cpu-percent';
/** Of a pod, a fraction of what it may use; of a node, percents. */
export const memUsageAnnotation = 'minik8s.io/mem-percent';
/** Of a node: how many pods it runs. */
export const podCountAnnotation = 'minik8s.io/num-pods';

/** Undefined: nothing was said, or nothing that makes sense. */
export function reportedAmount({ metadata: { annotations } }: KubeObject, annotation: string): number | undefined {
  const text = annotations?.[annotation];
  const amount = text ? Number(text) : NaN;
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

/** Of a pod. */
export function reportedUsage(pod: KubeObject): { readonly cpu: number; readonly mem: number } | undefined {
  const [cpu, mem] = [cpuUsageAnnotation, memUsageAnnotation].map((name) => reportedAmount(pod, name));
  return cpu === undefined && mem === undefined ? undefined : { cpu: cpu ?? 0, mem: mem ?? 0 };
}
