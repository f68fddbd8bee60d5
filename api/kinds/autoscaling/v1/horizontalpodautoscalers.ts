/**
 * autoscaling/v1 over autoscaling/v2: this version has one field for the CPU target; all else that the stored object has
 * travels in annotations, so that nothing is lost there and back (kubernetes pkg/apis/autoscaling/v1/conversion.go).
 */
import { define } from '../../../define';
import type { Conversion } from '../../../definition';
import type * as v1 from '../../../schema/types/autoscaling.v1';
import type * as v2 from '../../../schema/types/autoscaling.v2';
import { columnsThrough } from '../../columns-through';
import { listIn, names, valueIn, withoutOurs } from '../annotations';
import { horizontalpodautoscalers as hub } from '../horizontalpodautoscalers';
import { specFromHub, specToHub, statusFromHub, statusToHub } from './metrics';

type Old = v1.HorizontalPodAutoscaler;
type New = v2.HorizontalPodAutoscaler;

const isCpu = ({ resource }: v2.MetricSpec): boolean => resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;

function fromHub(stored: New): Old {
  const { spec, status, metadata } = stored;
  const cpu = spec.metrics?.find(isCpu);
  const others = spec.metrics?.filter((metric) => metric !== cpu) ?? [];
  const current = status.currentMetrics ?? [];
  const annotations = {
    ...metadata.annotations,
    ...asJson(names.metrics, others.map(specFromHub)),
    ...asJson(names.current, current.map(statusFromHub)),
    ...asJson(names.conditions, status.conditions ?? []),
    ...(spec.behavior && { [names.behavior]: JSON.stringify(spec.behavior) }),
  };
  return {
    kind: stored.kind, apiVersion: 'autoscaling/v1', metadata: { ...metadata, annotations: Object.keys(annotations).length ? annotations : undefined },
    spec: {
      scaleTargetRef: spec.scaleTargetRef, minReplicas: spec.minReplicas, maxReplicas: spec.maxReplicas,
      targetCPUUtilizationPercentage: cpu?.resource?.target.averageUtilization,
    },
    status: {
      observedGeneration: status.observedGeneration, lastScaleTime: status.lastScaleTime, currentReplicas: status.currentReplicas ?? 0, desiredReplicas: status.desiredReplicas,
      currentCPUUtilizationPercentage: current.find(({ resource }) => resource?.name === 'cpu')?.resource?.current.averageUtilization,
    },
  };
}

const asJson = (name: string, list: readonly unknown[]): Record<string, string> => (list.length ? { [name]: JSON.stringify(list) } : {});

function toHub(object: Old): New {
  const { spec, status, metadata } = object;
  const annotations = metadata.annotations ?? {};
  const cpu = spec.targetCPUUtilizationPercentage;
  const metrics: v2.MetricSpec[] = [
    ...(cpu === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } } }]),
    ...listIn<v1.MetricSpec>(annotations[names.metrics]).map(specToHub),
  ];
  return {
    kind: object.kind, apiVersion: 'autoscaling/v2', metadata: { ...metadata, annotations: withoutOurs(annotations) },
    spec: {
      scaleTargetRef: spec.scaleTargetRef, minReplicas: spec.minReplicas, maxReplicas: spec.maxReplicas,
      metrics: metrics.length ? metrics : undefined,
      behavior: valueIn<v2.HorizontalPodAutoscalerBehavior>(annotations[names.behavior]),
    },
    status: {
      observedGeneration: status.observedGeneration, lastScaleTime: status.lastScaleTime, currentReplicas: status.currentReplicas, desiredReplicas: status.desiredReplicas,
      currentMetrics: currentMetrics(annotations[names.current], status.currentCPUUtilizationPercentage),
      conditions: listIn<v2.HorizontalPodAutoscalerCondition>(annotations[names.conditions]),
    },
  };
}

function currentMetrics(text: string | undefined, cpu: number | undefined): v2.MetricStatus[] | null {
  const told = listIn<v1.MetricStatus>(text).map(statusToHub);
  if (told.length || cpu === undefined) return told.length ? told : null;
  return [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: cpu } } }];
}

export const autoscalersInV1: Conversion<Old, New> = {
  hub, fromHub, toHub,
  definition: define<Old>('autoscaling', 'v1', 'HorizontalPodAutoscaler', { columns: columnsThrough(hub, toHub) }),
};
