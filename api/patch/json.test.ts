import { ApiError } from '../errors';
import { applyJsonPatch } from './json';

const refusal = (document: unknown, patch: unknown): { code: number; message: string } => {
  try {
    applyJsonPatch(document, patch);
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('applied');
};

// RFC 6902, appendix A.
test.each<[string, unknown, unknown, unknown]>([
  ['A.1 add a member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
  ['A.2 add an element', { foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
  ['A.3 remove a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
  ['A.4 remove an element', { foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
  ['A.5 replace', { baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo', foo: 'bar' }],
  ['A.6 move a value', { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } }, [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }], { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } }],
  ['A.7 move an element', { foo: ['all', 'grass', 'cows', 'eat'] }, [{ op: 'move', from: '/foo/1', path: '/foo/3' }], { foo: ['all', 'cows', 'eat', 'grass'] }],
  ['A.8 test that holds', { baz: 'qux', foo: ['a', 2, 'c'] }, [{ op: 'test', path: '/baz', value: 'qux' }, { op: 'test', path: '/foo/1', value: 2 }], { baz: 'qux', foo: ['a', 2, 'c'] }],
  ['A.10 add a nested object', { foo: 'bar' }, [{ op: 'add', path: '/child', value: { grandchild: {} } }], { foo: 'bar', child: { grandchild: {} } }],
  ['A.11 unknown members are ignored', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }], { foo: 'bar', baz: 'qux' }],
  ['A.14 escapes', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
  ['A.16 add to the end', { foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }], { foo: ['bar', ['abc', 'def']] }],
  ['negative indices count from the end', { a: [1, 2, 3] }, [{ op: 'remove', path: '/a/-1' }, { op: 'add', path: '/a/-1', value: 9 }], { a: [1, 2, 9] }],
  ['a copy is one of its own', { a: { x: [1] } }, [{ op: 'copy', from: '/a', path: '/b' }, { op: 'add', path: '/b/x/-', value: 2 }], { a: { x: [1] }, b: { x: [1, 2] } }],
  ['a copy of what was changed before', { a: { x: [1] } }, [{ op: 'add', path: '/a/x/-', value: 2 }, { op: 'copy', from: '/a', path: '/b' }, { op: 'remove', path: '/b/x/0' }], { a: { x: [1, 2] }, b: { x: [2] } }],
  ['the whole document is replaced', { a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
  ['the whole document is tested', { a: 1 }, [{ op: 'test', path: '', value: { a: 1 } }], { a: 1 }],
  ['a missing member equals null', { a: 1 }, [{ op: 'test', path: '/b', value: null }, { op: 'test', path: '/b' }], { a: 1 }],
  ['replace adds a missing member, as upstream', {}, [{ op: 'replace', path: '/a', value: 1 }], { a: 1 }],
  ['no operations', { a: 1 }, [], { a: 1 }],
])('%s', (_, document, patch, result) => {
  const before = JSON.stringify(document);
  expect(applyJsonPatch(document, patch)).toEqual(result);
  expect(JSON.stringify(document)).toBe(before);
});

test.each<[string, unknown, unknown]>([
  ['A.9 test that fails', { baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }]],
  ['A.12 add below what is missing', { foo: 'bar' }, [{ op: 'add', path: '/baz/bat', value: 'qux' }]],
  ['A.15 strings are no numbers', { '~1': 10 }, [{ op: 'test', path: '/~01', value: '10' }]],
  ['remove what is missing', {}, [{ op: 'remove', path: '/a' }]],
  ['move what is missing', {}, [{ op: 'move', from: '/a', path: '/b' }]],
  ['an index beyond the end', { a: [1] }, [{ op: 'add', path: '/a/2', value: 1 }]],
  ['replace beyond the end', { a: [1] }, [{ op: 'replace', path: '/a/1', value: 1 }]],
  ['an index that is none', { a: [1] }, [{ op: 'add', path: '/a/x', value: 1 }]],
  ['below a scalar', { a: 1 }, [{ op: 'add', path: '/a/b', value: 1 }]],
  ['the document itself removed', { a: 1 }, [{ op: 'remove', path: '' }]],
  ['a path without its slash', { a: 1 }, [{ op: 'remove', path: 'a' }]],
  ['test below what is missing', {}, [{ op: 'test', path: '/a/b', value: null }]],
  ['an operation that is none', {}, [{ op: 'frobnicate', path: '/a' }]],
  ['no operation', {}, [{ path: '/a' }]],
  ['no path', {}, [{ op: 'add', value: 1 }]],
  ['no from', { a: 1 }, [{ op: 'copy', path: '/b' }]],
])('does not apply: %s', (_, document, patch) => {
  expect(refusal(document, patch)).toEqual({ code: 422, message: 'the server rejected our request due to an error in our request' });
});

test('what is no patch is malformed', () => {
  expect(refusal({}, { op: 'add' })).toEqual({ code: 400, message: 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp' });
  expect(refusal({}, [{ op: 5, path: '/a' }])).toEqual({ code: 400, message: 'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string' });
});

test('has limits', () => {
  const add = { op: 'add', path: '/a', value: 1 };
  expect(refusal({}, Array.from({ length: 10_001 }, () => add))).toEqual({ code: 413, message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001' });
  const bomb = [{ op: 'add', path: '/a', value: ['x'.repeat(1000)] }, ...Array.from({ length: 30 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }))];
  expect(refusal({}, bomb).code).toBe(422);
});

test('ten thousand additions to one list take no longer than they must', () => {
  const patch = [{ op: 'add', path: '/a', value: [] }, ...Array.from({ length: 9_999 }, (_, i) => ({ op: 'add', path: '/a/-', value: i }))];
  expect((applyJsonPatch({}, patch) as { a: number[] }).a).toHaveLength(9_999);
});

test('hostile keys are keys', () => {
  const result = applyJsonPatch({}, JSON.parse('[{"op":"add","path":"/__proto__","value":{"polluted":true}},{"op":"add","path":"/__proto__/more","value":1}]'));
  expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true,"more":1}}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
