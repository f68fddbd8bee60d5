/** Dotted paths into documents, as MongoDB walks them (its manual, "Query an Array of Embedded Documents"). */
import type { Path } from './document';

/** A dot within a key is written U+FF0E, the full-width full stop: a plain one parts levels. */
export const parsePath = (text: string): Path => text.split('.').map((segment) => segment.replaceAll('\uff0e', '.'));

/**
 * Everything that stands at a path. An array on the way is entered at the index that the path names, or else through each of its objects;
 * an array at the end stands for its members and for itself. `undefined` is told where nothing is; in an array without objects there is
 * nothing that could be missing.
 */
export function valuesAt(root: unknown, path: Path): unknown[] {
  if (path.length > deepest) return [undefined];
  const found: unknown[] = [];
  walk(root, path, 0, found);
  return found;
}

/** MongoDB lets no document be nested deeper (its manual, "MongoDB Limits and Thresholds"); what is deeper is not found. */
export const deepest = 100;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function walk(start: unknown, path: Path, from: number, found: unknown[]): void {
  let value = start;
  for (let at = from; at < path.length; at++) {
    const segment = path[at] as string;
    if (Array.isArray(value)) return enter(value, path, at, found);
    // Own properties only: `constructor` and `__proto__` are keys like any others.
    value = isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
    if (value === undefined) break;
  }
  if (Array.isArray(value)) for (const member of value) found.push(member);
  found.push(value);
}

const arrayIndex = /^(0|[1-9]\d*)$/;

/** Either by index or through the objects: both would come to one place by more ways than can be gone. */
function enter(members: readonly unknown[], path: Path, at: number, found: unknown[]): void {
  const segment = path[at] as string;
  const indexed = arrayIndex.test(segment);
  if (indexed && Number(segment) < members.length) return walk(members[Number(segment)], path, at + 1, found);
  for (const member of members) if (isObject(member)) walk(member, path, at, found);
}
