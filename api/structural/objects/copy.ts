/** Copies of JSON values, with keys in the order in which Go prints those of maps. */
import { setOwn, type Json } from '../../patch/own';
import { Mismatch } from '../../schema/mismatch';
import { maxDepth } from '../../schema/scalars';
import { sortedKeys } from '../../schema/sorted-keys';

/** Throws Mismatch for what nests deeper than any object may. */
export function copyOf(value: unknown, left = maxDepth): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (left === 0) throw new Mismatch('exceeded max depth');
  if (Array.isArray(value)) return value.map((item: unknown) => copyOf(item, left - 1));
  const out: Json = {};
  for (const key of sortedKeys(value)) setOwn(out, key, copyOf((value as Json)[key], left - 1));
  return out;
}

/** Puts keys that were added where they belong, in place. */
export function sortKeys(object: Json, first: readonly string[] = []): void {
  const keys = Object.keys(object);
  const wanted = [...first.filter((key) => Object.hasOwn(object, key)), ...sortedKeys(object).filter((key) => !first.includes(key))];
  if (keys.every((key, i) => key === wanted[i])) return;
  const members = wanted.map((key) => [key, object[key]] as const);
  for (const key of keys) delete object[key];
  for (const [key, value] of members) setOwn(object, key, value);
}
