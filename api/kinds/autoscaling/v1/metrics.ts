/** Metrics in the words of autoscaling/v1, which knew them only inside annotations (pkg/apis/autoscaling/v1/conversion.go in kubernetes). */
import type * as v1 from '../../../schema/types/autoscaling.v1';
import type * as v2 from '../../../schema/types/autoscaling.v2';

type Value = { value?: string; averageValue?: string; averageUtilization?: number };

/** The kind of target follows from which value is given; upstream looks in this order. */
const target = ({ averageUtilization, averageValue, value }: Value): v2.MetricTarget => {
  if (averageUtilization !== undefined) return { type: 'Utilization', averageUtilization };
  return averageValue !== undefined ? { type: 'AverageValue', averageValue } : { type: 'Value', value };
};

export function specFromHub({ type, object, pods, resource, containerResource, external }: v2.MetricSpec): v1.MetricSpec {
  return {
    type: type as v1.MetricSpec['type'],
    object: object && {
      target: object.describedObject, metricName: object.metric.name, targetValue: object.target.value ?? '0', selector: object.metric.selector,
      averageValue: object.target.averageValue,
    },
    pods: pods && { metricName: pods.metric.name, targetAverageValue: pods.target.averageValue ?? '0', selector: pods.metric.selector },
    resource: resource && { name: resource.name, ...ofResource(resource.target) },
    containerResource: containerResource && { name: containerResource.name, ...ofResource(containerResource.target), container: containerResource.container },
    external: external && {
      metricName: external.metric.name, metricSelector: external.metric.selector, targetValue: external.target.value, targetAverageValue: external.target.averageValue,
    },
  };
}

const ofResource = ({ averageUtilization, averageValue }: v2.MetricTarget): { targetAverageUtilization?: number; targetAverageValue?: string } =>
  ({ targetAverageUtilization: averageUtilization, targetAverageValue: averageValue });

export function specToHub({ type, object, pods, resource, containerResource, external }: v1.MetricSpec): v2.MetricSpec {
  return {
    type,
    object: object && {
      describedObject: object.target, metric: { name: object.metricName, selector: object.selector },
      target: target({ averageValue: object.averageValue, value: object.averageValue === undefined ? object.targetValue : undefined }),
    },
    pods: pods && { metric: { name: pods.metricName, selector: pods.selector }, target: target({ averageValue: pods.targetAverageValue }) },
    resource: resource && { name: resource.name, target: toTarget(resource) },
    containerResource: containerResource && { name: containerResource.name, target: toTarget(containerResource), container: containerResource.container },
    external: external && {
      metric: { name: external.metricName, selector: external.metricSelector }, target: target({ value: external.targetValue, averageValue: external.targetAverageValue }),
    },
  };
}

const toTarget = ({ targetAverageUtilization, targetAverageValue }: { targetAverageUtilization?: number; targetAverageValue?: string }): v2.MetricTarget =>
  target({ averageUtilization: targetAverageUtilization, averageValue: targetAverageValue });

export function statusFromHub({ type, object, pods, resource, containerResource, external }: v2.MetricStatus): v1.MetricStatus {
  return {
    type: type as v1.MetricStatus['type'],
    object: object && {
      target: object.describedObject, metricName: object.metric.name, currentValue: object.current.value ?? '0', selector: object.metric.selector,
      averageValue: object.current.averageValue,
    },
    pods: pods && { metricName: pods.metric.name, currentAverageValue: pods.current.averageValue ?? '0', selector: pods.metric.selector },
    resource: resource && { name: resource.name, ...ofCurrent(resource.current) },
    containerResource: containerResource && { name: containerResource.name, ...ofCurrent(containerResource.current), container: containerResource.container },
    external: external && {
      metricName: external.metric.name, metricSelector: external.metric.selector, currentValue: external.current.value ?? '0', currentAverageValue: external.current.averageValue,
    },
  };
}

const ofCurrent = ({ averageUtilization, averageValue }: Value): { currentAverageUtilization?: number; currentAverageValue: string } =>
  ({ currentAverageUtilization: averageUtilization, currentAverageValue: averageValue ?? '0' });

export function statusToHub({ type, object, pods, resource, containerResource, external }: v1.MetricStatus): v2.MetricStatus {
  return {
    type,
    object: object && {
      metric: { name: object.metricName, selector: object.selector }, current: { value: object.currentValue, averageValue: object.averageValue }, describedObject: object.target,
    },
    pods: pods && { metric: { name: pods.metricName, selector: pods.selector }, current: { averageValue: pods.currentAverageValue } },
    resource: resource && { name: resource.name, current: toCurrent(resource) },
    containerResource: containerResource && { name: containerResource.name, current: toCurrent(containerResource), container: containerResource.container },
    external: external && {
      metric: { name: external.metricName, selector: external.metricSelector }, current: { value: external.currentValue, averageValue: external.currentAverageValue },
    },
  };
}

const toCurrent = ({ currentAverageUtilization, currentAverageValue }: { currentAverageUtilization?: number; currentAverageValue: string }): v2.MetricValueStatus =>
  ({ averageValue: currentAverageValue, averageUtilization: currentAverageUtilization });
