/** What string and bytes literals stand for (cel-go parser/unescape.go). */

const simple: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"', '`': '`', '?': '?' };

/** The token was valid; what remains to be refused is an escape that names no character. */
export class UnescapeError extends Error {}

/** The inside of a literal, without prefix and quotes. */
function inside(literal: string): { readonly body: string; readonly raw: boolean } {
  const text = literal.replace(/\r\n?/g, '\n');
  const raw = /^[rR]/.test(text);
  const quotedText = raw ? text.slice(1) : text;
  const quotes = /^("""|''')/.test(quotedText) && quotedText.length >= 6 ? 3 : 1;
  return { body: quotedText.slice(quotes, -quotes), raw };
}

const escapes = /\\(?:([0-7]{3})|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs;

export function unescapeString(literal: string): string {
  const { body, raw } = inside(literal);
  if (raw || !body.includes('\\')) return body;
  return body.replace(escapes, (_, octal?: string, hex?: string, short?: string, long?: string, char?: string) => {
    if (char !== undefined) return simple[char] ?? fail('unable to unescape string');
    const code = octal ? parseInt(octal, 8) : parseInt(hex ?? short ?? long ?? '', 16);
    return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? fail('invalid unicode code point') : String.fromCodePoint(code);
  });
}

/** `b"..."`: escapes are bytes, everything else is UTF-8. */
export function unescapeBytes(literal: string): Uint8Array {
  const { body, raw } = inside(literal.slice(1));
  if (raw || !body.includes('\\')) return Buffer.from(body, 'utf8');
  const parts: Uint8Array[] = [];
  let done = 0;
  for (const match of body.matchAll(escapes)) {
    const [whole, octal, hex, short, long, char] = match;
    parts.push(Buffer.from(body.slice(done, match.index), 'utf8'));
    if (short !== undefined || long !== undefined) fail('unable to unescape string');
    parts.push(char === undefined ? Uint8Array.of(octal ? parseInt(octal, 8) : parseInt(hex ?? '', 16)) : Buffer.from(simple[char] ?? fail('unable to unescape string')));
    done = match.index + whole.length;
  }
  parts.push(Buffer.from(body.slice(done), 'utf8'));
  return Buffer.concat(parts);
}

function fail(message: string): never {
  throw new UnescapeError(message);
}
