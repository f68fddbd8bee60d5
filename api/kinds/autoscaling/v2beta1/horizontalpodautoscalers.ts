/**
 * autoscaling/v2beta1: metrics in the words that autoscaling/v1 has in its annotations; how fast to scale travels in one
 * (kubernetes 1.20 pkg/apis/autoscaling/v2beta1/conversion.go).
 */
import type * as v2 from '../../../schema/types/autoscaling.v2';
import type * as v2beta1 from '../../../schema/types/autoscaling.v2beta1';
import { versionOf } from '../../version-of';
import { names, valueIn } from '../annotations';
import { horizontalpodautoscalers as hub } from '../horizontalpodautoscalers';
import { specFromHub, specToHub, statusFromHub, statusToHub } from '../v1/metrics';

type Old = v2beta1.HorizontalPodAutoscaler;
type New = v2.HorizontalPodAutoscaler;

function fromHub({ spec: { behavior, metrics, ...spec }, status, metadata, ...scaler }: New): Old {
  return {
    ...scaler, metadata: behavior ? { ...metadata, annotations: { ...metadata.annotations, [names.behavior]: JSON.stringify(behavior) } } : metadata,
    spec: { ...spec, metrics: metrics?.map(specFromHub) },
    status: { ...status, currentReplicas: status.currentReplicas ?? 0, currentMetrics: status.currentMetrics?.map(statusFromHub) ?? null, conditions: status.conditions ?? null },
  };
}

function toHub({ spec: { metrics, ...spec }, status, metadata, ...scaler }: Old): New {
  const { [names.behavior]: behavior, ...annotations } = metadata.annotations ?? {};
  return {
    ...scaler, metadata: { ...metadata, annotations: Object.keys(annotations).length ? annotations : undefined },
    spec: { ...spec, metrics: metrics?.map(specToHub), behavior: valueIn<v2.HorizontalPodAutoscalerBehavior>(behavior) },
    status: { ...status, currentMetrics: status.currentMetrics?.map(statusToHub) ?? null, conditions: status.conditions ?? undefined },
  };
}

export const autoscalersInV2beta1 = versionOf<Old, New>(hub, 'v2beta1', { fromHub, toHub });
