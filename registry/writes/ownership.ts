/** Who owns which fields after a write: metadata.managedFields (docs "Server-Side Apply"; k8s.io/apiserver endpoints/handlers). */
import {
  apply, applyConflict, resetFieldsOf, sameOwners, trackUpdate,
  type ApplyOptions, type ApplySchema, type Conversion, type KubeObject, type noReset, type ObjectMeta, type ResourceDefinition, type UpdateOptions,
} from '../../api';
import type { WriteContext } from './context';

export type Owners = ObjectMeta['managedFields'];

/** One of the versions in which objects are served; between any two the way is through the stored one. */
export type Version = Pick<Conversion<KubeObject>, 'definition' | 'fromHub' | 'toHub'>;

/** The version in which a write sees stored objects: their own, or another into which they are converted. */
export interface Face<S extends KubeObject> {
  /** The version that the client speaks; absent: the stored one. */
  readonly definition?: ResourceDefinition;
  /** All versions; absent: there is one. */
  readonly versions?: readonly Version[];
  /** Of the version that the client speaks; it knows the others. */
  readonly schema: ApplySchema;
  see(stored: S): KubeObject;
  /** What the client made of what it saw, as input of the stored version. */
  read(input: unknown, options: UpdateOptions): unknown;
}

/** Stored objects as they are. */
export const plainFace = <S extends KubeObject>(schema: ApplySchema): Face<S> => ({ schema, see: (stored) => stored, read: (input) => input });

/** One write, as the one who keeps the books on owners sees it. */
export interface Tracked<T extends KubeObject> {
  readonly face: Face<T>;
  /** Fields that this endpoint leaves alone, whatever was sent (resetFieldsOf). */
  readonly reset: typeof noReset;
  readonly options: UpdateOptions;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const trackedBy = <T extends KubeObject>({ definition: { subresources }, face, clock }: WriteContext<T>, options: UpdateOptions): Tracked<T> => {
  const { subresource = '' } = options;
  const through = subresource && Object.hasOwn(subresources, subresource) ? subresources[subresource] : undefined;
  const own = through?.type === 'view' ? through.reset : undefined;
  return { face, reset: own ?? resetFieldsOf(subresource, Object.hasOwn(subresources, 'status')), options, now: clock.now() };
};

/** What a write makes of what is there. */
export interface Change<T extends KubeObject> {
  /** Gets the state that is there, undefined when there is none; returns any JSON value, or the state itself to write nothing. */
  readonly make: (current: T | undefined) => unknown;
  /** managedFields of the object that is about to be written: what `make` returned, decoded. */
  readonly owners: (object: T, old: T | undefined) => Owners;
}

/** A change of what is there; nothing is made where nothing is. */
export const onExisting = <T extends KubeObject>(make: (current: T) => unknown, owners: Change<T>['owners']): Change<T> =>
  ({ make: (current) => make(current ?? ({ metadata: {} } as T)), owners });

/** An ordinary write: whoever changes a field owns it. */
export function ownersByChange<T extends KubeObject>({ face, reset, options, now }: Tracked<T>): Change<T>['owners'] {
  const { fieldManager = '', subresource = '' } = options;
  return (object, old) => trackUpdate({ schema: face.schema, live: old && face.see(old), next: face.see(object), manager: fieldManager, subresource, reset, now });
}

/** A change of the server's own: it says itself who owns what. */
export const ownersAsGiven = ({ metadata }: KubeObject): Owners => metadata.managedFields;

/** `make` throws ApiError BadRequest for a configuration that is none of the kind, and Conflict for fields that are others'. */
export function applying<T extends KubeObject>({ face, reset, options, now }: Tracked<T>, applied: unknown, { force = false }: ApplyOptions): Change<T> {
  const { fieldManager = '', subresource = '' } = options;
  let owners: Owners;
  return {
    make(current) {
      const outcome = apply({ schema: face.schema, live: current && face.see(current), applied, manager: fieldManager, force, subresource, reset, now });
      if ('conflicts' in outcome) throw applyConflict(outcome.conflicts);
      owners = outcome.managedFields;
      const nothingNew = outcome.unchanged && sameOwners(owners, current?.metadata.managedFields);
      return nothingNew ? current : face.read(outcome.object, options);
    },
    owners: () => owners,
  };
}
