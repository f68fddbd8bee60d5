/**
 * What the types allow and Kubernetes does not: literals that can only fail, lists and maps of mixed literals, format
 * strings that do not fit their arguments (cel-go cel/validator.go, ext/formatting.go).
 */
import { formatClauses } from './library/format-string';
import { RegexError } from './regex/class-reader';
import { Regex } from './regex/regex';
import type { Call, Expr, ListExpr, MapExpr } from './syntax/ast';
import type { CelIssue } from './syntax/source';
import { walk } from './syntax/walk';
import type { Checked } from './types/checked';
import { formatType, sameShape, type Type } from './types/types';
import { CelError } from './values/errors';
import { parseDuration, parseTimestamp } from './values/time';

export function validate(checked: Checked, allowMixed: boolean): CelIssue[] {
  const issues: CelIssue[] = [];
  for (const [expr, holders] of walk(checked.expr)) {
    if (expr.kind === 'call') issues.push(...callFaults(checked, expr));
    else if (!allowMixed && (expr.kind === 'list' || expr.kind === 'map') && !holders.some(isFormat)) issues.push(...mixtures(checked, expr));
  }
  return issues;
}

const isFormat = (expr: Expr): boolean => expr.kind === 'call' && expr.fn === 'format';

function mixtures(checked: Checked, expr: ListExpr | MapExpr): CelIssue[] {
  const typeOf = (value: Expr, optional: boolean): Type => (optional ? checked.typeOf(value).params[0] ?? checked.typeOf(value) : checked.typeOf(value));
  if (expr.kind === 'list') return different(expr.elements.map(({ value, optional }) => [value.at, typeOf(value, optional)] as const)).slice(0, 1);
  return [
    ...different(expr.entries.map(({ key }) => [key.at, checked.typeOf(key)] as const)),
    ...different(expr.entries.map(({ value, optional }) => [value.at, typeOf(value, optional)] as const)),
  ];
}

/** From the first one. */
function different(typed: readonly (readonly [number, Type])[]): CelIssue[] {
  const first = typed[0]?.[1];
  return typed.flatMap(([at, type]) => (!first || sameShape(first, type) ? [] : [{ at, message: `expected type '${formatType(first)}' but found '${formatType(type)}'` }]));
}

const textOf = (expr: Expr | undefined): string | undefined => (expr?.kind === 'literal' && typeof expr.value === 'string' ? expr.value : undefined);

/** By function: which argument is looked at, and whether it is good. */
const literals: Readonly<Record<string, { readonly argument: number; readonly good: (text: string) => boolean }>> = {
  duration: { argument: 0, good: (text) => parseDuration(text) !== undefined },
  timestamp: { argument: 0, good: (text) => !throws(CelError, () => parseTimestamp(text) ?? raise()) },
  matches: { argument: 1, good: (text) => !throws(RegexError, () => new Regex(text)) },
};

function callFaults({ calls }: Checked, expr: Call): CelIssue[] {
  const call = calls.get(expr);
  if (!call) return [];
  if (isFormat(expr)) return formatFaults(expr);
  const rule = Object.hasOwn(literals, call.fn) ? literals[call.fn] : undefined;
  const arg = rule && call.args[rule.argument];
  const text = textOf(arg);
  return text === undefined || !arg || rule.good(text) ? [] : [{ at: arg.at, message: `invalid ${call.fn} argument` }];
}

function formatFaults(expr: Call): CelIssue[] {
  const format = textOf(expr.target);
  const list = expr.args[0];
  if (format === undefined || list?.kind !== 'list') return [];
  const wanted = formatClauses(format);
  const given = list.elements.length;
  if (given < wanted) return [{ at: expr.at, message: `index ${given} out of range` }];
  return given > wanted ? [{ at: expr.at, message: `too many arguments supplied to string.format (expected ${wanted}, got ${given})` }] : [];
}

function raise(): never {
  throw new CelError('');
}

function throws(kind: typeof CelError | typeof RegexError, work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof kind) return true;
    throw error;
  }
}
