/** Values of a wrong type or form, in the words of Go's decoder (encoding/json, sigs.k8s.io/json). */

/** `message` is the whole text: what a type's own reader says. */
export class Mismatch extends Error {
  /** In the words of the converter that strategic patches go through. */
  get inConversion(): string {
    return this.message;
  }
}

/** The decoder says where: `json: cannot unmarshal string into Go struct field X.y of type int32`. */
export class WrongType extends Mismatch {
  readonly found: string;

  /** `kind`: what the type is, where its name does not say. */
  constructor(private readonly value: unknown, readonly goType: string, private readonly kind = kindOf(goType)) {
    const found = foundIn(value, goType);
    super(`json: cannot unmarshal ${found} into Go value of type ${goType}`);
    this.found = found;
  }

  /** k8s.io/apimachinery runtime/converter.go fromUnstructured. */
  override get inConversion(): string {
    const source = unstructuredKind(this.value);
    if (this.kind === 'struct') return `cannot restore struct from: ${source}`;
    if (this.kind === 'map' || this.kind === 'slice') return `cannot restore ${this.kind} from ${source}`;
    return converts(source, this.kind) ? `cannot convert ${source} to ${this.goType}` : `unrecognized type: ${this.kind}`;
  }
}

const kindOf = (goType: string): string => (goType.startsWith('[]') ? 'slice' : goType.startsWith('map[') ? 'map' : goType);

/** Of a number for an integer that cannot hold it, the text shows which. */
const foundIn = (value: unknown, goType: string): string => (typeof value === 'number' && /^int/.test(goType) ? `number ${value}` : jsonKind(value));

/** What the converter has before it: numbers are whole or not. */
function unstructuredKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'object' ? 'map' : jsonKind(value);
}

/** Go could, numbers to numbers and whole ones even to texts; but JSON should not. */
const converts = (source: string, kind: string): boolean => /64$/.test(source) && (/^(int|float)/.test(kind) || (source === 'int64' && kind === 'string'));

/** How encoding/json names what it found. */
export const jsonKind = (value: unknown): string =>
  (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);
