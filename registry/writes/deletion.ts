/** What a delete makes of an object (k8s.io/apiserver pkg/registry/rest/delete.go, generic/registry/store.go). Pure. */
import { ApiError, fieldError, formatTime, type DeleteOptions, type KubeObject, type ObjectMeta, type ResourceDefinition } from '../../api';
import { inOrder } from './system-fields';

export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

/** Marked for deletion, and nothing holds it any more. */
export function readyToGo<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  return Boolean(deletionTimestamp) && !deletionGracePeriodSeconds && !finalizers?.length && !strategy.holdsDeletion?.(object);
}

/** Throws Conflict when the object is not the one meant, Invalid when the request contradicts itself. */
export function checkDeletion<T extends KubeObject>({ group, kind }: ResourceDefinition<T>, object: T, { preconditions, propagationPolicy, orphanDependents }: DeleteOptions): void {
  const { name = '', uid = '', resourceVersion = '' } = object.metadata;
  if (propagationPolicy && orphanDependents !== undefined) {
    throw ApiError.invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '',
      [fieldError.invalid('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set')]);
  }
  // Upstream speaks of the kind here, where other conflicts speak of the resource.
  const fail = (what: string, wanted: string, is: string, maybe: string): never => {
    throw ApiError.conflict({ group, plural: kind }, name, `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${is}). The object might have been ${maybe}`);
  };
  if (preconditions?.uid && preconditions.uid !== uid) fail('UID', preconditions.uid, uid, 'deleted and then recreated');
  if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion) fail('ResourceVersion', preconditions.resourceVersion, resourceVersion, 'modified');
}

export type DeletionPlan<T> =
  | { readonly type: 'remove' }
  /** It is on its way out already, and this request changes nothing about that. */
  | { readonly type: 'wait' }
  /** Marked, it lingers. */
  | { readonly type: 'mark'; readonly marked: T };

/** `now` in milliseconds since the epoch. */
export function planDeletion<T extends KubeObject>(definition: ResourceDefinition<T>, object: T, options: DeleteOptions, now: number): DeletionPlan<T> {
  const { strategy } = definition;
  const held = Boolean(strategy.holdsDeletion?.(object));
  const grace = graceOf(definition, object, options, now);
  if (grace === 'pending' || (held && object.metadata.deletionTimestamp)) return { type: 'wait' };
  const finalizers = finalizersAfter(definition, object, options);
  if (!held && finalizers.length === 0 && !grace?.seconds) return { type: 'remove' };
  const { deletionTimestamp, seconds = 0 } = grace ?? { deletionTimestamp: atOnce(object.metadata, now) };
  // What a kind's own rule holds (a namespace) has no grace.
  return { type: 'mark', marked: withDeletion(definition, object, { deletionTimestamp, deletionGracePeriodSeconds: held ? undefined : seconds, finalizers }) };
}

interface Grace { readonly seconds: number; readonly deletionTimestamp: string }

/** Undefined: nothing waits for the object's own end. Pending: it is granted already, and not shortened. */
function graceOf<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T, options: DeleteOptions, now: number): Grace | 'pending' | undefined {
  if (!strategy.gracePeriod) return undefined;
  const { deletionTimestamp, deletionGracePeriodSeconds: granted = 0 } = object.metadata;
  if (deletionTimestamp) return granted ? shortened(Date.parse(deletionTimestamp), Math.max(granted, 1), options, now) : undefined;
  const seconds = strategy.gracePeriod(object, options);
  return { seconds, deletionTimestamp: formatTime(now + seconds * 1000) };
}

/** A further delete can shorten the grace, never lengthen it, and never ends it in the past. */
function shortened(end: number, granted: number, { gracePeriodSeconds }: DeleteOptions, now: number): Grace | 'pending' {
  const asked = gracePeriodSeconds !== undefined && gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds;
  if (asked === undefined || asked >= granted) return 'pending';
  const moved = end + (asked - granted) * 1000;
  if (moved >= now) return { seconds: asked, deletionTimestamp: formatTime(moved) };
  return { seconds: asked === 0 ? 0 : 1, deletionTimestamp: formatTime(now) };
}

const atOnce = ({ deletionTimestamp }: ObjectMeta, now: number): string =>
  (deletionTimestamp && Date.parse(deletionTimestamp) <= now ? deletionTimestamp : formatTime(now));

interface Marks {
  readonly deletionTimestamp: string;
  readonly deletionGracePeriodSeconds: number | undefined;
  readonly finalizers: string[];
}

function withDeletion<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T, { finalizers, ...marks }: Marks): T {
  const { metadata } = object;
  const first = metadata.deletionTimestamp === undefined;
  // The generation tells observers that the object is on its way out.
  const generation = first && metadata.generation ? metadata.generation + 1 : metadata.generation;
  const marked: T = { ...object, metadata: inOrder({ ...metadata, ...marks, generation, finalizers: finalizers.length ? finalizers : undefined }) };
  if (first) strategy.beginDeletion?.(marked);
  return marked;
}

/** The finalizers that carry the propagation policy, set or taken away as the request says. */
function finalizersAfter<T extends KubeObject>({ strategy }: ResourceDefinition<T>, object: T, { propagationPolicy, orphanDependents }: DeleteOptions): string[] {
  const present = object.metadata.finalizers ?? [];
  const asked = orphanDependents === undefined ? propagationPolicy : orphanDependents ? 'Orphan' : 'Background';
  // The first of the two that the object has speaks for it, then the kind.
  const own = present.find((finalizer) => finalizer === orphanFinalizer || finalizer === foregroundFinalizer);
  const policy = asked ?? (own === orphanFinalizer ? 'Orphan' : own === foregroundFinalizer ? 'Foreground' : strategy.defaultPropagation);
  const wanted = policy === 'Orphan' ? [orphanFinalizer] : policy === 'Foreground' ? [foregroundFinalizer] : [];
  const kept = present.filter((finalizer) => finalizer !== orphanFinalizer && finalizer !== foregroundFinalizer);
  // In their old order when they are the same.
  return wanted.every((finalizer) => present.includes(finalizer)) && kept.length + wanted.length === present.length ? present : [...kept, ...wanted];
}
