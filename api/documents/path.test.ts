import { parsePath, valuesAt } from './path';

test.each([
  ['resourceName', ['resourceName']],
  ['data.metadata.name', ['data', 'metadata', 'name']],
  ['data.metadata.labels.io\uff0etencent\uff0ebcs\uff0ecluster', ['data', 'metadata', 'labels', 'io.tencent.bcs.cluster']],
  ['', ['']],
  ['a..b', ['a', '', 'b']],
])('%p', (text, path) => expect(parsePath(text)).toEqual(path));

const at = (document: unknown, path: string): unknown[] => valuesAt(document, parsePath(path));

test.each<[string, unknown, string, unknown[]]>([
  ['a value', { a: { b: 1 } }, 'a.b', [1]],
  ['nothing', { a: { b: 1 } }, 'a.c', [undefined]],
  ['nothing below a scalar', { a: 1 }, 'a.b', [undefined]],
  ['nothing below null', { a: null }, 'a.b', [undefined]],
  ['null itself', { a: null }, 'a', [null]],
  ['a key with dots', { a: { 'x.y': 1 } }, 'a.x\uff0ey', [1]],
  ['no key with dots by levels', { a: { 'x.y': 1 } }, 'a.x.y', [undefined]],
  ['an array at the end: members, then itself', { a: [1, 2] }, 'a', [1, 2, [1, 2]]],
  ['an empty array', { a: [] }, 'a', [[]]],
  ['through an array', { a: [{ b: 1 }, { b: 2 }, { c: 3 }, 4] }, 'a.b', [1, 2, undefined]],
  ['nothing is missing in an array without objects', { a: [1, 2] }, 'a.b', []],
  ['not through arrays in arrays', { a: [[{ b: 1 }]] }, 'a.b', []],
  ['by index', { a: [{ b: 1 }, { b: 2 }] }, 'a.1.b', [2]],
  ['by indices in arrays in arrays', { a: [[7, 8]] }, 'a.0.1', [8]],
  ['no such index', { a: [1] }, 'a.5', []],
  ['a number that is a key in the members', { a: [{ 5: 'x' }] }, 'a.5', ['x']],
  ['a number that is a key', { a: { 0: 'x' } }, 'a.0', ['x']],
  ['arrays on arrays', { a: [{ b: [{ c: 1 }, { c: 2 }] }, { b: { c: 3 } }] }, 'a.b.c', [1, 2, 3]],
])('%s', (_what, document, path, found) => expect(at(document, path)).toEqual(found));

test.each(['constructor', 'a.constructor', '__proto__', 'a.__proto__.x', 'a.hasOwnProperty', 'toString.name', 's.length'])('%s is nothing that a document has', (path) => {
  expect(at({ a: {}, s: 'text' }, path)).toEqual([undefined]);
});

test('but it may have it', () => expect(at(JSON.parse('{"__proto__":{"constructor":1}}'), '__proto__.constructor')).toEqual([1]));

test('nesting without end is nobody\'s end', () => {
  const deep = 5000;
  const arrays: unknown = JSON.parse(`${'['.repeat(deep)}1${']'.repeat(deep)}`);
  expect(at({ a: arrays }, `a${'.0'.repeat(deep)}`)).toEqual([undefined]);
  expect(at({ a: arrays }, `a${'.0'.repeat(90)}`)).toHaveLength(2);
  // Each level could be entered in two ways.
  const twice: unknown = JSON.parse(`${'[{"0":'.repeat(50)}1${'}]'.repeat(50)}`);
  expect(at({ a: twice }, `a${'.0'.repeat(99)}`)).toEqual([{ 0: 1 }]);
});
