/** Lengths, patterns and formats of texts. */
import { formatCheck } from '../formats';
import { patternOf } from '../pattern';
import type { Structural } from '../structural';
import type { Result } from './result';
import { formatOf } from './types';

/** Of a value that is a text. */
export type TextCheck = (value: string, path: string, result: Result) => void;

export function compileText(schema: Structural): TextCheck {
  const own = ownCheck(schema);
  const format = formatOf(schema);
  const isFormatted = formatCheck(format);
  return (value, path, result) => {
    own?.(value, path, result);
    if (!isFormatted) return;
    result.matches++;
    if (!isFormatted(value)) result.wrongType(path, format, value);
  };
}

/** The first fault is enough. */
function ownCheck({ maxLength, minLength, pattern }: Structural): TextCheck | undefined {
  const form = pattern ? patternOf(pattern) : undefined;
  if (maxLength === undefined && minLength === undefined && !form) return undefined;
  return (value, path, result) => {
    if (maxLength !== undefined && value.length > maxLength && lengthOf(value) > maxLength) result.tooLong(path, maxLength);
    else if (minLength !== undefined && lengthOf(value) < minLength) result.invalid(path, value, `should be at least ${minLength} chars long`);
    else if (form && !form.test(value)) result.invalid(path, value, `should match '${pattern}'`);
  };
}

/** In characters. */
function lengthOf(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) pairs++;
  return text.length - pairs;
}
