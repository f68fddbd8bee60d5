/**
 * A `Client` for the registry of another thread. Of kinds that `looksAtOwners` does not name, lists and watches come without metadata.managedFields:
 * nearly nobody reads them, and they are a third of an object.
 */
import type { Client, KubeObject, ResourceDefinition, Resources } from '../../api';
import type { Peer } from './peer';
import { PortResources } from './resources';
import { addressOf } from './words';

export function createPortClient(peer: Peer, looksAtOwners: readonly ResourceDefinition[]): Client {
  const owned = new Set(looksAtOwners.map(addressOf));
  // Whoever asks for one kind shares what is known of its objects. Definitions of custom kinds come and go.
  const known = new WeakMap<object, unknown>();
  return {
    of<T extends KubeObject>(definition: ResourceDefinition<T>): Resources<T> {
      const resources = (known.get(definition) ?? new PortResources(definition, peer, !owned.has(addressOf(definition)))) as Resources<T>;
      known.set(definition, resources);
      return resources;
    },
  };
}
