import { formatFieldError, type FieldError } from '../../field-error';
import { decoded, withField } from '../testing/schemas';
import type { Structural } from '../structural';
import { compileDefaults } from './default';
import { compileCoerce, compileEmbeddedCheck, compileSalvage, type Coerced } from './embedded';
import { compileListTypes } from './list-types';
import { compileDropNulls } from './nulls';
import { compilePrune } from './prune';

const schemaOf = (schema: object): Structural => decoded(schema) as Structural;
const preserving = { 'x-kubernetes-preserve-unknown-fields': true };
const text = { type: 'string' };

describe('pruning', () => {
  const spec = { type: 'object', properties: { a: text } };

  it.each<readonly [string, object, object, object, readonly string[]]>([
    ['fields that are not known', withField(spec), { field: { a: 'x', b: { c: 1 } }, other: 1 }, { field: { a: 'x' } }, ['field.b', 'other']],
    ['meta fields of the root are known', withField(spec), { kind: 'K', metadata: { any: 1 }, field: {} }, { kind: 'K', metadata: { any: 1 }, field: {} }, []],
    ['meta fields inside are not', withField(spec), { field: { kind: 'K' } }, { field: {} }, ['field.kind']],
    ['lists', withField({ type: 'array', items: spec }), { field: [{ a: 'x', b: 1 }] }, { field: [{ a: 'x' }] }, ['field[0].b']],
    ['values', withField({ type: 'object', additionalProperties: spec }), { field: { k: { b: 1 } } }, { field: { k: {} } }, ['field.k.b']],
    ['values of which nothing is known', withField({ type: 'object', additionalProperties: true }), { field: { k: { b: 1 }, l: 2 } }, { field: { k: {}, l: 2 } }, ['field.k.b']],
    ['preserved', withField({ ...preserving, type: 'object' }), { field: { x: { y: [{ z: 1 }] } } }, { field: { x: { y: [{ z: 1 }] } } }, []],
    ['pruned again below', withField({ ...preserving, type: 'object', properties: { in: spec } }), { field: { in: { b: 1 }, out: 1 } }, { field: { in: {}, out: 1 } }, ['field.in.b']],
    ['lists below what preserves', withField({ ...preserving, type: 'array', items: { type: 'object' } }), { field: [{ x: 1 }] }, { field: [{ x: 1 }] }, []],
    ['embedded resources', withField({ type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec } }), { field: { kind: 'K', apiVersion: 'v1', metadata: { x: 1 }, spec: {}, b: 1 } },
      { field: { kind: 'K', apiVersion: 'v1', metadata: { x: 1 }, spec: {} } }, ['field.b']],
  ])('%s', (_, schema, object, expected, unknown) => {
    const found: string[] = [];
    expect(compilePrune(schemaOf(schema), { resource: true })(object, '', found)).toEqual(expected);
    expect(found.sort()).toEqual(unknown);
  });

  it('copies with keys in order, whatever their names', () => {
    const input = JSON.parse('{"field":{"b":1,"__proto__":{"x":1},"a":{}}}') as object;
    const output = compilePrune(schemaOf(withField({ ...preserving, type: 'object' })), { resource: true })(input, '', []) as { field: object };
    expect(JSON.stringify(output)).toBe('{"field":{"__proto__":{"x":1},"a":{},"b":1}}');
    expect(output.field).not.toBe((input as { field: object }).field);
  });

  it('refuses what nests too deeply', () => {
    const deep = JSON.parse(`${'['.repeat(600)}${']'.repeat(600)}`) as unknown;
    expect(() => compilePrune(schemaOf(withField(preserving)))({ field: deep }, '', [])).toThrow('exceeded max depth');
  });
});

describe('nulls', () => {
  it('are dropped where none may be, unless a default takes their place', () => {
    const schema = schemaOf({ type: 'object', properties: {
      plain: text, nullable: { ...text, nullable: true }, defaulted: { ...text, default: 'x' }, map: { type: 'object', additionalProperties: text }, list: { type: 'array', items: { type: 'object', properties: { a: text } } },
    } });
    const object = { plain: null, nullable: null, defaulted: null, map: { a: null, b: 'x' }, list: [null, { a: null }], unknown: null };
    compileDropNulls(schema)(object);
    expect(object).toEqual({ nullable: null, defaulted: null, map: { b: 'x' }, list: [null, {}], unknown: null });
  });
});

describe('defaults', () => {
  const fill = (schema: object, object: object): object => {
    compileDefaults(schemaOf(schema))?.(object);
    return object;
  };

  it.each<readonly [string, object, object, object]>([
    ['of what is absent', withField({ ...text, default: 'a' }), {}, { field: 'a' }],
    ['not of what is there', withField({ ...text, default: 'a' }), { field: '' }, { field: '' }],
    ['of a null that may not be', withField({ ...text, default: 'a' }), { field: null }, { field: 'a' }],
    ['not of one that may', withField({ ...text, nullable: true, default: 'a' }), { field: null }, { field: null }],
    ['inside defaults', withField({ type: 'object', default: {}, properties: { a: { type: 'integer', default: 1 } } }), {}, { field: { a: 1 } }],
    ['inside what is there only', withField({ type: 'object', properties: { a: { type: 'integer', default: 1 } } }), {}, {}],
    ['of items', withField({ type: 'array', items: { type: 'object', default: { a: 2 }, properties: { a: { type: 'integer', default: 1 } } } }), { field: [{}, null] }, { field: [{ a: 1 }, { a: 2 }] }],
    ['of values', withField({ type: 'object', additionalProperties: { ...text, default: 'x' } }), { field: { a: null } }, { field: { a: 'x' } }],
    ['of values inside', withField({ type: 'object', additionalProperties: { type: 'object', properties: { a: { type: 'integer', default: 1 } } } }), { field: { k: {} } }, { field: { k: { a: 1 } } }],
  ])('%s', (_, schema, object, expected) => {
    expect(fill(schema, object)).toEqual(expected);
  });

  it('stand where they belong, and are nobody else\'s', () => {
    const schema = { type: 'object', properties: { a: { type: 'object', default: { x: [] }, ...preserving }, b: text } };
    const object = fill(schema, { b: '1' }) as { a: { x: unknown[] } };
    expect(JSON.stringify(object)).toBe('{"a":{"x":[]},"b":"1"}');
    object.a.x.push(1);
    expect(fill(schema, {})).toEqual({ a: { x: [] } });
  });

  it('cost nothing where there are none', () => {
    expect(compileDefaults(schemaOf(withField({ type: 'array', items: { type: 'object', properties: { a: text } } })))).toBeUndefined();
  });
});

describe('embedded resources', () => {
  const schema = schemaOf(withField({ type: 'array', items: { type: 'object', 'x-kubernetes-embedded-resource': true, ...preserving } }));
  const coerced = (object: unknown): Coerced => {
    const found: Coerced = { faults: [], unknown: [] };
    compileCoerce(schema)?.(object, '', found);
    return found;
  };

  it('have their metadata brought into its form', () => {
    const object = { field: [{ metadata: { labels: { b: '1', a: '2' }, name: 'x', creationTimestamp: null, other: { a: 1 } } }] };
    expect(coerced(object).unknown).toEqual(['field[0].metadata.other']);
    expect(JSON.stringify(object)).toBe('{"field":[{"metadata":{"name":"x","labels":{"a":"2","b":"1"}}}]}');
  });

  it.each<readonly [string, object, readonly string[]]>([
    ['kind', { kind: 1 }, ['field[0].kind: Invalid value: 1: must be a string']],
    ['metadata', { metadata: { labels: { a: 1 } } }, ['field[0].metadata: Invalid value: {"labels":{"a":1}}: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string']],
  ])('of a wrong type: %s', (_, resource, expected) => {
    expect(coerced({ field: [resource] }).faults.map(formatFieldError)).toEqual(expected);
  });

  it('lose what cannot be read when they are stored already', () => {
    const object = { field: [{ kind: 1, apiVersion: 'v1', metadata: { name: 'a', labels: 7 } }] };
    compileSalvage(schema)?.(object, '', undefined);
    expect(object).toEqual({ field: [{ apiVersion: 'v1', metadata: { name: 'a' } }] });
  });

  it.each<readonly [string, object, readonly string[]]>([
    ['good', { apiVersion: 'a/v1', kind: 'Pod', metadata: { namespace: 'x' } }, []],
    ['untyped', {}, ['field[0].apiVersion: Required value', 'field[0].kind: Required value']],
    ['empty', { apiVersion: '', kind: '' }, ['field[0].apiVersion: Invalid value: "": must not be empty', 'field[0].kind: Invalid value: "": must not be empty']],
    ['malformed', { apiVersion: 'a/b/c', kind: 'a.b' }, [
      'field[0].apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
      "field[0].kind: Invalid value: \"a.b\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ]],
    ['named badly', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a/b' } }, ["field[0].metadata.name: Invalid value: \"a/b\": may not contain '/'"]],
  ])('are checked: %s', (_, resource, expected) => {
    const faults: FieldError[] = [];
    compileEmbeddedCheck(schema)?.({ field: [resource] }, '', faults);
    expect(faults.map(formatFieldError)).toEqual(expected);
  });
});

describe('sets and list maps', () => {
  const set = { type: 'array', items: text, 'x-kubernetes-list-type': 'set' };
  const map = (...keys: string[]): object => ({ type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys });

  it.each<readonly [string, object, unknown, readonly string[]]>([
    ['a set', set, ['a', 'b'], []],
    ['the second, not the third', set, ['a', 'a', 'a'], ['field[1]: Duplicate value: "a"']],
    ['numbers are no texts', set, [1, '1', true, 'true'], []],
    ['objects, in any order', set, [{ a: 1, b: 2 }, { b: 2, a: 1 }], ['field[1]: Duplicate value: {"b":2,"a":1}']],
    ['one key', map('a'), [{ a: 1, b: 1 }, { a: 1, b: 2 }], ['field[1]: Duplicate value: {"a":1}']],
    ['no key', map('a'), [{ b: 1 }, { b: 2 }, null], ['field[1]: Duplicate value: {}']],
    ['two keys', map('b', 'a'), [{ a: 1, b: 1 }, { a: 1, b: 2 }, { b: 1, a: 1 }], ['field[2]: Duplicate value: {"a":1,"b":1}']],
    ['no objects', map('a'), [{}, 'x'], ['field[1]: Invalid value: "x": must be an object for an array of list-type map']],
    ['inside values', { type: 'object', additionalProperties: set }, { k: ['a', 'a'] }, ['field[k][1]: Duplicate value: "a"']],
    ['inside items', { type: 'array', items: set }, [['a'], ['b', 'b']], ['field[1][1]: Duplicate value: "b"']],
  ])('%s', (_, schema, value, expected) => {
    const faults: FieldError[] = [];
    compileListTypes(schemaOf(withField(schema)))?.({ field: value }, '', faults);
    expect(faults.map(formatFieldError)).toEqual(expected);
  });
});
