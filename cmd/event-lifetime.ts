/** The built-in kinds, with events that live as long as they are told to (kube-apiserver's --event-ttl). */
import { kinds, type ResourceDefinition } from '../api';

/** Undefined: as the kinds say. 0: for ever. */
export function kindsWithEvents(ttlSeconds: number | undefined): readonly ResourceDefinition[] | undefined {
  if (ttlSeconds === undefined) return undefined;
  return kinds.definitions.map((definition) =>
    (definition.strategy.ttlSeconds === undefined ? definition : { ...definition, strategy: { ...definition.strategy, ttlSeconds: ttlSeconds || undefined } }));
}
