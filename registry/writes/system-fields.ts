/** The metadata that belongs to the server (k8s.io/apiserver pkg/registry/rest meta.go, create.go, update.go). */
import { ApiError, formatTime, randomSuffix, same, type KubeObject, type ObjectKey, type ObjectMeta, type ResourceDefinition, type View } from '../../api';
import type { WriteContext } from './context';

/** Longest prefix a generated name keeps, so that the whole fits 63 characters (k8s.io/apiserver storage/names). */
const maxGeneratedPrefix = 63 - 5;

/** Fills uid, creationTimestamp, name and generation of a new object; forgets what only the server may say. */
export function fillOnCreate<T extends KubeObject>({ definition, clock, random }: Pick<WriteContext<T>, 'definition' | 'clock' | 'random'>, object: T): void {
  const { metadata } = object;
  if (metadata.generateName && !metadata.name) metadata.name = metadata.generateName.slice(0, maxGeneratedPrefix) + randomSuffix(random);
  const filled = inOrder(metadata);
  filled.selfLink = undefined;
  filled.uid = random.uuid();
  filled.generation = definition.strategy.generation === false ? undefined : 1;
  filled.creationTimestamp = formatTime(clock.now());
  filled.deletionTimestamp = undefined;
  filled.deletionGracePeriodSeconds = undefined;
  object.metadata = filled;
}

/**
 * Takes over from the stored object what a client cannot change or has left out; the rest is for validation to refuse.
 * Which changes count as a new generation is the kind's rule at the object itself, and the view's own through a view.
 */
export function fillOnUpdate<T extends KubeObject>(definition: ResourceDefinition<T>, object: T, old: T, view?: View<T>): void {
  const { metadata } = object;
  const before = old.metadata;
  object.metadata = inOrder({
    ...metadata,
    selfLink: undefined,
    uid: metadata.uid || before.uid,
    generation: before.generation,
    creationTimestamp: before.creationTimestamp ?? metadata.creationTimestamp,
    deletionTimestamp: before.deletionTimestamp ?? metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds ?? before.deletionGracePeriodSeconds,
  });
  const counts = view ? view.generation?.(object, old) : countsGeneration(definition, object, old);
  if (counts) object.metadata.generation = (before.generation ?? 0) + 1;
}

function countsGeneration<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T, old: T): boolean {
  if (strategy.generation === false) return false;
  return strategy.generation ? strategy.generation(object, old) : !same(withoutMetaAndStatus(object), withoutMetaAndStatus(old));
}

const withoutMetaAndStatus = (object: KubeObject): object => ({ ...object, metadata: undefined, status: undefined });

/** Metadata with its keys in the order in which they are served: the splice of resourceVersion relies on it. */
export const inOrder = (m: ObjectMeta): ObjectMeta => ({
  name: m.name, generateName: m.generateName, namespace: m.namespace, selfLink: m.selfLink, uid: m.uid,
  resourceVersion: undefined, generation: m.generation, creationTimestamp: m.creationTimestamp,
  deletionTimestamp: m.deletionTimestamp, deletionGracePeriodSeconds: m.deletionGracePeriodSeconds,
  labels: m.labels, annotations: m.annotations, ownerReferences: m.ownerReferences, finalizers: m.finalizers,
  managedFields: m.managedFields,
});

/** The request's namespace and the object's must agree; the object's may be left out, and means nothing at cluster scope. */
export function placeInNamespace<T extends KubeObject>(definition: ResourceDefinition<T>, object: T, namespace: string | undefined): void {
  const { metadata } = object;
  const mismatch = metadata.namespace && namespace && metadata.namespace !== namespace;
  if (definition.scope === 'Namespaced' && mismatch) {
    throw ApiError.badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  metadata.namespace = definition.scope === 'Namespaced' ? metadata.namespace || namespace : undefined;
}

/** An update's body must name the object of its URL (k8s.io/apiserver endpoints/handlers rest.go checkName). */
export function checkIdentity(scope: ResourceDefinition['scope'], object: KubeObject, { name, namespace }: ObjectKey): void {
  const given = object.metadata.name ?? '';
  if (given === '') throw ApiError.badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (given !== name) throw ApiError.badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  if (scope === 'Namespaced' && object.metadata.namespace && namespace && object.metadata.namespace !== namespace) {
    throw ApiError.badRequest(`the namespace of the object (${object.metadata.namespace}) does not match the namespace on the request (${namespace})`);
  }
}
