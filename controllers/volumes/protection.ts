/**
 * What is in use is not deleted yet: objects carry a finalizer that goes when they are to be deleted and nothing uses
 * them any more (kubernetes pkg/controller/volume/protectionutil).
 */
import type { Client, KubeObject, ObjectKey, ResourceDefinition } from '../../api';
import type { Controller, Lister, Watch } from '../../client';

export interface Protection<T extends KubeObject> {
  readonly name: string;
  readonly definition: ResourceDefinition<T>;
  readonly finalizer: string;
  readonly client: Client;
  readonly lister: Lister<T>;
  /** Asked of an object that is to be deleted. */
  isUsed(object: T): boolean | Promise<boolean>;
  /** Whose changes can end a use. */
  readonly watches?: readonly Watch[];
}

export function protect<T extends KubeObject>({ name, definition, finalizer, client, lister, isUsed, watches }: Protection<T>): Controller {
  const has = ({ metadata }: KubeObject): boolean => metadata.finalizers?.includes(finalizer) ?? false;
  const isLeaving = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined;
  /** It goes, or it comes: what was made before there was such a thing has none. */
  const isDue = (object: KubeObject): boolean => has(object) === isLeaving(object);
  const turned = (object: T): T => {
    const { finalizers = [] } = object.metadata;
    const next = has(object) ? finalizers.filter((each) => each !== finalizer) : [...finalizers, finalizer];
    return { ...object, metadata: { ...object.metadata, finalizers: next } };
  };
  return {
    name,
    for: definition,
    concerns: isDue,
    watches,
    async reconcile(key: ObjectKey) {
      const object = lister.get(key);
      if (!object || !isDue(object) || (isLeaving(object) && await isUsed(object))) return;
      await client.of(definition).update(key, (current) => (current.metadata.uid === object.metadata.uid && isDue(current) ? turned(current) : current));
    },
  };
}
