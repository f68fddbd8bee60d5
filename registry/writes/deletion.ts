/** What a delete makes of an object (k8s.io/apiserver pkg/registry/rest/delete.go, generic/registry/store.go). Pure. */
import { ApiError, formatTime, type DeleteOptions, type KubeObject, type ResourceDefinition } from '../../api';
import { inOrder } from './system-fields';

export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

/** Marked for deletion, and nothing holds it any more. */
export function readyToGo<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  return Boolean(deletionTimestamp) && !deletionGracePeriodSeconds && !finalizers?.length && !strategy.holdsDeletion?.(object);
}

/** Throws Conflict when the object is not the one meant. */
export function checkDeletePreconditions<T extends KubeObject>({ group, names }: ResourceDefinition<T>, object: T, { preconditions }: DeleteOptions): void {
  const { name = '', uid, resourceVersion } = object.metadata;
  const fail = (what: string, wanted: string, is: string | undefined): never => {
    throw ApiError.conflict({ group, plural: names.plural }, name, `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${is ?? ''}`);
  };
  if (preconditions?.uid && preconditions.uid !== uid) fail('UID', preconditions.uid, uid);
  if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion) fail('ResourceVersion', preconditions.resourceVersion, resourceVersion);
}

/**
 * The object after this delete request: the same object when there is nothing to wait for (remove it), or one that is
 * marked and lingers. `again` is true when the request changes nothing.
 */
export function markForDeletion<T extends KubeObject>(definition: ResourceDefinition<T>, object: T, options: DeleteOptions, now: number): { readonly marked: T; readonly remove: boolean } {
  const finalizers = finalizersAfter(definition, object, options);
  const grace = graceSeconds(definition, object, options);
  const held = finalizers.length > 0 || Boolean(definition.strategy.holdsDeletion?.(object));
  if (!held && grace === 0) return { marked: object, remove: true };
  return { marked: withDeletion(definition, object, finalizers, grace, now), remove: false };
}

function graceSeconds<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T, options: DeleteOptions): number {
  if (!strategy.gracePeriod) return 0;
  const asked = strategy.gracePeriod(object, options);
  const pending = object.metadata.deletionTimestamp ? object.metadata.deletionGracePeriodSeconds : undefined;
  // A second delete can shorten the grace, never lengthen it; without a period of its own it changes nothing.
  if (pending === undefined) return asked;
  return options.gracePeriodSeconds === undefined ? pending : Math.min(pending, asked);
}

function withDeletion<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T, finalizers: string[], grace: number, now: number): T {
  const { metadata } = object;
  const shortened = metadata.deletionTimestamp !== undefined && grace < (metadata.deletionGracePeriodSeconds ?? 0);
  const first = metadata.deletionTimestamp === undefined;
  const marked: T = {
    ...object,
    metadata: inOrder({
      ...metadata,
      deletionTimestamp: first ? formatTime(now + grace * 1000) : shortened ? earlier(metadata.deletionTimestamp ?? '', metadata.deletionGracePeriodSeconds ?? 0, grace) : metadata.deletionTimestamp,
      deletionGracePeriodSeconds: grace,
      finalizers: finalizers.length ? finalizers : undefined,
      // The generation tells observers that the object is on its way out.
      generation: first && metadata.generation ? metadata.generation + 1 : metadata.generation,
    }),
  };
  if (first) strategy.beginDeletion?.(marked);
  return marked;
}

/** The deletion's start stays; only its end moves forward. */
const earlier = (timestamp: string, pending: number, grace: number): string => formatTime(Date.parse(timestamp) - (pending - grace) * 1000);

/** The finalizers that carry the propagation policy, set or taken away as the request says. */
function finalizersAfter<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T, options: DeleteOptions): string[] {
  const present = object.metadata.finalizers ?? [];
  const policy = propagation(options);
  const has = (name: string): boolean => present.includes(name);
  const orphan = policy ? policy === 'Orphan' : has(orphanFinalizer) || (strategy.defaultPropagation === 'Orphan' && !has(foregroundFinalizer));
  const foreground = policy ? policy === 'Foreground' : has(foregroundFinalizer);
  const kept = present.filter((f) => f !== orphanFinalizer && f !== foregroundFinalizer);
  return [...kept, ...(orphan ? [orphanFinalizer] : []), ...(foreground ? [foregroundFinalizer] : [])];
}

function propagation({ propagationPolicy, orphanDependents }: DeleteOptions): 'Orphan' | 'Background' | 'Foreground' | undefined {
  if (propagationPolicy && orphanDependents !== undefined) {
    throw ApiError.badRequest('orphanDependents and deletionPropagation cannot be both set');
  }
  if (orphanDependents !== undefined) return orphanDependents ? 'Orphan' : 'Background';
  return propagationPolicy;
}
