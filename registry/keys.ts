/**
 * The storage layout, kept apart from the URL layout (the URL's version may change, the key must not):
 * `/registry/<plural>/<namespace>/<name>`, without the namespace for cluster scope. Custom resources live under
 * `/registry/<group>/<plural>/…`, so that nobody's plural can collide with a built-in one.
 */
import type { ObjectKey, ResourceDefinition } from '../api';

export const root = '/registry/';

/** All objects of a resource. */
export const resourcePrefix = (definition: ResourceDefinition): string => `${root}${definition.names.plural}/`;

/** All objects of a resource in one namespace. */
export const namespacePrefix = (definition: ResourceDefinition, namespace: string | undefined): string =>
  namespace ? `${resourcePrefix(definition)}${namespace}/` : resourcePrefix(definition);

export const storageKey = (definition: ResourceDefinition, key: ObjectKey): string =>
  `${namespacePrefix(definition, definition.scope === 'Namespaced' ? key.namespace : undefined)}${key.name}`;

export function objectKey(definition: ResourceDefinition, text: string): ObjectKey {
  const rest = text.slice(resourcePrefix(definition).length);
  if (definition.scope === 'Cluster') return { name: rest };
  const slash = rest.indexOf('/');
  return { namespace: rest.slice(0, slash), name: rest.slice(slash + 1) };
}
