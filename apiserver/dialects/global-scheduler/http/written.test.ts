import { Repeated, written } from './written';

const textOf = (value: unknown): string => [...written(value)].join('');

// What json.MarshalIndent(value, " ", " ") writes.
it.each([
  [{}, '{}'],
  [{ a: [], b: {}, c: undefined }, '{\n  "a": [],\n  "b": {}\n }'],
  [{ a: [1, { b: 'x' }] }, '{\n  "a": [\n   1,\n   {\n    "b": "x"\n   }\n  ]\n }'],
  [{ a: 'é\n"<a href=\'&\'>\u2028\u2029\b\f\t\x7f\\b\\\\f' }, '{\n  "a": "é\\n\\"\\u003ca href=\'\\u0026\'\\u003e\\u2028\\u2029\\u0008\\u000c\\t\x7f\\\\b\\\\\\\\f"\n }'],
])('indents %j', (value, text) => {
  expect(textOf(value)).toBe(text);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
});

const item = { a: '<', b: [{ c: 1 }] };
const runs = (...times: readonly number[]): Repeated => new Repeated(times.map((each) => ({ item, times: each })));
const plain = (count: number): object[] => new Array<object>(count).fill(item);

it.each<[string, object, object]>([
  ['none', { x: runs() }, { x: [] }],
  ['none of an item', { x: runs(0) }, { x: [] }],
  ['one', { x: runs(1) }, { x: plain(1) }],
  ['several runs', { y: 1, x: runs(2, 0, 3), z: undefined, v: { w: [] } }, { y: 1, x: plain(5), v: { w: [] } }],
  ['more than a piece', { x: { y: runs(5000) } }, { x: { y: plain(5000) } }],
  ['in a list', { list: [{ id: 1, x: runs(1) }, { id: 2, x: runs() }] }, { list: [{ id: 1, x: plain(1) }, { id: 2, x: [] }] }],
])('writes what comes again as if it stood there: %s', (_what, value, same) => expect(textOf(value)).toBe(textOf(same)));

it('begins without having written the rest', () => {
  const pieces = written({ x: runs(1e12) });
  for (let i = 0; i < 5; i++) expect(pieces.next().value!.length).toBeLessThan(200_000);
});
