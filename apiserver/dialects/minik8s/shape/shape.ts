/**
 * What members an object of the document has: read from what clients send, written as clients expect it. What a shape reads has the
 * members that were sent and no others, so that a zero can be told from nothing; what it writes has all members, as Go's JSON does.
 */

/** `json` is strict; YAML may write a text as a number. */
export type Notation = 'json' | 'yaml';

/** As the document's YAML (D-2), or as Go's structs without names for JSON are told. */
export type Naming = 'camelCase' | 'legacy';

export interface Shape<T> {
  /** Undefined: null, which leaves things as they are. `at` is where it stands, for faults. Throws BadValue. */
  read(value: unknown, at: string, notation: Notation): T | undefined;
  /** Undefined: the zero value. */
  write(value: T | undefined, naming: Naming): unknown;
  /** The name of a member of this shape in legacy naming, where it is another. */
  readonly legacyName?: string;
  /** Left out where it is not set. */
  readonly isOptional?: boolean;
}

export type Of<S> = S extends Shape<infer T> ? T : never;

/** Something that cannot be what it should be. */
export class BadValue extends Error {
  constructor(at: string, why: string) {
    super(at ? `${at}: ${why}` : why);
    this.name = 'BadValue';
  }
}

export const legacy = <T>(legacyName: string, shape: Shape<T>): Shape<T> => ({ ...shape, legacyName });

/** A member that the document does not have: told only where it is set. */
export const optional = <T>(shape: Shape<T>): Shape<T> => ({ ...shape, isOptional: true });
