/**
 * JSON as Go's json.MarshalIndent(value, " ", " ") writes it: a blank for each level, and one more in front of every line but the first. It
 * comes in pieces, since an answer says each copy by itself and there may be millions of them.
 */

/** Items of an array that come several times, one after the other. */
export class Repeated {
  constructor(readonly runs: readonly { readonly item: object; readonly times: number }[]) {}
}

/** Characters in a piece, about. */
const pieceSize = 64 * 1024;

/** What encoding/json writes otherwise than JSON.stringify does. */
const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029', '\\b': '\\u0008', '\\f': '\\u000c',
};

const escaped = (text: string): string => text.replace(/\\.|[<>&\u2028\u2029]/g, (found) => escapes[found] ?? found);

/** A value without Repeated, whose first line has been moved in already. */
const block = (value: unknown, depth: number): string => escaped(JSON.stringify(value, undefined, 1).replace(/\n/g, `\n${' '.repeat(depth)}`));

/** Members that are undefined are left out. `depth`: the blanks in front of the last line. */
export function* written(value: unknown, depth = 1): Generator<string, void> {
  if (value instanceof Repeated) yield* repeated(value, depth);
  else if (!holdsRepeated(value)) yield block(value, depth);
  else if (Array.isArray(value)) yield* enclosed('[', ']', value.map((item) => ['', item]), depth);
  else {
    const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
    yield* enclosed('{', '}', members.map(([name, member]) => [`${block(name, 0)}: `, member]), depth);
  }
}

/** They are near the root, where they are at all. */
const holdsRepeated = (value: unknown, levels = 3): boolean =>
  value instanceof Repeated || (levels > 0 && typeof value === 'object' && value !== null && Object.values(value).some((inner) => holdsRepeated(inner, levels - 1)));

function* enclosed(open: string, close: string, parts: readonly (readonly [string, unknown])[], depth: number): Generator<string, void> {
  let before = open;
  for (const [head, value] of parts) {
    yield `${before}\n${' '.repeat(depth + 1)}${head}`;
    yield* written(value, depth + 1);
    before = ',';
  }
  yield `\n${' '.repeat(depth)}${close}`;
}

function* repeated({ runs }: Repeated, depth: number): Generator<string, void> {
  const gap = `\n${' '.repeat(depth + 1)}`;
  let before = '[';
  for (const { item, times } of runs) {
    const text = gap + block(item, depth + 1);
    const most = Math.max(1, Math.trunc(pieceSize / text.length));
    for (let left = times; left > 0; left -= most) {
      yield before + Array<string>(Math.min(left, most)).fill(text).join(',');
      before = ',';
    }
  }
  yield before === '[' ? '[]' : `\n${' '.repeat(depth)}]`;
}
