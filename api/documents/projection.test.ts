import { parsePath } from './path';
import { projection } from './projection';

const project = (document: unknown, ...paths: string[]): unknown => JSON.parse(JSON.stringify(projection(paths.map(parsePath))(document)));

const document = {
  _id: '5aa8', resourceName: 'web',
  data: { metadata: { name: 'web', labels: { app: 'web', 'a.b/c': 'd' } }, containers: [{ image: 'a', name: 'x' }, { name: 'y' }, 3, [{ image: 'b' }]], empty: {}, nothing: null },
};

test.each<[string, string[], unknown]>([
  ['structure is kept', ['data.metadata.name', 'resourceName'], { _id: '5aa8', resourceName: 'web', data: { metadata: { name: 'web' } } }],
  ['no paths: everything', [], document],
  ['unknown paths: only the id', ['nope', 'data.nope', 'data.metadata.name.nope', 'resourceName.x'], { _id: '5aa8' }],
  ['arrays member by member', ['data.containers.image'], { _id: '5aa8', data: { containers: [{ image: 'a' }, {}, [{ image: 'b' }]] } }],
  ['nothing in any member', ['data.containers.nope'], { _id: '5aa8' }],
  ['the wider path, said first', ['data.metadata', 'data.metadata.name'], { _id: '5aa8', data: { metadata: document.data.metadata } }],
  ['the wider path, said last', ['data.metadata.name', 'data.metadata'], { _id: '5aa8', data: { metadata: document.data.metadata } }],
  ['a key with dots', ['data.metadata.labels.a\uff0eb/c'], { _id: '5aa8', data: { metadata: { labels: { 'a.b/c': 'd' } } } }],
  ['what is empty, and null', ['data.empty', 'data.nothing'], { _id: '5aa8', data: { empty: {}, nothing: null } }],
  ['below the id', ['_id.x'], { _id: '5aa8' }],
  ['no index', ['data.containers.0.image'], { _id: '5aa8' }],
])('%s', (_what, paths, expected) => expect(project(document, ...paths)).toEqual(expected));

test('keys stay in their order', () => expect(JSON.stringify(projection([['b'], ['a']])({ a: 1, b: 2, _id: 'x' }))).toBe('{"a":1,"b":2,"_id":"x"}'));

test('prototypes are neither read nor written', () => {
  expect(project({ _id: 'x' }, 'constructor', '__proto__', 'toString.name')).toEqual({ _id: 'x' });
  const own = projection([['__proto__', 'a']])(JSON.parse('{"_id":"x","__proto__":{"a":1,"b":2}}'));
  expect(JSON.stringify(own)).toBe('{"_id":"x","__proto__":{"a":1}}');
  expect(({} as { a?: number }).a).toBeUndefined();
});

test('nesting without end is nobody\'s end', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(50_000)}{"a":1}${']'.repeat(50_000)}`);
  expect(project({ _id: 'x', data: deep }, 'data.a', Array.from({ length: 50_000 }, () => 'a').join('.'))).toEqual({ _id: 'x' });
});
