/** A text as Go's strconv.Quote writes it, which is what `%q` and `%#v` print. */

const short: Readonly<Record<string, string>> = {
  '"': '\\"', '\\': '\\\\', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v',
};

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  return short[character] ?? (code < 0x20 || code === 0x7f ? `\\x${hex(code, 2)}` : code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`);
}

/** What unicode.IsPrint does not know, and what has to be escaped all the same. */
const unprintable = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

export const quoteGo = (text: string): string => `"${text.replace(unprintable, escaped)}"`;
