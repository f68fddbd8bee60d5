/** The words of a strategic merge patch that are instructions, not content. */
import { getOwn, isObject, setOwn, type Json } from './own';

export const directive = '$patch';
export const retainKeys = '$retainKeys';
export const prefixes = { order: '$setElementOrder/', deleteFrom: '$deleteFromPrimitiveList/' } as const;

export const isDirective = (key: string): boolean =>
  key === directive || key === retainKeys || key.startsWith(prefixes.order) || key.startsWith(prefixes.deleteFrom);

/** The fields that a prefixed directive speaks of, with what it says. */
export const fieldsNamed = (patch: Json, prefix: string): [string, unknown][] =>
  Object.keys(patch).filter((key) => key.startsWith(prefix)).map((key) => [key.slice(prefix.length), getOwn(patch, key)]);

/**
 * What a patch adds where nothing was: without nulls, without instructions, and without whatever carries a `$patch`,
 * which speaks of something that is not there. Undefined: nothing is left.
 */
export function newContent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(newContent).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (getOwn(value, directive) !== undefined) return undefined;
  const copy: Json = {};
  for (const key of Object.keys(value)) {
    const inner = getOwn(value, key);
    const kept = isDirective(key) || inner === null ? undefined : newContent(inner);
    if (kept !== undefined) setOwn(copy, key, kept);
  }
  return copy;
}
