/** Classes of characters, written for JavaScript. Those of Perl and POSIX are ASCII. */

export const perl: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r ' };

const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z', alpha: 'A-Za-z', ascii: '\\x00-\\x7F', blank: '\\t ', cntrl: '\\x00-\\x1F\\x7F', digit: '0-9', graph: '!-~', lower: 'a-z', print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~', space: '\\t\\n\\v\\f\\r ', upper: 'A-Z', word: '0-9A-Za-z_', xdigit: '0-9A-Fa-f',
};

/** `[:name:]`; undefined for an unknown name. */
export function posixClass(name: string, negated: boolean): string | undefined {
  const body = Object.hasOwn(posix, name) ? posix[name] : undefined;
  return body === undefined ? undefined : negated ? complement(body) : body;
}

/** What is left of Unicode, as ranges, so that it can stand within another class. */
export function complement(body: string): string {
  const inside = new RegExp(`[${body}]`, 'u');
  const ranges: string[] = [];
  let from = 0;
  for (let code = 0; code <= 0x80; code++) {
    if (code < 0x80 && !inside.test(String.fromCodePoint(code))) continue;
    if (code < 0x80 && code > from) ranges.push(`${hex(from)}-${hex(code - 1)}`);
    if (code === 0x80) ranges.push(`${hex(from)}-\\u{10FFFF}`);
    from = code + 1;
  }
  return ranges.join('');
}

export const hex = (code: number): string => `\\u{${code.toString(16)}}`;

/** `\p{Name}`: general categories and scripts; undefined for an unknown one. */
export function property(name: string, negated: boolean): string | undefined {
  const bare = name.replace(/^\^/, '');
  const inverted = negated !== name.startsWith('^');
  if (bare === 'Any') return inverted ? '' : '\\u{0}-\\u{10FFFF}';
  const form = /^[A-Z][a-z]?$/.test(bare) ? bare : `Script=${bare}`;
  try {
    void new RegExp(`\\p{${form}}`, 'u');
    return `\\${inverted ? 'P' : 'p'}{${form}}`;
  } catch {
    return undefined;
  }
}
