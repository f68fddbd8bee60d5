/** A place in a JSON text that is known to be well-formed, and what encoding/json would have said of the values before it. */

/** What Go calls a value that does not fit where it stands. */
export type Kind = 'object' | 'array' | 'string' | 'bool' | 'number' | 'null';

const kinds: Readonly<Record<string, Kind>> = { '{': 'object', '[': 'array', '"': 'string', t: 'bool', f: 'bool', n: 'null' };

const space = /[ \t\r\n]*/y;
/** A number, true, false or null. */
const literal = /[^\s,:[\]{}"]+/y;
/** Up to what opens, closes or quotes. */
const plain = /[^"[\]{}]*/y;

const lone = /\p{Surrogate}/gu;

export class Cursor {
  private at = 0;
  private first: string | undefined;
  /** Where the value is that is read now: `Go value`, or which member of which struct. */
  place = 'Go value';

  constructor(private readonly text: string) {}

  /** The first fault, in Go's words: later ones are not told. */
  get fault(): string | undefined {
    return this.first;
  }

  /** A value is `what`, where only a `type` fits. */
  note(what: string, type: string): void {
    this.first ??= `json: cannot unmarshal ${what} into ${this.place} of type ${type}`;
  }

  /** Of the value that comes next. */
  kind(): Kind {
    this.match(space);
    return kinds[this.text[this.at] ?? ''] ?? 'number';
  }

  /** Reads a value as it is written. */
  raw(): string {
    const kind = this.kind();
    const from = this.at;
    if (kind === 'object' || kind === 'array') this.skipNested();
    else if (kind === 'string') this.skipString();
    else this.match(literal);
    return this.text.slice(from, this.at);
  }

  /** Reads a string; what is no Unicode becomes U+FFFD. */
  string(): string {
    return (JSON.parse(this.raw()) as string).replace(lone, '\ufffd');
  }

  /** Reads an object; `read` is called with each name and reads the value. */
  members(read: (name: string) => void): void {
    this.each('}', () => {
      const name = this.string();
      this.match(space);
      this.at++;
      read(name);
    });
  }

  /** Reads an array; `read` reads a value. */
  items(read: () => void): void {
    this.each(']', read);
  }

  private each(close: string, read: () => void): void {
    this.match(space);
    this.at++;
    for (this.match(space); this.text[this.at] !== close; this.match(space)) {
      if (this.text[this.at] === ',') this.at++;
      read();
    }
    this.at++;
  }

  /** Not by recursion: it may be as deep as the sender likes. */
  private skipNested(): void {
    let depth = 0;
    do {
      this.match(plain);
      const c = this.text[this.at];
      if (c === '"') this.skipString();
      else {
        depth += c === '{' || c === '[' ? 1 : -1;
        this.at++;
      }
    } while (depth > 0);
  }

  private skipString(): void {
    for (;;) {
      this.at = this.text.indexOf('"', this.at + 1);
      let slashes = 0;
      while (this.text[this.at - 1 - slashes] === '\\') slashes++;
      if (slashes % 2 === 0) break;
    }
    this.at++;
  }

  private match(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    if (pattern.test(this.text)) this.at = pattern.lastIndex;
  }
}
