/** Descriptions of autoscaling, v1 and v2. */
import { condition } from './shared';
import type { Descriptions, FieldDescriptions } from './shape';

const sources = (): FieldDescriptions => ({
  type: 'Which of the fields below is set: Resource, ContainerResource, Pods, Object or External.',
  resource: 'CPU or memory of the pods.', containerResource: 'CPU or memory of one container of the pods.', pods: 'A metric of each pod; its average counts.',
  object: 'A metric of one other object.', external: 'A metric from outside the cluster.',
});

/** Fields of the sources of v1, which live on in annotations, and of v2. */
const metric = (): FieldDescriptions => ({ metric: 'The metric.', metricName: 'Name of the metric.', selector: 'Labels that the metric must have.', metricSelector: 'Labels that the metric must have.' });

const wanted = (): FieldDescriptions => ({
  ...metric(), target: 'The wanted value.', targetValue: 'The wanted value.', averageValue: 'The wanted average of all pods.', targetAverageValue: 'The wanted average of all pods.',
  targetAverageUtilization: 'The wanted average, in percent of what the pods request.', describedObject: 'The object that has the metric.',
});

const seen = (): FieldDescriptions => ({
  ...metric(), current: 'The value.', target: 'The object that has the metric.', currentValue: 'The value.', averageValue: 'The average of all pods.', currentAverageValue: 'The average of all pods.',
  currentAverageUtilization: 'The average, in percent of what the pods request.', describedObject: 'The object that has the metric.',
});

const only = (fields: FieldDescriptions, ...names: readonly string[]): FieldDescriptions => Object.fromEntries(names.map((name) => [name, fields[name] ?? '']));

const resource = (): FieldDescriptions => ({ name: 'cpu, memory or another resource.' });
const container = (): FieldDescriptions => ({ ...resource(), container: 'Name of the container.' });

export const autoscaling: Descriptions = () => ({
  HorizontalPodAutoscaler: ['Sets the number of replicas of a workload by what is measured.'],
  HorizontalPodAutoscalerSpec: ['Which workload, within which bounds, by which measure.', {
    scaleTargetRef: 'The workload; it must have a /scale.',
    minReplicas: 'The fewest replicas; 1 by default. 0 only with a metric of an object or from outside.',
    maxReplicas: 'The most replicas.',
    metrics: 'What is measured; the largest number that follows from any of them is taken. CPU at 80% when left out.',
    behavior: 'How fast it scales up and down.',
    targetCPUUtilizationPercentage: 'The wanted average CPU use, in percent of what the pods request.',
  }],
  HorizontalPodAutoscalerStatus: ['What was measured and done.', {
    observedGeneration: 'Generation that the controller has seen.', lastScaleTime: 'When the number was last changed.', currentReplicas: 'Replicas when it last looked.', desiredReplicas: 'Replicas that it wants.',
    currentMetrics: 'What was measured.', conditions: 'Whether it can scale, and what holds it back.', currentCPUUtilizationPercentage: 'Average CPU use, in percent of what the pods request.',
  }],
  HorizontalPodAutoscalerCondition: ['One observation about an autoscaler.', condition()],
  HorizontalPodAutoscalerBehavior: ['How fast the number of replicas changes.', { scaleUp: 'Upwards; by default at most double or four more in 15 seconds.', scaleDown: 'Downwards; by default after five minutes, as far as needed.' }],
  HPAScalingRules: ['How fast in one direction.', {
    stabilizationWindowSeconds: 'How far back it looks for a more careful number, 0 to 3600 seconds; by default 0 upwards and 300 downwards.',
    selectPolicy: 'Which policy counts: Max (default) the fastest, Min the slowest, Disabled none: no change in this direction.',
    policies: 'Limits for the change.', tolerance: 'How far a measure may be off before anything is done; 0.1 (10%) by default.',
  }],
  HPAScalingPolicy: ['A limit for the change within a time.', { type: 'Pods or Percent.', value: 'How many.', periodSeconds: 'In how many seconds, 1 to 1800.' }],
  CrossVersionObjectReference: ['Names an object of the namespace, whatever its version.', { kind: 'Its kind.', name: 'Its name.', apiVersion: 'Its API version.' }],
  MetricSpec: ['A measure, and the value that is wanted of it.', sources()],
  MetricStatus: ['A measure, and the value that it has.', sources()],
  MetricIdentifier: ['A metric.', { name: 'Its name.', selector: 'Labels that it must have.' }],
  MetricTarget: ['The wanted value of a measure; one of these.', {
    type: 'Utilization, Value or AverageValue.', value: 'The value.', averageValue: 'The average of all pods.', averageUtilization: 'The average, in percent of what the pods request; for resources only.',
  }],
  MetricValueStatus: ['The value of a measure.', { value: 'The value.', averageValue: 'The average of all pods.', averageUtilization: 'The average, in percent of what the pods request.' }],
  ResourceMetricSource: ['CPU or memory of the pods.', { ...resource(), ...only(wanted(), 'target', 'targetAverageUtilization', 'targetAverageValue') }],
  ResourceMetricStatus: ['CPU or memory of the pods.', { ...resource(), ...only(seen(), 'current', 'currentAverageUtilization', 'currentAverageValue') }],
  ContainerResourceMetricSource: ['CPU or memory of one container.', { ...container(), ...only(wanted(), 'target', 'targetAverageUtilization', 'targetAverageValue') }],
  ContainerResourceMetricStatus: ['CPU or memory of one container.', { ...container(), ...only(seen(), 'current', 'currentAverageUtilization', 'currentAverageValue') }],
  PodsMetricSource: ['A metric of each pod.', only(wanted(), 'metric', 'target', 'metricName', 'targetAverageValue', 'selector')],
  PodsMetricStatus: ['A metric of each pod.', only(seen(), 'metric', 'current', 'metricName', 'currentAverageValue', 'selector')],
  ObjectMetricSource: ['A metric of one object.', only(wanted(), 'describedObject', 'target', 'metric', 'metricName', 'targetValue', 'selector', 'averageValue')],
  ObjectMetricStatus: ['A metric of one object.', only(seen(), 'describedObject', 'current', 'metric', 'target', 'metricName', 'currentValue', 'selector', 'averageValue')],
  ExternalMetricSource: ['A metric from outside.', only(wanted(), 'metric', 'target', 'metricName', 'metricSelector', 'targetValue', 'targetAverageValue')],
  ExternalMetricStatus: ['A metric from outside.', only(seen(), 'metric', 'current', 'metricName', 'metricSelector', 'currentValue', 'currentAverageValue')],
  Scale: ['How many replicas a workload has and is to have: the same for every kind that can be scaled.'],
  ScaleSpec: ['How many replicas there are to be.', { replicas: 'How many.' }],
  ScaleStatus: ['How many replicas there are.', { replicas: 'How many.', selector: 'Labels of the pods, as a query would have them.' }],
});
