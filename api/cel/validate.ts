/** Literals that can only fail are refused when the expression is compiled (cel-go cel/validator.go, as Kubernetes has it on). */
import type { Expr } from './syntax/ast';
import type { CelIssue } from './syntax/source';
import { RegexError, Regex } from './regex/regex';
import type { Checked } from './types/checked';
import { CelError } from './values/errors';
import { parseDuration, parseTimestamp } from './values/time';

type Check = (text: string) => string | undefined;


/** By function: which argument is looked at, and what is wrong with it. */
const checks: Readonly<Record<string, { readonly argument: number; readonly fault: Check }>> = {
  duration: { argument: 0, fault: (text) => (parseDuration(text) ? undefined : 'invalid duration argument') },
  timestamp: { argument: 0, fault: (text) => (isTimestamp(text) ? undefined : 'invalid timestamp argument') },
  matches: { argument: 1, fault: (text) => regexFault(text) && 'invalid matches argument' },
};

function isTimestamp(text: string): boolean {
  try {
    return parseTimestamp(text) !== undefined;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

function regexFault(pattern: string): string | undefined {
  try {
    void new Regex(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof RegexError) return error.message;
    throw error;
  }
}

export function validateLiterals({ calls }: Checked): CelIssue[] {
  return [...calls].flatMap(([, { fn, args }]) => {
    const found = Object.hasOwn(checks, fn) ? checks[fn] : undefined;
    const arg: Expr | undefined = found && args[found.argument];
    const text = arg?.kind === 'literal' && typeof arg.value === 'string' ? arg.value : undefined;
    const message = text === undefined ? undefined : found?.fault(text);
    return message === undefined || !arg ? [] : [{ message, at: arg.at }];
  });
}

