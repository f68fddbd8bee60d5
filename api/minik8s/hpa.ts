/**
 * The minik8s document's Hpa as it is kept: a HorizontalPodAutoscaler with an annotation that says by which algorithm it is followed.
 * The API makes it (`apiserver/dialects/minik8s/mapping/hpa.ts`), the controller acts on it (`controllers/minik8s/hpa`).
 */
import { selectorOf, type LabelSelector } from '../selector';
import { canonicalQuantity, nanoValue } from '../quantity';
import type { KubeObject } from '../object';
import type * as autoscaling from '../schema/types/autoscaling.v2';
import { parseGoDuration } from '../go-duration';

type Hpa = autoscaling.HorizontalPodAutoscaler;
type Texts = Readonly<Record<string, string>>;

/** Present with this value: Kubernetes' own controller leaves the object alone. */
const algorithmAnnotation = 'minik8s.io/algorithm';
const documentAlgorithm = 'document';

/** The pods that are counted, as a label selector: `app=catalog`. */
const selectorAnnotation = 'minik8s.io/selector';
/** As a Go duration; what is shorter than the controller's period counts for nothing. */
const adjustIntervalAnnotation = 'minik8s.io/adjust-interval';
/** Where Kubernetes' own field cannot say it: there is no least number below 1, and its percents are whole. */
const minReplicasAnnotation = 'minik8s.io/min-replicas';
const memPercentAnnotation = 'minik8s.io/mem-percent';

export const hpaAnnotations: readonly string[] = [algorithmAnnotation, selectorAnnotation, adjustIntervalAnnotation, minReplicasAnnotation, memPercentAnnotation];

export const followsDocument = ({ metadata }: KubeObject): boolean => metadata.annotations?.[algorithmAnnotation] === documentAlgorithm;

/** What the document's algorithm goes by. */
export interface DocumentHpa {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** 0: not said. */
  readonly adjustIntervalMs: number;
  readonly matchLabels: Texts;
  /** Cores for each pod; 0: the metric does not count. */
  readonly cpuPercent: number;
  /** A fraction of what a pod may use; 0: the metric does not count. */
  readonly memPercent: number;
}

export const coresOf = (quantity: string): number => nanoValue(quantity) / 1e9;
const quantityOfCores = (cores: number): string => canonicalQuantity(`${Math.round(cores * 1e9)}n`);

/** An annotation that somebody has spoilt counts as absent. */
export function documentHpaOf({ metadata: { annotations = {} }, spec }: Hpa): DocumentHpa {
  return {
    minReplicas: numberIn(annotations[minReplicasAnnotation]) ?? spec.minReplicas ?? 1,
    maxReplicas: spec.maxReplicas,
    adjustIntervalMs: parseGoDuration(annotations[adjustIntervalAnnotation] ?? '') ?? 0,
    matchLabels: labelsIn(annotations[selectorAnnotation]),
    cpuPercent: cpuTarget(spec.metrics),
    memPercent: numberIn(annotations[memPercentAnnotation]) ?? (targetOf(spec.metrics, 'memory')?.averageUtilization ?? 0) / 100,
  };
}

/** Of pods in the namespace of the object; undefined: it selects nothing. */
export function podSelectorOf(hpa: Hpa): LabelSelector | undefined {
  const { matchLabels } = documentHpaOf(hpa);
  return Object.keys(matchLabels).length ? selectorOf({ matchLabels }) : undefined;
}

/** The annotations and metrics by which `wanted` is kept; a text for each annotation, or undefined where there is none to be. */
export function keptHpa(wanted: DocumentHpa): { annotations: Readonly<Record<string, string | undefined>>; spec: Pick<Hpa['spec'], 'minReplicas' | 'maxReplicas' | 'metrics'> } {
  const { minReplicas, maxReplicas, adjustIntervalMs, matchLabels, cpuPercent, memPercent } = wanted;
  const percent = Math.max(1, Math.round(memPercent * 100));
  return {
    annotations: {
      [algorithmAnnotation]: documentAlgorithm,
      [selectorAnnotation]: Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`).join(','),
      [adjustIntervalAnnotation]: adjustIntervalMs ? `${adjustIntervalMs / 1000}s` : undefined,
      [minReplicasAnnotation]: minReplicas < 1 ? String(minReplicas) : undefined,
      [memPercentAnnotation]: percent / 100 === memPercent ? undefined : String(memPercent),
    },
    spec: {
      minReplicas: Math.max(1, minReplicas), maxReplicas,
      metrics: [
        ...(cpuPercent ? [resource('cpu', { type: 'AverageValue', averageValue: quantityOfCores(cpuPercent) })] : []),
        ...(memPercent ? [resource('memory', { type: 'Utilization', averageUtilization: percent })] : []),
      ],
    },
  };
}

/** What was measured, as the status of a HorizontalPodAutoscaler has it. */
export const keptMetrics = (cpu: number, mem: number): autoscaling.MetricStatus[] => [
  { type: 'Resource', resource: { name: 'cpu', current: { averageValue: quantityOfCores(cpu) } } },
  { type: 'Resource', resource: { name: 'memory', current: { averageUtilization: Math.round(mem * 100) } } },
];

const resource = (name: string, target: autoscaling.MetricTarget): autoscaling.MetricSpec => ({ type: 'Resource', resource: { name, target } });

const targetOf = (metrics: readonly autoscaling.MetricSpec[] = [], name: string): autoscaling.MetricTarget | undefined =>
  metrics.find(({ resource: of }) => of?.name === name)?.resource?.target;

function cpuTarget(metrics: readonly autoscaling.MetricSpec[] | undefined): number {
  const value = targetOf(metrics, 'cpu')?.averageValue;
  return value === undefined ? 0 : coresOf(value);
}

function numberIn(text: string | undefined): number | undefined {
  const value = text ? Number(text) : NaN;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function labelsIn(text = ''): Texts {
  return Object.fromEntries(text.split(',').filter((pair) => pair.includes('=')).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
