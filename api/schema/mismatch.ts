/** Values of a wrong type or form, in the words of Go's decoder (encoding/json, sigs.k8s.io/json). */

/** `message` is the whole text: what a type's own reader says. */
export class Mismatch extends Error {}

/** The decoder says where: `json: cannot unmarshal string into Go struct field X.y of type int32`. */
export class WrongType extends Mismatch {
  constructor(readonly found: string, readonly goType: string) {
    super(`json: cannot unmarshal ${found} into Go value of type ${goType}`);
  }
}

/** How encoding/json names what it found. */
export const jsonKind = (value: unknown): string =>
  (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);
