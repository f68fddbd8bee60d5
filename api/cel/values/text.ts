/** Strings are sequences of code points, bytes of octets. */

const surrogate = /[\ud800-\udfff]/;

export const codePointCount = (text: string): number => (surrogate.test(text) ? [...text].length : text.length);

/** Characters by position: the text itself where units are characters. */
export const codePoints = (text: string): ArrayLike<string> => (surrogate.test(text) ? [...text] : text);

/** By code points, as Go compares UTF-8; UTF-16 units would put surrogates before U+E000. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === length) return a.length - b.length;
  const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
  const [xHigh, yHigh] = [isSurrogate(x), isSurrogate(y)];
  return xHigh === yHigh ? x - y : xHigh ? (y >= 0xe000 ? 1 : x - y) : x >= 0xe000 ? -1 : x - y;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

export const compareBytes = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b);
