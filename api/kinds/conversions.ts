/** Further versions in which stored kinds are served: one line each. */
import type { Conversion } from '../definition';
import type { KubeObject } from '../object';
import { autoscalersInV1 } from './autoscaling/v1/horizontalpodautoscalers';
import { eventsInEventsV1 } from './events/events';

// Callers that hold all conversions know their objects as KubeObject only; each function gets its own version's.
export const conversions: readonly Conversion<KubeObject>[] = [
  autoscalersInV1,
  eventsInEventsV1,
] as unknown as readonly Conversion<KubeObject>[];
