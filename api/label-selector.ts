/** Label selectors (k8s.io/apimachinery pkg/labels selector.go): made once, matched many times. */
import { ApiError } from './errors';
import { formatFieldError, invalid, type FieldError } from './field-error';
import { labelValueFault, qualifiedNameFault } from './names';
import type * as meta from './schema/types/meta.v1';

export interface LabelSelector {
  /** All of them have to hold. Sorted by key. */
  readonly requirements: readonly Requirement[];
  matches(labels: Readonly<Record<string, string>> | undefined): boolean;
  /** Selects everything. */
  readonly empty: boolean;
  /** The canonical text, parseable again. */
  toString(): string;
}

export type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  /** Sorted, each once. */
  readonly values: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

const noLabels: Labels = {};

/** Own values are strings, so comparing with one is safe against inherited members. */
function matcher({ key, operator, values }: Requirement): (labels: Labels) => boolean {
  const [value = ''] = values;
  const set = new Set<string | undefined>(values);
  switch (operator) {
    case '=': case '==': return (labels) => labels[key] === value;
    case '!=': return (labels) => labels[key] !== value;
    case 'in': return (labels) => set.has(labels[key]);
    case 'notin': return (labels) => !set.has(labels[key]);
    case 'exists': return (labels) => Object.hasOwn(labels, key);
    case '!': return (labels) => !Object.hasOwn(labels, key);
    case '>': return comparison(key, value, (label, bound) => label > bound);
    case '<': return comparison(key, value, (label, bound) => label < bound);
  }
}

function comparison(key: string, value: string, holds: (label: bigint, bound: bigint) => boolean): (labels: Labels) => boolean {
  const bound = toInt64(value);
  return (labels) => {
    const label = Object.hasOwn(labels, key) ? toInt64(labels[key] ?? '') : undefined;
    return label !== undefined && bound !== undefined && holds(label, bound);
  };
}

function toInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function print({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists': return key;
    case '!': return `!${key}`;
    case 'in': case 'notin': return `${key} ${operator} (${values.join(',')})`;
    default: return `${key}${operator}${values[0] ?? ''}`;
  }
}

export function selectorFrom(requirements: readonly Requirement[]): LabelSelector {
  const sorted = [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const [first, ...rest] = sorted.map(matcher);
  const text = sorted.map(print).join(',');
  return {
    empty: sorted.length === 0,
    requirements: sorted,
    matches: (labels = noLabels) => first === undefined || (first(labels) && rest.every((matches) => matches(labels))),
    toString: () => text,
  };
}

/** Selects every object. */
export const everything: LabelSelector = selectorFrom([]);
/** Selects none: what a missing selector means to a controller. */
export const nothing: LabelSelector = { empty: false, requirements: [], matches: () => false, toString: () => '' };

/** Upstream's NewRequirement. Throws what is wrong with it, all of it, as one text. */
export function requirement(key: string, operator: Operator, values: readonly string[]): Requirement {
  const keyFault = qualifiedNameFault(key);
  const faults = [...(keyFault ? [invalid('key', key, keyFault)] : []), ...countFaults(operator, values), ...valueFaults(key, operator, values)];
  const texts = faults.map(formatFieldError);
  if (texts.length) throw new RequirementError(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`);
  return { key, operator, values: [...new Set(values)].sort() };
}

export class RequirementError extends Error {}

function countFaults(operator: Operator, values: readonly string[]): FieldError[] {
  const fault = (detail: string): FieldError[] => [invalid('values', values, detail)];
  if (operator === 'in' || operator === 'notin') return values.length ? [] : fault("for 'in', 'notin' operators, values set can't be empty");
  if (operator === 'exists' || operator === '!') return values.length ? fault('values set must be empty for exists and does not exist') : [];
  return [];
}

function valueFaults(key: string, operator: Operator, values: readonly string[]): FieldError[] {
  const numeric = operator === '>' || operator === '<';
  return values.flatMap((value, index) => {
    const fault = labelValueFault(value);
    return [
      ...(numeric && toInt64(value) === undefined ? [invalid(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")] : []),
      ...(fault ? [invalid(`values[${index}][${key}]`, value, fault)] : []),
    ];
  });
}

const fromApi: Record<string, Operator> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

function requirementsOf(from: meta.LabelSelector): Requirement[] {
  const equal = Object.entries(from.matchLabels ?? {}).map(([key, value]) => requirement(key, '=', [value]));
  const expressions = (from.matchExpressions ?? []).map(({ key, operator, values }) => {
    const known = Object.hasOwn(fromApi, operator) ? fromApi[operator] : undefined;
    if (!known) throw new RequirementError(`${JSON.stringify(operator)} is not a valid label selector operator`);
    return requirement(key, known, values ?? []);
  });
  return [...equal, ...expressions];
}

const compiled = new WeakMap<object, LabelSelector>();

/**
 * The selector of an object's spec; compiled once per (shared, immutable) object. Absent selects nothing, `{}`
 * everything. Throws BadRequest when it is no valid one.
 */
export function selectorOf(from: meta.LabelSelector | null | undefined): LabelSelector {
  if (!from) return nothing;
  let made = compiled.get(from);
  if (!made) {
    try {
      made = selectorFrom(requirementsOf(from));
    } catch (error) {
      throw error instanceof RequirementError ? ApiError.badRequest(error.message) : error;
    }
    compiled.set(from, made);
  }
  return made;
}

/** The text of an object's selector, as in columns and scale: `app=web,tier in (a,b)`; `<none>` when there is no selector. */
export const formatSelector = (from: meta.LabelSelector | null | undefined): string => (from ? selectorOf(from).toString() : '<none>');
