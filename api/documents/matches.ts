/** Whether a document is one of those that are asked for, compared as MongoDB does. */
import type { Condition } from './condition';
import { instantOf } from './instant';
import { valuesAt } from './path';

/** What is said about one path. */
export type Leaf = Exclude<Condition, { readonly is: 'any' }>;

/** Whether one of the values found at a leaf's path fits it; `undefined` is nothing. */
export type Fits = (value: unknown) => boolean;

export const matches = (where: readonly Condition[], document: unknown): boolean => where.every((condition) => holds(condition, document));

function holds(condition: Condition, document: unknown): boolean {
  if (condition.is === 'any') return condition.of.some((each) => holds(each, document));
  return valuesAt(document, condition.path).some(fitting(condition));
}

/** Made once for many documents: whole lists are looked up, not searched. */
export function fitting(leaf: Leaf): Fits {
  switch (leaf.is) {
    case 'in': return isOneOf(leaf.texts, leaf.orMissing ?? false);
    case 'equals': return equalsOne(leaf.values);
    case 'integer': return (value) => (isMissing(value) ? leaf.missing === leaf.value : value === leaf.value);
    case 'truth': return (value) => value === leaf.value;
    case 'after': return (value) => (instantOf(value) ?? -Infinity) > leaf.ms;
    case 'before': return (value) => (instantOf(value) ?? Infinity) < leaf.ms;
    case 'contains': return (value) => typeof value === 'string' && leaf.texts.some((text) => value.includes(text));
  }
}

export const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null;

/** By which numbers and truth values are compared with texts; undefined for what is no scalar. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isOneOf(list: readonly string[], orMissing: boolean): Fits {
  const texts = new Set(list);
  return (value) => {
    if (isMissing(value)) return orMissing;
    const text = scalarText(value);
    return text !== undefined && texts.has(text);
  };
}

const isStructure = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Structures are the same when their JSON is, the order of keys included. */
function equalsOne(list: readonly unknown[]): Fits {
  const scalars = new Set(list.filter((value) => !isStructure(value)));
  const structures = new Set(list.filter(isStructure).map(jsonOf));
  structures.delete(undefined);
  return (value) => {
    if (isStructure(value)) return structures.size > 0 && structures.has(jsonOf(value));
    return scalars.has(value ?? null);
  };
}

/** Undefined: nested deeper than can be put in words; it equals nothing. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
