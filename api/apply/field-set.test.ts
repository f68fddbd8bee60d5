import { difference, equal, fieldSetOf, has, intersection, isEmpty, leaf, noFields, readFields, sorted, touches, union, without, type FieldSet } from './field-set';
import { FieldsError } from './path-element';

const set = (...paths: string[]): FieldSet => fieldSetOf(...paths.map((path) => path.split('/')));
const shape = (fields: FieldSet): string => JSON.stringify(sorted(fields));

describe('operations', () => {
  const cases: [string, FieldSet, FieldSet, { union: string; intersection: string; difference: string; without: string }][] = [
    ['apart', set('f:a'), set('f:b'), { union: '{"f:a":{},"f:b":{}}', intersection: '{}', difference: '{"f:a":{}}', without: '{"f:a":{}}' }],
    ['equal', set('f:a/f:b'), set('f:a/f:b'), { union: '{"f:a":{"f:b":{}}}', intersection: '{"f:a":{"f:b":{}}}', difference: '{}', without: '{}' }],
    ['parent and child', set('f:a'), set('f:a/f:b'), { union: '{"f:a":{".":{},"f:b":{}}}', intersection: '{}', difference: '{"f:a":{}}', without: '{"f:a":{}}' }],
    ['child and parent', set('f:a/f:b'), set('f:a'), { union: '{"f:a":{".":{},"f:b":{}}}', intersection: '{}', difference: '{"f:a":{"f:b":{}}}', without: '{}' }],
    ['both of a node', set('f:a', 'f:a/f:b', 'f:c'), set('f:a', 'f:a/f:d'), {
      union: '{"f:a":{".":{},"f:b":{},"f:d":{}},"f:c":{}}', intersection: '{"f:a":{}}', difference: '{"f:a":{"f:b":{}},"f:c":{}}', without: '{"f:c":{}}',
    }],
    ['with nothing', set('f:a'), noFields, { union: '{"f:a":{}}', intersection: '{}', difference: '{"f:a":{}}', without: '{"f:a":{}}' }],
  ];
  test.each(cases)('%s', (_, a, b, expected) => {
    expect({ union: shape(union(a, b)), intersection: shape(intersection(a, b)), difference: shape(difference(a, b)), without: shape(without(a, b)) }).toEqual(expected);
    expect(shape(union(b, a))).toBe(expected.union);
    expect(shape(intersection(b, a))).toBe(expected.intersection);
    expect(touches(a, b)).toBe(!isEmpty(intersection(a, b)));
  });

  it('shares what it leaves alone', () => {
    const a = set('f:a/f:b', 'f:c/f:d');
    expect(difference(a, set('f:x'))).toBe(a);
    expect(difference(a, set('f:c/f:d'))['f:a']).toBe(a['f:a']);
    expect(union(a, noFields)).toBe(a);
  });

  it('compares by members, not by order', () => {
    expect(equal(set('f:b', 'f:a'), set('f:a', 'f:b'))).toBe(true);
    expect(equal(set('f:a', 'f:a/f:b'), set('f:a/f:b'))).toBe(false);
    expect(equal(set('f:a'), set('f:a', 'f:b'))).toBe(false);
  });

  it('knows members from ways to them', () => {
    const a = set('f:a/f:b', 'f:c');
    expect([has(a, ['f:a']), has(a, ['f:a', 'f:b']), has(a, ['f:c']), has(a, ['f:c', 'f:x']), has(a, [])]).toEqual([false, true, true, false, false]);
  });
});

describe('FieldsV1', () => {
  it('writes fields, then keys, then values, then indices, numbers by size', () => {
    const fields = set('i:10', 'i:9', 'v:"b"', 'v:true', 'v:2', 'v:10', 'k:{"containerPort":443}', 'k:{"containerPort":80}', 'k:{"name":"a"}', 'f:b', 'f:a', 'f:a/f:z');
    expect(Object.keys(sorted(fields))).toEqual(['f:a', 'f:b', 'k:{"containerPort":80}', 'k:{"containerPort":443}', 'k:{"name":"a"}', 'v:2', 'v:10', 'v:"b"', 'v:true', 'i:9', 'i:10']);
    expect(Object.keys(sorted(fields)['f:a'] as FieldSet)).toEqual(['.', 'f:z']);
  });

  it('reads its own writing as it is', () => {
    const fields = sorted(set('f:a', 'f:a/f:b', 'k:{"name":"web"}/f:image', 'v:"x"'));
    const stored: unknown = JSON.parse(JSON.stringify(fields));
    expect(readFields(stored)).toBe(stored);
    expect(equal(fields, readFields(stored))).toBe(true);
  });

  it('brings what others wrote into its form', () => {
    expect(shape(readFields({ 'k:{"protocol": "TCP", "containerPort": 80}': { 'f:b': {}, 'f:a': {} }, 'f:x': { '.': {} }, 'q:later': { 'f:y': {} } })))
      .toBe('{"f:x":{},"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}":{"f:a":{},"f:b":{}}}');
    expect([readFields(undefined), readFields(null), readFields({})].every(isEmpty)).toBe(true);
  });

  it('makes steps of hostile names like any others', () => {
    const stored: unknown = JSON.parse('{"f:__proto__":{},"f:constructor":{"f:__proto__":{}}}');
    expect(has(readFields(stored), ['f:constructor', 'f:__proto__'])).toBe(true);
    expect(has(readFields(stored), ['f:toString'])).toBe(false);
  });

  test.each<[unknown, string]>([
    [{ f: {} }, 'key must be 2 characters long:'],
    [{ fields: {} }, 'missing colon: fields'],
    [{ 'i:x': {} }, 'strconv.Atoi: parsing "x": invalid syntax'],
    [{ 'k:{': {} }, 'parsing key as path element'],
    [{ 'f:a': 3 }, 'expect { or n'],
  ])('refuses %j', (input, message) => {
    expect(() => readFields(input)).toThrow(FieldsError);
    expect(() => readFields(input)).toThrow(message);
  });

  it('has one leaf for all', () => {
    expect(fieldSetOf(['f:a'])['f:a']).toBe(leaf);
  });
});
