/** Label and field selectors, parsed once and matched many times (k8s.io/apimachinery pkg/labels, pkg/fields). */
import { ApiError } from './errors';
import { labelValueFault, qualifiedNameFault } from './names';
import type * as meta from './schema/types/meta.v1';

export interface LabelSelector {
  matches(labels: Readonly<Record<string, string>> | undefined): boolean;
  /** Selects everything. */
  readonly empty: boolean;
  /** The canonical text, parseable again. */
  toString(): string;
}

export interface FieldSelector {
  /** `field` gives a field's value ('' where unset). */
  matches(field: (name: string) => string): boolean;
  readonly requirements: readonly { readonly field: string; readonly operator: '=' | '!='; readonly value: string }[];
  readonly empty: boolean;
  toString(): string;
}

type Operator = '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

const noLabels: Labels = {};

function test({ key, operator, values }: Requirement): (labels: Labels) => boolean {
  const [value = ''] = values;
  const set = new Set(values);
  const has = (labels: Labels): boolean => Object.hasOwn(labels, key);
  switch (operator) {
    case '=': return (labels) => has(labels) && labels[key] === value;
    case '!=': return (labels) => !has(labels) || labels[key] !== value;
    case 'in': return (labels) => has(labels) && set.has(labels[key] ?? '');
    case 'notin': return (labels) => !has(labels) || !set.has(labels[key] ?? '');
    case 'exists': return has;
    case '!': return (labels) => !has(labels);
    case 'gt': return (labels) => has(labels) && isInteger(labels[key]) && Number(labels[key]) > Number(value);
    case 'lt': return (labels) => has(labels) && isInteger(labels[key]) && Number(labels[key]) < Number(value);
  }
}

const isInteger = (text: string | undefined): boolean => text !== undefined && /^[+-]?\d+$/.test(text);

function print({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists': return key;
    case '!': return `!${key}`;
    case 'in': case 'notin': return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt': return `${key}>${values[0] ?? ''}`;
    case 'lt': return `${key}<${values[0] ?? ''}`;
    default: return `${key}${operator}${values[0] ?? ''}`;
  }
}

function selector(requirements: readonly Requirement[]): LabelSelector {
  const sorted = [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const tests = sorted.map(test);
  return {
    empty: sorted.length === 0,
    matches: (labels = noLabels) => tests.every((passes) => passes(labels)),
    toString: () => sorted.map(print).join(','),
  };
}

/** Selects every object. */
export const everything: LabelSelector = selector([]);
/** Selects none: what a missing selector means to a controller. */
export const nothing: LabelSelector = { empty: false, matches: () => false, toString: () => '<none>' };

const fromApi: Record<string, Operator> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

function requirementsOf(from: meta.LabelSelector): Requirement[] {
  const equal = Object.entries(from.matchLabels ?? {}).map(([key, value]): Requirement => ({ key, operator: '=', values: [value] }));
  const expressions = (from.matchExpressions ?? []).map(({ key, operator, values }): Requirement => {
    const known = fromApi[operator];
    if (!known) throw ApiError.badRequest(`${JSON.stringify(operator)} is not a valid label selector operator`);
    return { key, operator: known, values: values ?? [] };
  });
  return [...equal, ...expressions];
}

const compiled = new WeakMap<object, LabelSelector>();

/** The selector of an object's spec; compiled once per (shared, immutable) object. Absent selects nothing, `{}` everything. */
export function selectorOf(from: meta.LabelSelector | null | undefined): LabelSelector {
  if (!from) return nothing;
  let made = compiled.get(from);
  if (!made) {
    made = selector(requirementsOf(from));
    compiled.set(from, made);
  }
  return made;
}

/** The text of an object's selector, as in columns and scale: `app=web,tier in (a,b)`. */
export const formatSelector = (from: meta.LabelSelector | null | undefined): string => (from ? selectorOf(from).toString() : '<none>');

/** Parses `a=b,c in (d,e),!f,g>1`. Throws BadRequest in upstream's words. */
export function parseLabelSelector(text: string): LabelSelector {
  const requirements = splitOutsideParentheses(text).map((part) => parseRequirement(part.trim(), text));
  return selector(requirements);
}

const unparseable = (detail: string): ApiError => ApiError.badRequest(`unable to parse requirement: ${detail}`);

function splitOutsideParentheses(text: string): string[] {
  if (text.trim() === '') return [];
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (i === text.length || (text[i] === ',' && depth === 0)) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return parts;
}

const setForm = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const comparison = /^([^\s=!<>]+)\s*(==|=|!=|>|<)\s*([^\s=!<>]*)$/;
const existence = /^(!?)\s*([^\s=!<>()]+)$/;

function parseRequirement(part: string, whole: string): Requirement {
  const set = setForm.exec(part);
  if (set) return checked({ key: set[1] ?? '', operator: set[2] as Operator, values: (set[3] ?? '').split(',').map((v) => v.trim()) });
  const compared = comparison.exec(part);
  if (compared) return checked({ key: compared[1] ?? '', operator: operators[compared[2] ?? ''] ?? '=', values: [compared[3] ?? ''] });
  const exists = existence.exec(part);
  if (exists) return checked({ key: exists[2] ?? '', operator: exists[1] ? '!' : 'exists', values: [] });
  throw unparseable(part === '' ? `found '${whole.trim() === '' ? '' : ','}', expected: identifier after ','` : `couldn't parse the selector string ${JSON.stringify(part)}`);
}

const operators: Record<string, Operator> = { '=': '=', '==': '=', '!=': '!=', '>': 'gt', '<': 'lt' };

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const fault = qualifiedNameFault(key);
  if (fault) throw unparseable(`<nil>: Invalid value: ${JSON.stringify(key)}: ${fault}`);
  if ((operator === 'gt' || operator === 'lt') && !isInteger(values[0])) {
    throw unparseable(`values[0]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`);
  }
  for (const [index, value] of values.entries()) {
    const valueFault = labelValueFault(value);
    if (valueFault) throw unparseable(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${valueFault}`);
  }
  return requirement;
}

/** Parses `metadata.name=web,status.phase!=Running`. `\\`, `\,` and `\=` stand for themselves. Throws BadRequest. */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements = text.split(/(?<!\\),/).filter((part) => part !== '').map((part) => {
    const found = /^((?:[^\\=!]|\\.)*?)(!=|==|=)((?:[^\\]|\\.)*)$/.exec(part);
    if (!found) throw ApiError.badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    return { field: found[1] ?? '', operator: found[2] === '!=' ? ('!=' as const) : ('=' as const), value: (found[3] ?? '').replace(/\\([\\,=])/g, '$1') };
  });
  const escape = (value: string): string => value.replace(/([\\,=])/g, '\\$1');
  return {
    requirements,
    empty: requirements.length === 0,
    matches: (field) => requirements.every(({ field: name, operator, value }) => (field(name) === value) === (operator === '=')),
    toString: () => requirements.map(({ field, operator, value }) => `${field}${operator}${escape(value)}`).join(','),
  };
}
