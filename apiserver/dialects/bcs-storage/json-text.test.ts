/** Parts of JSON as they were written, compared with what parsing says, over texts made up by seed. */
import { projection, seededRandom, type Random } from '../../../api';
import { compact, itemsOf, memberText, membersOf, withMembers } from './json-text';
import { textProjection } from './projection-text';

const random: Random = seededRandom(9);
const below = (n: number): number => random.int(n);
const pick = <V>(from: readonly V[]): V => from[below(from.length)]!;

const strings = ['""', '"a"', '"data"', '"d\\u0061ta"', '"__proto__"', '"a.b"', '"\\""', '"\\\\"', '"\\\\\\""', '"{"', '"]"', '",:"', '"\\n"', '"é😀"', '"\\ud800"', '"  "'];
const scalars = [...strings, '0', '-1.5e+3', '12345678901234567890', 'true', 'false', 'null', '1.0'];
const blank = (): string => pick(['', '', '', ' ', '\n', '\t ', '\r\n']);

function value(depth: number): string {
  const kind = depth > 0 ? below(4) : 3;
  if (kind > 1) return pick(scalars);
  const parts = Array.from({ length: below(4) }, () => (kind === 0 ? member(depth) : value(depth - 1)));
  if (kind === 0) return `{${blank()}${parts.join(`${blank()},${blank()}`)}${blank()}}`;
  return `[${blank()}${parts.join(`,${blank()}`)}${blank()}]`;
}

const member = (depth: number): string => `${pick(strings)}${blank()}:${blank()}${value(depth - 1)}`;
const object = (): string => `${blank()}{${blank()}${Array.from({ length: below(5) }, () => member(4)).join(`${blank()},${blank()}`)}${blank()}}${blank()}`;

const texts = Array.from({ length: 3000 }, object);

test('the members are those that parsing finds, the last of each name', () => {
  for (const text of texts) {
    const parsed = JSON.parse(text) as Record<string, unknown>;
    const found = new Map([...membersOf(text)].map(({ key, from, to }) => [key, text.slice(from, to)]));
    expect([...found.keys()].sort()).toEqual(Object.keys(parsed).sort());
    for (const [key, written] of found) {
      expect(JSON.parse(written)).toEqual(parsed[key]);
      expect(memberText(text, key)).toBe(written);
    }
    for (const { at, key, to } of membersOf(text)) expect(Object.keys(JSON.parse(`{${text.slice(at, to)}}`) as object)).toEqual([key]);
  }
});

test('what is made compact says the same', () => {
  for (const text of texts) expect(JSON.parse(compact(text))).toEqual(JSON.parse(text));
  expect(compact('{\n "a b" : [ 1 ,\t"  \\" " ] }\n')).toBe('{"a b":[1,"  \\" "]}');
  expect(compact('{"a": 1}')).toBe('{"a": 1}');
});

test('some members change, and nothing else', () => {
  for (const text of texts) {
    expect(withMembers(text, (_key, same) => same)).toBe(text);
    const changed = JSON.parse(withMembers(text, (key, same) => (key === 'data' ? '"changed"' : same))) as Record<string, unknown>;
    const parsed = JSON.parse(text) as Record<string, unknown>;
    expect(changed).toEqual(Object.fromEntries(Object.entries(parsed).map(([key, inner]) => [key, key === 'data' ? 'changed' : inner])));
  }
});

const childrenOf = (text: string): string[] => {
  if (text.startsWith('{')) return [...membersOf(text, 0)].map(({ from, to }) => text.slice(from, to));
  return text.startsWith('[') ? [...itemsOf(text, 0)].map(({ from, to }) => text.slice(from, to)) : [];
};

function hasTwice(text: string): boolean {
  const children = childrenOf(text);
  return Object.keys(JSON.parse(text) as object ?? {}).length < children.length || children.some((child) => /^[[{]/.test(child) && hasTwice(child));
}

test('parts are those that projection finds', () => {
  let compared = 0;
  const segments = ['a', 'data', '__proto__', 'a.b', '', '0', ','];
  for (const text of texts) {
    const document = `{"_id":"x","data":${text.trim()},"a":[${text.trim()}]}`;
    const paths = Array.from({ length: below(4) }, () => [pick(['data', 'a', '_id', 'nobody']), ...Array.from({ length: below(4) }, () => pick(segments))]);
    // One that is there twice is found twice; of what is parsed the last counts.
    if (hasTwice(text.trim())) continue;
    compared++;
    expect(JSON.parse(textProjection(paths)(document))).toEqual(JSON.parse(JSON.stringify(projection([['_id'], ...paths])(JSON.parse(document)))));
  }
  expect(compared).toBeGreaterThan(1000);
  expect(textProjection([['data', 'b']])('{"_id":"x","data":{"b" : 12345678901234567890, "c":1},"z":1}')).toBe('{"_id":"x","data":{"b" : 12345678901234567890}}');
});

test('a value may be large, but not nested without end', () => {
  const large = JSON.stringify({ data: 'x'.repeat(5_000_000), list: Array.from({ length: 100_000 }, (_, i) => i) });
  expect([...membersOf(large)].map(({ key }) => key)).toEqual(['data', 'list']);
  const nested = (depth: number): string => `{"data":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect(memberText(nested(1000), 'data')).toHaveLength(2000);
  expect(() => memberText(nested(1001), 'data')).toThrow('nested deeper than 1000 levels');
  expect(() => memberText(nested(500_000), 'data')).toThrow('nested deeper');
});
