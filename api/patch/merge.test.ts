import { applyMergePatch } from './merge';

// RFC 7386, appendix A (those whose patch is an object; here a patch always is).
test.each<[unknown, unknown, unknown]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j patched by %j is %j', (document, patch, result) => {
  const before = JSON.stringify(document);
  expect(applyMergePatch(document, patch)).toEqual(result);
  expect(JSON.stringify(document)).toBe(before);
});

test('parts that the patch does not touch are shared', () => {
  const document = { a: { b: 1 }, c: { d: 1 } };
  const result = applyMergePatch(document, { a: { e: 2 } }) as typeof document;
  expect(result.c).toBe(document.c);
  expect(result.a).toEqual({ b: 1, e: 2 });
});

test.each([[[]], ['x'], [null], [1]])('%j is no patch', (patch) => {
  expect(() => applyMergePatch({}, patch)).toThrow('error decoding patch: json: cannot unmarshal');
});

test('hostile keys are keys', () => {
  const result = applyMergePatch({ metadata: {} }, JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'));
  expect(JSON.stringify(result)).toBe('{"metadata":{},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
