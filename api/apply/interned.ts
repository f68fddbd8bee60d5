/**
 * Sets of fields that many objects share. Pods of one workload, written by the same managers, own the same fields: each such set
 * is kept once, together with its JSON.
 */
import { sorted, type FieldSet } from './field-set';

/** Distinct sets that are kept; when more come, all are forgotten and those in use come back. */
const capacity = 4096;

/** By their JSON, as served and as they came. */
const known = new Map<string, FieldSet>();
const texts = new WeakMap<FieldSet, string>();

/** An equal set that others may hold too. `set` is as it is served (sorted). */
export function interned(set: FieldSet): FieldSet {
  if (texts.has(set)) return set;
  const text = JSON.stringify(set);
  return known.get(text) ?? remember(text, set);
}

/** The same of a set whose steps are in any order: one that came like this before need not be sorted. */
export function internedInOrder(set: FieldSet): FieldSet {
  if (texts.has(set)) return set;
  const text = JSON.stringify(set);
  const there = known.get(text);
  if (there) return there;
  const inOrder = interned(sorted(set));
  if (inOrder !== set) known.set(text, inOrder);
  return inOrder;
}

function remember(text: string, set: FieldSet): FieldSet {
  if (known.size >= capacity) known.clear();
  known.set(text, set);
  texts.set(set, text);
  return set;
}

/** The set as JSON. */
export const fieldsJson = (set: FieldSet): string => texts.get(set) ?? JSON.stringify(set);
