/** Says what is wrong with a JSON text in the words of Go's encoding/json, which users know from kube-apiserver. */
import { quoteGo } from './go-quote';
import { BodySyntaxError } from './syntax-error';

const truncated = 'unexpected end of JSON input';

/** `text` must not be valid JSON. */
export const describeJsonFault = (text: string): string => findJsonFault(text).message;

/** The same, and where in the text it is. */
export function findJsonFault(text: string): { readonly message: string; readonly at: number } {
  const scanner = new Scanner(text);
  const message = faultIn(() => {
    scanner.value();
    scanner.end();
  });
  return { message: message ?? 'invalid JSON', at: scanner.position };
}

/**
 * The first value of a text, as encoding/json's Decoder reads it: what comes after it is left alone. Throws BodySyntaxError. With a
 * character for each byte (latin1) faults are those that Go finds in bytes.
 */
export function firstJsonValue(text: string): string {
  const scanner = new Scanner(text);
  const fault = faultIn(() => scanner.value());
  if (fault === undefined) return text.slice(0, scanner.position);
  throw new BodySyntaxError(fault !== truncated ? fault : /[^ \t\r\n]/.test(text) ? 'unexpected EOF' : 'EOF');
}

function faultIn(scan: () => void): string | undefined {
  try {
    scan();
  } catch (fault) {
    if (fault instanceof Fault) return fault.message;
    if (fault instanceof RangeError) return 'exceeded max depth';
    throw fault;
  }
  return undefined;
}

class Fault extends Error {}

const literals: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };

class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  get position(): number {
    return this.at;
  }

  value(): void {
    const first = this.peek();
    if (first === '{') return this.list('}', () => this.member(), 'object key:value pair');
    if (first === '[') return this.list(']', () => this.value(), 'array element');
    if (first === '"') return this.string();
    if (first in literals) return this.literal(literals[first] ?? '');
    if (first === '-' || isDigit(first)) return this.number();
    throw this.fault('looking for beginning of value');
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) throw this.fault('after top-level value');
  }

  private list(close: string, item: () => void, what: string): void {
    this.at++;
    if (this.peek() === close) return this.skip();
    for (;;) {
      item();
      const next = this.peek();
      if (next === close) return this.skip();
      if (next !== ',') throw this.fault(`after ${what}`);
      this.at++;
    }
  }

  private member(): void {
    if (this.peek() !== '"') throw this.fault('looking for beginning of object key string');
    this.string();
    if (this.peek() !== ':') throw this.fault('after object key');
    this.at++;
    this.value();
  }

  private string(): void {
    for (this.at++; ; this.at++) {
      const c = this.current();
      if (c === '"') return this.skip();
      if (c < ' ') throw this.fault('in string literal');
      if (c === '\\') this.escape();
    }
  }

  private escape(): void {
    this.at++;
    const c = this.current();
    if (c !== 'u') {
      if (!'bfnrt\\/"'.includes(c)) throw this.fault('in string escape code');
      return;
    }
    for (let i = 0; i < 4; i++) {
      this.at++;
      if (!/[0-9a-fA-F]/.test(this.current())) throw this.fault('in \\u hexadecimal character escape');
    }
  }

  private literal(word: string): void {
    for (const expected of word) {
      if (this.current() !== expected) throw this.fault(`in literal ${word} (expecting '${expected}')`);
      this.at++;
    }
  }

  private number(): void {
    if (this.text[this.at] === '-') this.at++;
    if (!isDigit(this.current())) throw this.fault('in numeric literal');
    if (this.text[this.at] === '0') this.at++;
    else this.digits();
    if (this.text[this.at] === '.') this.fraction('after decimal point in numeric literal');
    if (/[eE]/.test(this.text[this.at] ?? '')) {
      if (/[+-]/.test(this.text[this.at + 1] ?? '')) this.at++;
      this.fraction('in exponent of numeric literal');
    }
  }

  private fraction(where: string): void {
    this.at++;
    if (!isDigit(this.current())) throw this.fault(where);
    this.digits();
  }

  private digits(): void {
    while (isDigit(this.text[this.at] ?? '')) this.at++;
  }

  private space(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  private skip(): void {
    this.at++;
  }

  private peek(): string {
    this.space();
    return this.current();
  }

  private current(): string {
    const c = this.text[this.at];
    if (c === undefined) throw new Fault(truncated);
    return c;
  }

  private fault(where: string): Fault {
    return new Fault(`invalid character ${quoteCharacter(this.text[this.at] ?? '')} ${where}`);
  }
}

const isDigit = (c: string): boolean => c >= '0' && c <= '9';

const quoteCharacter = (c: string): string => {
  if (c === "'") return "'\\''";
  if (c === '"') return "'\"'";
  return `'${quoteGo(c).slice(1, -1)}'`;
};
