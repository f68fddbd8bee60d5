/** A client over another: the same resources, each with something around it. */
import type { Client, KubeObject, ResourceDefinition, Resources } from '../api';

type Wrap = <T extends KubeObject>(resources: Resources<T>) => Resources<T>;

export function wrapped(client: Client, wrap: Wrap): Client {
  // Definitions of custom kinds come and go.
  const known = new WeakMap<object, unknown>();
  return {
    of<T extends KubeObject>(definition: ResourceDefinition<T>): Resources<T> {
      const resources = (known.get(definition) ?? wrap(client.of(definition))) as Resources<T>;
      known.set(definition, resources);
      return resources;
    },
  };
}
