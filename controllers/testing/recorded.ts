/** A recorder that remembers what was said. */
import type { EventRecorder } from '../../client';

export interface RecordedEvents extends EventRecorder {
  /** `Normal Created Created pod: a`. */
  readonly events: readonly string[];
}

export function recordedEvents(): RecordedEvents {
  const events: string[] = [];
  return {
    events,
    event: (_, type, reason, message) => { events.push(`${type} ${reason} ${message}`); },
    flush: () => Promise.resolve(),
  };
}
