/**
 * Puts objects into a store as they are, status and all, as somebody else's hand would: a copy of another cluster's state. Nobody
 * judges them, nothing is admitted, nobody is told; who reads them later gets them decoded and with their defaults.
 */
import { keyOf, type KubeObject, type ResourceDefinition } from '../api';
import { storageKey } from './keys';
import type { KV } from './storage/kv';

/** Of two with one name, the first stays. The objects are of the kind's stored version. */
export async function fill<T extends KubeObject>(kv: KV, definition: ResourceDefinition<T>, objects: readonly T[]): Promise<void> {
  for (const object of objects) await kv.create(storageKey(definition, keyOf(object)), Buffer.from(JSON.stringify(stored(object))));
}

/** A revision is given by the store. */
function stored(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: undefined } };
}
