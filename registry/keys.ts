/**
 * The storage layout, kept apart from the URL layout (the URL's version may change, the key must not):
 * `/registry/<plural>/<namespace>/<name>`, without the namespace for cluster scope. Custom resources live under
 * `/registry/<group>/<plural>/…`, so that nobody's plural can collide with a built-in one.
 */
import type { ObjectKey, ResourceDefinition } from '../api';

export const root = '/registry/';

/** All objects of a resource. */
export const resourcePrefix = ({ storage, names }: ResourceDefinition): string => `${root}${storage?.prefix ?? names.plural}/`;

/** All objects of a resource in one namespace. */
export const namespacePrefix = (definition: ResourceDefinition, namespace: string | undefined): string =>
  namespace ? `${resourcePrefix(definition)}${namespace}/` : resourcePrefix(definition);

export const storageKey = (definition: ResourceDefinition, key: ObjectKey): string =>
  `${namespacePrefix(definition, definition.scope === 'Namespaced' ? key.namespace : undefined)}${key.name}`;

/** Undefined for a key that is none of an object: too short or too deep. */
export function objectKey(definition: ResourceDefinition, text: string): ObjectKey | undefined {
  const rest = text.slice(resourcePrefix(definition).length);
  const slash = rest.indexOf('/');
  if (definition.scope === 'Cluster') return slash < 0 && rest !== '' ? { name: rest } : undefined;
  const twoParts = slash > 0 && slash < rest.length - 1 && !rest.includes('/', slash + 1);
  return twoParts ? { namespace: rest.slice(0, slash), name: rest.slice(slash + 1) } : undefined;
}
