/** Patterns of constraints: a shell's wildcards (Go's path/filepath Match) or a regular expression that is found anywhere. */
import { patternFault, patternOf } from '../structural/pattern';

/** A pattern that is neither fits nothing. */
export function fitsPattern(pattern: string, text: string): boolean {
  const wildcard = asExpression(pattern);
  return (wildcard !== undefined && found(wildcard, text)) || found(pattern, text);
}

const found = (expression: string, text: string): boolean => patternFault(expression) === undefined && patternOf(expression).test(text);

const classes = /^\[(\^?)((?:\\?[^\]\\])+)\]/;

/** Undefined: the wildcards are malformed. */
function asExpression(pattern: string): string | undefined {
  let out = '';
  for (let rest = pattern; rest !== '';) {
    const set = rest.startsWith('[') ? classes.exec(rest) : undefined;
    if (set === null || rest === '\\') return undefined;
    const taken = set?.[0] ?? rest.slice(0, rest.startsWith('\\') ? 2 : [...rest][0]!.length);
    out += set ? `[${set[1]}${set[2]}]` : single(taken);
    rest = rest.slice(taken.length);
  }
  return `^(?s:${out})$`;
}

function single(sign: string): string {
  if (sign === '*') return '[^/]*';
  if (sign === '?') return '[^/]';
  return literal(sign.startsWith('\\') ? sign.slice(1) : sign);
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&');
