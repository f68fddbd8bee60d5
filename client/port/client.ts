/** A `Client` for the registry of another thread. */
import type { Client, KubeObject, ResourceDefinition, Resources } from '../../api';
import type { Peer } from './peer';
import { PortResources } from './resources';

export function createPortClient(peer: Peer): Client {
  // Whoever asks for one kind shares what is known of its objects. Definitions of custom kinds come and go.
  const known = new WeakMap<object, unknown>();
  return {
    of<T extends KubeObject>(definition: ResourceDefinition<T>): Resources<T> {
      const resources = (known.get(definition) ?? new PortResources(definition, peer)) as Resources<T>;
      known.set(definition, resources);
      return resources;
    },
  };
}
