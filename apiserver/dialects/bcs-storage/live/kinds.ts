/**
 * Which kinds of the cluster appear as dynamic data, and under which type: their Kind, as bcs-k8s-watch says it.
 *
 * A kind appears once, in the version in which it is stored. Built-in kinds come first; of custom kinds of one name the first by its
 * group has the name, and the others have their group with it (`Service.serving.knative.dev`), which no Kind can look like.
 */
import type { ResourceDefinition } from '../../../../api';

/** Events are told as events. */
const isTold = ({ kind, names, verbs, answer, observe }: ResourceDefinition): boolean =>
  !answer && !observe && verbs.includes('watch') && !(kind === 'Event' && names.plural === 'events');

/** `definitions`: those that a registry serves, of several versions of a kind the stored one first. */
export function liveKinds(definitions: readonly ResourceDefinition[]): ReadonlyMap<string, ResourceDefinition> {
  const told = definitions.filter(isTold);
  const kinds = new Map<string, ResourceDefinition>();
  for (const definition of told) if (!definition.storage && !kinds.has(definition.kind)) kinds.set(definition.kind, definition);
  const custom = new Map<string, ResourceDefinition>();
  for (const definition of told) if (definition.storage && !custom.has(named(definition))) custom.set(named(definition), definition);
  for (const [, definition] of [...custom].sort(([a], [b]) => (a < b ? -1 : 1))) {
    kinds.set(kinds.has(definition.kind) ? named(definition) : definition.kind, definition);
  }
  return kinds;
}

const named = ({ kind, group }: ResourceDefinition): string => `${kind}.${group}`;
