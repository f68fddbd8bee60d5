/** Setting and copying keys of plain objects, also those that would change a prototype by assignment (`__proto__`). */

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export function setOwn(target: Json, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** A spread defines keys rather than assigning them, so `__proto__` is one like any other. */
export const shallowCopy = (source: Json): Json => ({ ...source });

export const getOwn = (source: Json, key: string): unknown => (Object.hasOwn(source, key) ? source[key] : undefined);

/** How encoding/json names what it found. */
export const jsonKind = (value: unknown): string =>
  (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);

/** As Go's `%v` prints what encoding/json decodes, for texts that contain such values: `map[image:nginx ports:[80]]`. */
export function goFormat(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goFormat).join(' ')}]`;
  if (!isObject(value)) return String(value);
  return `map[${Object.keys(value).sort().map((key) => `${key}:${goFormat(value[key])}`).join(' ')}]`;
}

/** The type that Go gives to a value of JSON. */
export function goTypeOf(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'string': return 'string';
    case 'boolean': return 'bool';
    case 'number': return Number.isInteger(value) ? 'int64' : 'float64';
    default: return 'map[string]interface {}';
  }
}
