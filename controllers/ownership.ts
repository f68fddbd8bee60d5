/**
 * Who owns what: controllers find their dependents by ownerReference, adopt matching orphans and release what no
 * longer matches (upstream's ControllerRefManager, pkg/controller/controller_ref_manager.go).
 */
import { ApiError, controllerOf, keyOf, type KubeObject, type LabelSelector, type ObjectKey, type OwnerReference, type Resources } from '../api';
import type { Informer, Lister } from '../client';

const controllerIndex = 'controllerUid';
const orphanIndex = 'orphansByLabel';

/** Has to be called before `dependentsOf` and `claim` are used with this informer. */
export function indexOwnership<T extends KubeObject>(informer: Informer<T>): void {
  informer.addIndex(controllerIndex, (object) => {
    const controller = controllerOf(object);
    return controller ? [controller.uid] : [];
  });
  informer.addIndex(orphanIndex, (object) => (controllerOf(object) ? [] : placesOf(object)));
}

/** Where an orphan is found: by its namespace, and there by each of its labels. Thousands may live without an owner. */
const placesOf = ({ metadata: { namespace = '', labels = {} } }: KubeObject): string[] =>
  [namespace, ...Object.entries(labels).map(([key, value]) => placeOf(namespace, key, value))];

const placeOf = (namespace: string, key: string, value: string): string => `${namespace}/${key}=${value}`;

/** Objects that the owner with this uid controls. */
export const dependentsOf = <T extends KubeObject>(lister: Lister<T>, uid: string): readonly T[] => lister.byIndex(controllerIndex, uid);

/** Objects of a namespace that nobody controls and the selector matches. */
function orphansIn<T extends KubeObject>(lister: Lister<T>, namespace: string, selector: LabelSelector): T[] {
  const exact = selector.requirements.find(({ operator, values }) => (operator === '=' || operator === '==' || operator === 'in') && values.length === 1);
  const place = exact ? placeOf(namespace, exact.key, exact.values[0] ?? '') : namespace;
  return lister.byIndex(orphanIndex, place).filter((object) => selector.matches(object.metadata.labels));
}

/** Keys of the owners that may adopt the object: those of its namespace whose selector matches it, as long as it has no controller. */
export function wouldAdopt<O extends KubeObject>(owners: Lister<O>, selectorOf: (owner: O) => LabelSelector, { metadata }: KubeObject): ObjectKey[] {
  const isOrphan = !metadata.deletionTimestamp && !metadata.ownerReferences?.some(({ controller }) => controller);
  return isOrphan ? owners.list(metadata.namespace).filter((owner) => selectorOf(owner).matches(metadata.labels)).map(keyOf) : [];
}

export const uidOf = (object: KubeObject): string => object.metadata.uid ?? '';

export const isControlledBy = (object: KubeObject, owner: KubeObject): boolean => controllerOf(object)?.uid === uidOf(owner);

/** The reference that makes `owner` the object's controller. */
export const controllerReference = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name ?? '', uid: uidOf(owner), controller: true, blockOwnerDeletion: true,
});

export interface Claim<O extends KubeObject, T extends KubeObject> {
  readonly owner: O;
  readonly owners: Resources<O>;
  readonly selector: LabelSelector;
  readonly lister: Lister<T>;
  readonly dependents: Resources<T>;
  /** A finalizer that dependents carry while they are owned. */
  readonly finalizer?: string;
  /** What beside the selector makes a dependent the owner's. */
  belongs?(object: T): boolean;
}

const belongsTo = <O extends KubeObject, T extends KubeObject>({ selector, belongs }: Claim<O, T>, object: T): boolean =>
  selector.matches(object.metadata.labels) && (belongs?.(object) ?? true);

/** What the owner controls, after orphans that match were adopted and dependents that do not match any more released. */
export async function claim<O extends KubeObject, T extends KubeObject>(request: Claim<O, T>): Promise<T[]> {
  const { owner, selector, lister } = request;
  const owned = dependentsOf(lister, uidOf(owner));
  const kept = owned.filter((object) => belongsTo(request, object));
  if (owner.metadata.deletionTimestamp) return kept;
  const strays = owned.length === kept.length ? [] : owned.filter((object) => !belongsTo(request, object));
  await Promise.all(strays.map((object) => release(request, object)));
  const orphans = orphansIn(lister, owner.metadata.namespace ?? '', selector).filter((object) => !object.metadata.deletionTimestamp && belongsTo(request, object));
  return orphans.length === 0 ? kept : [...kept, ...await adoptAll(request, orphans)];
}

/** Adoption is decided on the owner as it is now: a cached owner may have been deleted, and its dependents orphaned, since. */
async function adoptAll<O extends KubeObject, T extends KubeObject>(request: Claim<O, T>, orphans: readonly T[]): Promise<T[]> {
  const live = await ifPresent(request.owners.get(keyOf(request.owner)));
  if (!live || uidOf(live) !== uidOf(request.owner) || live.metadata.deletionTimestamp) return [];
  const adopted = await Promise.all(orphans.map((object) => adopt(request, object)));
  return adopted.filter((object) => object !== undefined);
}

async function adopt<O extends KubeObject, T extends KubeObject>(request: Claim<O, T>, orphan: T): Promise<T | undefined> {
  const { owner, dependents, finalizer } = request;
  const result = await ifPresent(dependents.update(keyOf(orphan), (current) => {
    const free = uidOf(current) === uidOf(orphan) && !controllerOf(current) && !current.metadata.deletionTimestamp;
    return free && belongsTo(request, current) ? withOwner(current, owner, finalizer) : current;
  }));
  return result && isControlledBy(result, owner) ? result : undefined;
}

function withOwner<T extends KubeObject>(object: T, owner: KubeObject, finalizer: string | undefined): T {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uidOf(owner)), controllerReference(owner)];
  const metadata = { ...object.metadata, ownerReferences };
  return { ...object, metadata: finalizer ? { ...metadata, finalizers: [...withoutFinalizer(object, finalizer), finalizer] } : metadata };
}

async function release<O extends KubeObject, T extends KubeObject>({ owner, dependents, finalizer }: Claim<O, T>, stray: T): Promise<void> {
  await ifPresent(dependents.update(keyOf(stray), (current) => (uidOf(current) === uidOf(stray) ? withoutOwner(current, uidOf(owner), finalizer) : current)));
}

export function withoutOwner<T extends KubeObject>(object: T, ownerUid: string, finalizer?: string): T {
  const ownerReferences = object.metadata.ownerReferences?.filter((reference) => reference.uid !== ownerUid);
  if (ownerReferences?.length === object.metadata.ownerReferences?.length) return object;
  const metadata = { ...object.metadata, ownerReferences };
  return { ...object, metadata: finalizer ? { ...metadata, finalizers: withoutFinalizer(object, finalizer) } : metadata };
}

export const withoutFinalizer = (object: KubeObject, finalizer: string): string[] =>
  (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);

/** The result, or undefined when the object is not there any more, which is no fault for who wanted to change or delete it. */
export async function ifPresent<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return undefined;
    throw error;
  }
}
