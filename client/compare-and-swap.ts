/** Changing an object that somebody else may change too, where only whole objects can be written (client-go util/retry RetryOnConflict; k8s.io/apiserver storage GuaranteedUpdate). */
import { isDeepStrictEqual } from 'node:util';
import { ApiError, type KubeObject, type ResourceDefinition } from '../api';

/** One object, as it is kept elsewhere. */
export interface Kept<T> {
  /** What it was a moment ago, if that is known: if it still is, reading is saved. */
  readonly guess?: T;
  read(): Promise<T>;
  /** `next` was made from `current`, and says its version. Rejects with Conflict when that is no longer the one. */
  put(next: T, current: T): Promise<T>;
}

type Named<T extends KubeObject> = Pick<ResourceDefinition<T>, 'group' | 'names'>;

/** See Resources.update. */
export async function compareAndSwap<T extends KubeObject>(definition: Named<T>, kept: Kept<T>, change: (current: T) => T): Promise<T> {
  const guessed = kept.guess && await onGuess(definition, kept, kept.guess, change);
  if (guessed) return guessed;
  let refused: string | undefined;
  for (;;) {
    const current = await kept.read();
    const next = changed(definition, current, change);
    if (next === current) return current;
    try {
      return await kept.put(next, current);
    } catch (error) {
      // A second refusal of one version has another reason than a faster writer.
      if (!ApiError.is(error, 'Conflict') || refused === current.metadata.resourceVersion) throw error;
      refused = current.metadata.resourceVersion;
    }
  }
}

/** Undefined: what was known does not decide it. That nothing is to be done, or cannot be, is said by what is true now. */
async function onGuess<T extends KubeObject>(definition: Named<T>, { put }: Kept<T>, guess: T, change: (current: T) => T): Promise<T | undefined> {
  let next: T;
  try {
    next = changed(definition, guess, change);
  } catch {
    return undefined;
  }
  if (next === guess) return undefined;
  try {
    return await put(next, guess);
  } catch (error) {
    if (ApiError.is(error, 'Conflict')) return undefined;
    throw error;
  }
}

/** The object to write, or `current` itself when nothing changed. */
function changed<T extends KubeObject>({ group, names }: Named<T>, current: T, change: (current: T) => T): T {
  const next = change(current);
  const { resourceVersion, uid } = current.metadata;
  const { resourceVersion: version = resourceVersion, uid: identity = uid, name = '' } = next.metadata;
  if (version !== resourceVersion || identity !== uid) throw ApiError.conflict({ group, plural: names.plural }, current.metadata.name ?? name);
  const complete: T = version === next.metadata.resourceVersion && identity === next.metadata.uid ? next : { ...next, metadata: { ...next.metadata, resourceVersion, uid } };
  return next === current || isSame(complete, current) ? current : complete;
}

/** Most changes leave most members as they are, and do not copy them. */
function isSame<T extends object>(one: T, other: T): boolean {
  const names = Object.keys(one) as (keyof T)[];
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name] || isDeepStrictEqual(one[name], other[name]));
}
