/** Which pods' metrics count (upstream's groupPods and calculateRequests, pkg/controller/podautoscaler/replica_calculator.go). Pure. */
import { milliValue, sumOfContainers, type core } from '../../api';
import type { PodMetric, PodMetrics } from './metrics-client';

/** Upstream's --horizontal-pod-autoscaler-cpu-initialization-period. */
const cpuInitializationMs = 5 * 60_000;
/** Upstream's --horizontal-pod-autoscaler-initial-readiness-delay. */
const initialReadinessMs = 30_000;

export interface PodGroups {
  readonly ready: number;
  /** Names of pods that are not ready, or not measured for long enough. */
  readonly unready: readonly string[];
  /** Of pods without a metric. */
  readonly missing: readonly string[];
  /** Metrics of the pods that are neither unready nor on their way out. */
  readonly counted: PodMetrics;
}

export function groupPods(pods: readonly core.Pod[], metrics: PodMetrics, resource: string | undefined, now: number): PodGroups {
  const [unready, missing]: [string[], string[]] = [[], []];
  const counted = new Map(metrics);
  let ready = 0;
  for (const pod of pods) {
    const name = pod.metadata.name ?? '';
    const metric = metrics.get(name);
    if (pod.metadata.deletionTimestamp || pod.status.phase === 'Failed') counted.delete(name);
    else if (pod.status.phase === 'Pending' || (metric && resource === 'cpu' && isUnready(pod, metric, now))) {
      unready.push(name);
      counted.delete(name);
    } else if (metric) ready += 1;
    else missing.push(name);
  }
  return { ready, unready, missing, counted };
}

/** What a pod takes while it starts says little of what it will take. */
function isUnready({ status }: core.Pod, metric: PodMetric, now: number): boolean {
  const condition = status.conditions?.find(({ type }) => type === 'Ready');
  if (!condition || !status.startTime) return true;
  const started = Date.parse(status.startTime);
  const changed = Date.parse(condition.lastTransitionTime ?? '') || 0;
  const isFalse = condition.status === 'False';
  if (started + cpuInitializationMs > now) return isFalse || metric.timestamp < changed + metric.window;
  return isFalse && started + initialReadinessMs > changed;
}

/** What each pod, or one container of each, asks for, in thousandths. Throws, in upstream's words, where one asks for nothing. */
export const requestsOf = (pods: readonly core.Pod[], resource: string, container: string | undefined): Map<string, number> =>
  new Map(pods.map((pod) => [pod.metadata.name ?? '', container === undefined && isSetForPod(pod) ? requestOfPod(pod, resource) : requestOfContainers(pod, resource, container)]));

/** KEP-2837. */
const isSetForPod = ({ spec }: core.Pod): boolean =>
  Object.keys(spec.resources?.requests ?? {}).some((name) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-'));

function requestOfPod({ metadata, spec }: core.Pod, resource: string): number {
  const request = spec.resources?.requests?.[resource] ?? sumOfContainers(spec, 'requests')[resource];
  if (request === undefined) throw new Error(`missing pod-level request for ${resource} in Pod ${metadata.name}`);
  return milliValue(request);
}

function requestOfContainers({ metadata, spec }: core.Pod, resource: string, container: string | undefined): number {
  const all = [...spec.containers, ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')];
  const asked = container === undefined ? all : all.filter(({ name }) => name === container);
  if (container !== undefined && asked.length === 0) throw new Error(`container ${container} not found in Pod ${metadata.name}`);
  return asked.reduce((sum, { name, resources }) => {
    const request = resources?.requests?.[resource];
    if (request === undefined) throw new Error(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
    return sum + milliValue(request);
  }, 0);
}
