/** What a client of the minik8s API has said that a pod uses (`POST …/pods/{name}/status`); Kubernetes' status has no place for it. */
import type { KubeObject } from '../object';

/** Cores. */
export const cpuUsageAnnotation = 'minik8s.io/cpu-percent';
/** A fraction of what the pod may use. */
export const memUsageAnnotation = 'minik8s.io/mem-percent';

/** Undefined: nothing was said, or nothing that makes sense. */
export function reportedUsage({ metadata: { annotations = {} } }: KubeObject): { readonly cpu: number; readonly mem: number } | undefined {
  const [cpu, mem] = [cpuUsageAnnotation, memUsageAnnotation].map((name) => amountIn(annotations[name]));
  return cpu === undefined && mem === undefined ? undefined : { cpu: cpu ?? 0, mem: mem ?? 0 };
}

function amountIn(text: string | undefined): number | undefined {
  const amount = text ? Number(text) : NaN;
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}
