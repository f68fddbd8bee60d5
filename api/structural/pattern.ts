/** Patterns of schemas: large definitions have few, again and again. */
import { Regex, RegexError } from '../cel/regex/regex';

const known = new Map<string, Regex>();
const most = 2000;

/** Throws RegexError, in Go's words. */
export function patternOf(source: string): Regex {
  let pattern = known.get(source);
  if (!pattern) {
    pattern = new Regex(source);
    if (known.size >= most) known.clear();
    known.set(source, pattern);
  }
  return pattern;
}

/** What is wrong with a pattern; undefined: nothing. */
export function patternFault(source: string): string | undefined {
  try {
    patternOf(source);
    return undefined;
  } catch (error) {
    if (error instanceof RegexError) return error.message;
    throw error;
  }
}
