/** Descriptions of policy/v1. */
import type { Descriptions } from './shape';

export const policy: Descriptions = () => ({
  PodDisruptionBudget: ['How many pods of a set must stay when some are evicted, as by `kubectl drain`.'],
  PodDisruptionBudgetSpec: ['Which pods, and how many must stay. Either minAvailable or maxUnavailable.', {
    selector: 'Labels of the pods; an empty one chooses all of the namespace.', minAvailable: 'How many must stay healthy, as a number or percentage.', maxUnavailable: 'How many may be missing, as a number or percentage.',
    unhealthyPodEvictionPolicy: 'When pods that run but are not ready may be evicted: IfHealthyBudget (default) if enough others are healthy, AlwaysAllow in any case.',
  }],
  PodDisruptionBudgetStatus: ['How much may be disrupted now.', {
    observedGeneration: 'Generation that the controller has seen; with an older one nothing is evicted.', disruptedPods: 'Pods whose eviction was allowed and that are not gone yet, with the time.',
    disruptionsAllowed: 'How many pods may be evicted now.', currentHealthy: 'Pods that are healthy.', desiredHealthy: 'Pods that must be healthy.', expectedPods: 'Pods that are counted.', conditions: 'DisruptionAllowed.',
  }],
  Eviction: ['Asks that a pod leaves its node; refused where a PodDisruptionBudget says so.', { deleteOptions: 'How it is to be deleted.' }],
});
