/** What one write does to a store: its event, and what only the store itself knows of it. */
import type { KVEvent, KeyValue, Revision } from '../kv';

export interface Change {
  readonly event: KVEvent;
  /** When the key disappears by itself, Unix ms. */
  readonly expiresAt?: number;
}

export const revisionOf = (event: KVEvent): Revision => (event.type === 'put' ? event.kv.modRevision : event.revision);
export const keyOf = (event: KVEvent): string => (event.type === 'put' ? event.kv.key : event.key);
/** What the key holds after the event. */
export const stateOf = (event: KVEvent): KeyValue | undefined => (event.type === 'put' ? event.kv : undefined);
