/** Further versions in which stored kinds are served: one line each. */
import type { Conversion } from '../definition';
import { autoscalersInV1 } from './autoscaling/v1/horizontalpodautoscalers';
import { eventsInEventsV1 } from './events/events';
import { legacyVersions } from './legacy-versions';

// Callers that hold all conversions know their objects as KubeObject only; each function gets its own version's.
export const conversions: readonly Conversion<never, never>[] = [
  autoscalersInV1,
  eventsInEventsV1,
  ...legacyVersions,
] as unknown as readonly Conversion<never, never>[];
