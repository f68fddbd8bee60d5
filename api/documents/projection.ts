/** Parts of documents: what stands at some paths, in the structure that it stands in. */
import type { Path } from './document';
import { deepest, isObject } from './path';

/** By key: the whole of it, or parts of it. */
export type Parts = Map<string, Parts | 'whole'>;

/**
 * What is left of a document: the values at the paths, and its `_id`. Through arrays a path means each member; members without it become
 * empty objects, and what is no object goes. Where one path holds another, the wider one counts. No paths: the whole document.
 */
export function projection(paths: readonly Path[]): (document: unknown) => unknown {
  if (paths.length === 0) return (document) => document;
  const parts = partsAt(paths);
  return (document) => partsOf(document, parts, 0) ?? {};
}

/** What of a document these paths mean, and its `_id`. */
export function partsAt(paths: readonly Path[]): Parts {
  const parts: Parts = new Map();
  for (const path of [['_id'], ...paths]) if (path.length <= deepest) include(parts, path);
  return parts;
}

function include(parts: Parts, path: Path): void {
  let level = parts;
  for (const [at, key] of path.entries()) {
    const there = level.get(key);
    if (there === 'whole') return;
    if (at === path.length - 1) {
      level.set(key, 'whole');
      return;
    }
    const next: Parts = there ?? new Map();
    level.set(key, next);
    level = next;
  }
}

/** Undefined: nothing of it was found. `depth` is counted, since arrays may be nested without end. */
function partsOf(value: unknown, parts: Parts, depth: number): unknown {
  if (depth > deepest) return undefined;
  if (Array.isArray(value)) return membersOf(value, parts, depth);
  return isObject(value) ? membersByKey(value, parts, depth) : undefined;
}

function membersByKey(value: Readonly<Record<string, unknown>>, parts: Parts, depth: number): unknown {
  // Without a prototype `__proto__` is a key like any other.
  const result = Object.create(null) as Record<string, unknown>;
  let found = false;
  for (const key of Object.keys(value)) {
    const wanted = parts.get(key);
    const part = wanted === 'whole' ? value[key] : wanted && partsOf(value[key], wanted, depth + 1);
    if (part === undefined) continue;
    result[key] = part;
    found = true;
  }
  return found ? result : undefined;
}

function membersOf(members: readonly unknown[], parts: Parts, depth: number): unknown {
  const found = members.map((member) => partsOf(member, parts, depth + 1));
  if (found.every((part) => part === undefined)) return undefined;
  return found.flatMap((part, at) => (part !== undefined ? [part] : isObject(members[at]) ? [{}] : []));
}
