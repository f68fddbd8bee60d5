/**
 * Sets of fields that many objects share. Pods of one workload, written by the same managers, own the same fields: each such set
 * is kept once, together with its JSON.
 */
import type { FieldSet } from './field-set';

/** Distinct sets that are kept; when more come, all are forgotten and those in use come back. */
const capacity = 4096;

const known = new Map<string, FieldSet>();
const texts = new WeakMap<FieldSet, string>();

/** An equal set that others may hold too. `set` is as it is served (sorted). */
export function interned(set: FieldSet): FieldSet {
  if (texts.has(set)) return set;
  const text = JSON.stringify(set);
  const there = known.get(text);
  if (there) return there;
  if (known.size >= capacity) known.clear();
  known.set(text, set);
  texts.set(set, text);
  return set;
}

/** The set as JSON. */
export const fieldsJson = (set: FieldSet): string => texts.get(set) ?? JSON.stringify(set);
