/** What every API object has. */
import type * as meta from './schema/types/meta.v1';

export type ObjectMeta = meta.ObjectMeta;
export type OwnerReference = meta.OwnerReference;

/**
 * Any object of any kind. Objects that come out of a registry, a client or an informer are shared and must not
 * be changed in place: build a new one (`{ ...pod, metadata: { ...pod.metadata, labels } }`).
 */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** Names one object within its resource. Cluster-scoped objects have no namespace. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

export const keyOf = (object: KubeObject): ObjectKey =>
  object.metadata.namespace ? { namespace: object.metadata.namespace, name: object.metadata.name ?? '' } : { name: object.metadata.name ?? '' };

/** `namespace/name`, or `name` for cluster scope: the form used in work queues and logs. */
export const formatKey = (key: ObjectKey): string => (key.namespace ? `${key.namespace}/${key.name}` : key.name);

export function parseKey(text: string): ObjectKey {
  const slash = text.indexOf('/');
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** The owner that manages the object (ownerReference with `controller: true`), if any. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller === true);
