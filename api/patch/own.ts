/** Setting and copying keys of plain objects, also those that would change a prototype by assignment (`__proto__`). */

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export function setOwn(target: Json, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

export function shallowCopy(source: Json): Json {
  const copy: Json = {};
  for (const key of Object.keys(source)) setOwn(copy, key, source[key]);
  return copy;
}

export const getOwn = (source: Json, key: string): unknown => (Object.hasOwn(source, key) ? source[key] : undefined);
