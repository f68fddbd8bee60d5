/** How exact an autoscaler is (KEP-4951). Pure. */
import { milliValue, type autoscalingV2 } from '../../api';
import type { Tolerances } from './calculate';

/** Upstream's --horizontal-pod-autoscaler-tolerance. */
const ordinary = 0.1;

const partOf = (quantity: string | undefined): number => (quantity === undefined ? ordinary : milliValue(quantity) / 1000);

export const tolerancesOf = (behavior: autoscalingV2.HorizontalPodAutoscalerBehavior | undefined): Tolerances =>
  ({ up: partOf(behavior?.scaleUp?.tolerance), down: partOf(behavior?.scaleDown?.tolerance) });
