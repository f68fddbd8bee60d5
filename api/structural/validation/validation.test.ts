import { formatFieldError } from '../../field-error';
import { decoded, withField } from '../testing/schemas';
import type { Structural } from '../structural';
import { compileValidator } from './index';

const faults = (schema: object, object: unknown): string[] => compileValidator(decoded(schema) as Structural).validate(object).map(formatFieldError);
const fieldFaults = (field: object, value: unknown): string[] => faults(withField(field), { field: value });

const anyType = [{ type: 'integer' }, { type: 'string' }];

/** Texts are those of upstream (apiextensions-apiserver pkg/apiserver/validation validation_test.go, kube-openapi errors/schema.go). */
const cases: readonly (readonly [string, object, unknown, readonly string[]])[] = [
  ['object', { type: 'object' }, {}, []],
  ['text for object', { type: 'object' }, 'foo', ['field: Invalid value: "string": field in body must be of type object: "string"']],
  ['integer for object', { type: 'object' }, 42, ['field: Invalid value: "integer": field in body must be of type object: "integer"']],
  ['number for object', { type: 'object' }, 1.2, ['field: Invalid value: "number": field in body must be of type object: "number"']],
  ['boolean for object', { type: 'object' }, true, ['field: Invalid value: "boolean": field in body must be of type object: "boolean"']],
  ['list for object', { type: 'object' }, [], ['field: Invalid value: "array": field in body must be of type object: "array"']],
  ['null', { type: 'object' }, null, ['field: Invalid value: "null": field in body must be of type object: "null"']],
  ['nullable', { type: 'object', nullable: true }, null, []],
  ['integer for number', { type: 'number' }, 1, []],
  ['whole number for integer', { type: 'integer' }, 1.0, []],
  ['too large for an integer', { type: 'integer' }, 1e30, [
    'field: Invalid value: "number": field in body must be of type integer: "number"', '<nil>: Invalid value: "": Checked value must be of type integer (default format) in field']],
  ['int32', { type: 'integer', format: 'int32' }, 2 ** 31, ['<nil>: Invalid value: "": Checked value must be of type integer with format int32 in field']],
  ['boolean for int32', { type: 'integer', format: 'int32' }, true, ['field: Invalid value: "": field in body must be of type int32: ""']],
  ['float', { type: 'number', format: 'float' }, 1e39, ['<nil>: Invalid value: "": Checked value must be of type number with format float in field']],
  ['int-or-string', { 'x-kubernetes-int-or-string': true }, 42, []],
  ['neither', { 'x-kubernetes-int-or-string': true }, 1.2, ['field: Invalid value: "number": field in body must be of type integer,string: "number"']],
  ['neither of anyOf', { 'x-kubernetes-int-or-string': true, nullable: true, anyOf: anyType }, 1.2, [
    'field: Invalid value: "number": field in body must be of type integer,string: "number"',
    '<nil>: Invalid value: "": "field" must validate at least one schema (anyOf)',
    'field: Invalid value: "number": field in body must be of type integer: "number"',
    '<nil>: Invalid value: "": Checked value must be of type integer (default format) in field']],
  ['null for nullable int-or-string with anyOf', { 'x-kubernetes-int-or-string': true, nullable: true, anyOf: anyType }, null, []],
  ['required', { type: 'object', required: ['nested'], properties: { nested: {} } }, {}, ['field.nested: Required value']],
  ['enum', { type: 'string', enum: ['a', 'b'] }, 'x', ['field: Unsupported value: "x": supported values: "a", "b"']],
  ['enum of numbers', { type: 'integer', enum: [1, 2] }, 'x', [
    'field: Invalid value: "string": field in body must be of type integer: "string"', 'field: Unsupported value: "x": supported values: "1", "2"']],
  ['enum of objects', { type: 'object', enum: [{ a: 1 }], 'x-kubernetes-preserve-unknown-fields': true }, { a: 1 }, []],
  ['null for an enum', { type: 'string', nullable: true, enum: ['a'] }, null, ['field: Unsupported value: null: supported values: "a"']],
  ['minimum', { type: 'integer', minimum: 1 }, 0, ['field: Invalid value: 0: field in body should be greater than or equal to 1']],
  ['exclusive minimum', { type: 'number', minimum: 0.5, exclusiveMinimum: true }, 0.5, ['field: Invalid value: 0.5: field in body should be greater than 0.5']],
  ['maximum', { type: 'integer', maximum: 10 }, 11, ['field: Invalid value: 11: field in body should be less than or equal to 10']],
  ['exclusive maximum', { type: 'integer', maximum: 10, exclusiveMaximum: true }, 10, ['field: Invalid value: 10: field in body should be less than 10']],
  ['integers against a bound with a fraction', { type: 'number', maximum: 1.5 }, 2, ['field: Invalid value: 2: field in body should be less than or equal to 1']],
  ['multiple', { type: 'integer', multipleOf: 5 }, 12, ['field: Invalid value: 12: field in body should be a multiple of 5']],
  ['multiple of a fraction', { type: 'number', multipleOf: 0.1 }, 2.5, []],
  ['fractions are what floating point makes of them', { type: 'number', multipleOf: 0.01 }, 19.99, ['field: Invalid value: 19.99: field in body should be a multiple of 0.01']],
  ['no multiple of a fraction', { type: 'number', multipleOf: 0.5 }, 0.7, ['field: Invalid value: 0.7: field in body should be a multiple of 0.5']],
  ['too long', { type: 'string', maxLength: 2 }, 'abc', ['field: Too long: may not be more than 2 bytes']],
  ['long in bytes only', { type: 'string', maxLength: 2 }, '😀é', []],
  ['too short', { type: 'string', minLength: 2 }, '😀', ['field: Invalid value: "😀": field in body should be at least 2 chars long']],
  ['pattern', { type: 'string', pattern: '^[a-z]+$' }, 'A', ["field: Invalid value: \"A\": field in body should match '^[a-z]+$'"]],
  ['a pattern matches a part', { type: 'string', pattern: 'b' }, 'abc', []],
  ['format', { type: 'string', format: 'date' }, '2020-02-30', ['field: Invalid value: "2020-02-30": field in body must be of type date: "2020-02-30"']],
  ['unknown format', { type: 'string', format: 'colour' }, 'x', []],
  ['a list for a format', { type: 'string', format: 'date' }, [], []],
  ['an object for a format', { type: 'string', format: 'date' }, {}, ['field: Invalid value: "": field in body must be of type date: ""']],
  ['too many items', { type: 'array', items: { type: 'integer' }, maxItems: 1 }, [1, 2], ['field: Too many: 2: must have at most 1 item']],
  ['too few items', { type: 'array', items: { type: 'integer' }, minItems: 1 }, [], ['field: Invalid value: 0: field in body should have at least 1 items']],
  ['items', { type: 'array', items: { type: 'integer' } }, [1, 'a'], ['field[1]: Invalid value: "string": field[1] in body must be of type integer: "string"']],
  ['values', { type: 'object', additionalProperties: { type: 'string' } }, { a: 1 }, ['field.a: Invalid value: "integer": field.a in body must be of type string: "integer"']],
  ['too many keys', { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 0 }, { a: '' }, ['field: Too many: 1: must have at most 0 items']],
  ['too few keys', { type: 'object', additionalProperties: { type: 'string' }, minProperties: 2 }, { a: '' }, ['field: Invalid value: 1: field in body should have at least 2 properties']],
  ['no others', { type: 'object', properties: { a: {} }, additionalProperties: false }, { b: 1 }, ['field: Invalid value: "b": field.b in body is a forbidden property']],
  ['oneOf: none', { type: 'object', properties: { a: {}, b: {} }, oneOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, [
    '<nil>: Invalid value: "": "field" must validate one and only one schema (oneOf). Found none valid', 'field.a: Required value']],
  ['oneOf: both', { type: 'object', properties: { a: {}, b: {} }, oneOf: [{ required: ['a'] }, { required: ['b'] }] }, { a: 1, b: 1 }, [
    '<nil>: Invalid value: "": "field" must validate one and only one schema (oneOf). Found 2 valid alternatives']],
  ['anyOf tells of the schema that fits most', { type: 'object', properties: { a: {}, b: {} }, anyOf: [{ required: ['a', 'b'] }, { required: ['b'], properties: { a: { enum: [1] } } }] }, { a: 1 }, [
    '<nil>: Invalid value: "": "field" must validate at least one schema (anyOf)', 'field.b: Required value']],
  ['allOf', { type: 'integer', allOf: [{ minimum: 5 }, { maximum: 7 }] }, 8, [
    'field: Invalid value: 8: field in body should be less than or equal to 7', '<nil>: Invalid value: "": "field" must validate all the schemas (allOf)']],
  ['allOf, none', { type: 'integer', allOf: [{ minimum: 9 }] }, 8, [
    'field: Invalid value: 8: field in body should be greater than or equal to 9', '<nil>: Invalid value: "": "field" must validate all the schemas (allOf). None validated']],
  ['not', { type: 'string', not: { pattern: 'a' } }, 'a', ['<nil>: Invalid value: "": "field" must not validate the schema (not)']],
];

describe('validation', () => {
  it.each(cases)('%s', (_, schema, value, expected) => {
    expect(fieldFaults(schema, value)).toEqual(expected);
  });

  it('tells of the root, and of a status where it stands', () => {
    const schema = { type: 'object', required: ['spec'], properties: { spec: {} } };
    expect(faults(schema, {})).toEqual(['spec: Required value']);
    const status = compileValidator(decoded({ type: 'object', properties: { n: { type: 'integer' } } }) as Structural);
    expect(status.validate({ n: 'a' }, 'status').map(formatFieldError)).toEqual(['status.n: Invalid value: "string": n in body must be of type integer: "string"']);
  });

  it('a pattern that backtracks for ever takes no time', () => {
    expect(fieldFaults({ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(5000)}!`)).toHaveLength(1);
  });
});

describe('ratcheting', () => {
  const item = { type: 'object', properties: { name: { type: 'string' }, size: { type: 'integer', maximum: 5 } } };
  const schema = decoded({ type: 'object', properties: {
    kind: { type: 'string', enum: ['Good'] },
    a: { type: 'integer', maximum: 5 }, b: { type: 'integer', maximum: 5 },
    keyed: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: item },
    atomic: { type: 'array', items: item },
    either: { type: 'object', properties: { x: { type: 'integer' }, y: { type: 'integer' } }, allOf: [{ properties: { x: { maximum: 5 } } }] },
  } }) as Structural;
  const validator = compileValidator(schema);
  const update = (value: object, old: object): string[] => validator.validateUpdate(value, old).map((fault) => fault.field);

  it.each<readonly [string, object, object, readonly string[]]>([
    ['what has not changed is let be', { a: 9, b: 1 }, { a: 9, b: 2 }, []],
    ['what has changed is not', { a: 8 }, { a: 9 }, ['a']],
    ['what is new is not', { a: 9, b: 8 }, { a: 9 }, ['b']],
    ['the type of the object never is', { kind: 'Bad', a: 1 }, { kind: 'Bad', a: 2 }, ['kind']],
    ['items of list maps are known by their keys', { keyed: [{ name: 'y', size: 1 }, { name: 'x', size: 9 }] }, { keyed: [{ name: 'x', size: 9 }] }, []],
    ['and only the one that changed is told of', { keyed: [{ name: 'x', size: 9 }, { name: 'y', size: 8 }] }, { keyed: [{ name: 'x', size: 9 }, { name: 'y', size: 9 }] }, ['keyed[1].size']],
    ['other lists are units', { atomic: [{ name: 'x', size: 9 }, { name: 'y', size: 1 }] }, { atomic: [{ name: 'x', size: 9 }] }, ['atomic[0].size']],
    ['other lists as they were', { a: 1, atomic: [{ name: 'x', size: 9 }] }, { a: 2, atomic: [{ name: 'x', size: 9 }] }, []],
    ['inside junctors there is no before', { either: { x: 9, y: 2 } }, { either: { x: 9, y: 1 } }, ['either.x', '<nil>']],
    ['unless the whole has not changed', { a: 1, either: { x: 9 } }, { a: 2, either: { x: 9 } }, []],
  ])('%s', (_, value, old, expected) => {
    expect(update(value, old)).toEqual(expected);
  });
});
