/** Completion indexes of Indexed jobs (KEP-2214; upstream's pkg/controller/job/indexed_job_utils.go). Pure. */
import type { batch, core } from '../../api';
import { podsToDelete } from '../pods/ranking';

export const indexKey = 'batch.kubernetes.io/job-completion-index';
const indexVariable = 'JOB_COMPLETION_INDEX';

export const isIndexed = (job: batch.Job): boolean => job.spec.completionMode === 'Indexed';

/** The pod's index; undefined where there is none or it lies outside of the job. */
export function indexOf(pod: core.Pod, completions: number): number | undefined {
  const text = pod.metadata.annotations?.[indexKey];
  const index = text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  return index !== undefined && index < completions ? index : undefined;
}

/** `1,3-5,7`; anything unreadable, or beyond the completions (they may shrink), is left out. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const [first = '', last = first] = part.split('-');
    if (!/^\d+$/.test(first) || !/^\d+$/.test(last)) continue;
    for (let index = Number(first); index <= Math.min(Number(last), completions - 1); index += 1) indexes.add(index);
  }
  return indexes;
}

/** Runs of three and more are written with a dash. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const parts: string[] = [];
  const sorted = [...indexes].sort((a, b) => a - b);
  for (let start = 0, end = 0; start < sorted.length; start = end + 1) {
    for (end = start; sorted[end + 1] === (sorted[end] ?? 0) + 1;) end += 1;
    parts.push(end - start < 2 ? sorted.slice(start, end + 1).join(',') : `${sorted[start]}-${sorted[end]}`);
  }
  return parts.join(',');
}

/** The lowest indexes that are not among those named. */
export function pendingIndexes(notPending: ReadonlySet<number>, count: number, completions: number): number[] {
  const pending: number[] = [];
  for (let index = 0; index < completions && pending.length < count; index += 1) if (!notPending.has(index)) pending.push(index);
  return pending;
}

/** Active pods without a valid index, and all but the best of those that share one. */
export function superfluousPods(active: readonly core.Pod[], completions: number, now: number): core.Pod[] {
  const byIndex = new Map<number | undefined, core.Pod[]>();
  for (const pod of active) {
    const index = indexOf(pod, completions);
    byIndex.set(index, [...(byIndex.get(index) ?? []), pod]);
  }
  return [...byIndex].flatMap(([index, pods]) => (index === undefined ? pods : podsToDelete(pods, [], pods.length - 1, now)));
}

/** What a server may append to a generated name is not cut off of it, and neither is the index. */
const longestPrefix = 58;

export function indexedPrefix(jobName: string, index: number): string {
  const suffix = `-${index}-`;
  return jobName.slice(0, longestPrefix - suffix.length) + suffix;
}

/** The job's template for one index: annotation, label, host name and the variable by which a program learns its index. */
export function indexedTemplate(job: batch.Job, index: number, annotations: Readonly<Record<string, string>> = {}): core.PodTemplateSpec {
  const { metadata, spec } = job.spec.template;
  const own = { [indexKey]: String(index) };
  const variable: core.EnvVar = { name: indexVariable, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } } };
  const withVariable = (container: core.Container): core.Container =>
    (container.env?.some(({ name }) => name === indexVariable) ? container : { ...container, env: [...(container.env ?? []), variable] });
  return {
    metadata: { ...metadata, annotations: { ...metadata?.annotations, ...own, ...annotations }, labels: { ...metadata?.labels, ...own } },
    spec: {
      ...spec,
      hostname: `${job.metadata.name}-${index}`,
      ...(spec?.initContainers && { initContainers: spec.initContainers.map(withVariable) }),
      containers: (spec?.containers ?? []).map(withVariable),
    },
  };
}
