import { leniencyForUpdate, parseStructural } from './parse';
import { decoded, faultsOf, path, structural, withField } from './testing/schemas';

const object = { type: 'object' };
const text = { type: 'string' };
const root = (more: object): object => ({ type: 'object', ...more });

/** Texts are those of upstream's validation_test.go files. */
const cases: readonly (readonly [string, object, readonly string[]])[] = [
  ['a plain schema', root({ properties: { spec: object, status: object, metadata: object } }), []],
  ['no type at the root', { properties: { spec: object } }, ['$.type: Required value: must not be empty at the root']],
  ['another type at the root', { type: 'string' }, ['$.type: Invalid value: "string": must be object at the root']],
  ['no type of a field', root({ properties: { spec: {} } }), ['$.properties[spec].type: Required value: must not be empty for specified object fields']],
  ['no type of items', withField({ type: 'array', items: {} }), ['$.properties[field].items.type: Required value: must not be empty for specified array items']],
  ['no items', withField({ type: 'array' }), ['$.properties[field].items: Required value: must be specified']],
  ['no type of values', withField({ type: 'object', additionalProperties: {} }), ['$.properties[field].additionalProperties.type: Required value: must not be empty for specified object fields']],
  ['unknown fields and int-or-string need no type', root({ properties: { a: { 'x-kubernetes-preserve-unknown-fields': true }, b: { 'x-kubernetes-int-or-string': true } } }), []],
  ['values at the root', root({ additionalProperties: text }), ['$.additionalProperties: Forbidden: must not be used at the root']],
  ['nullable root', root({ nullable: true }), ['$.nullable: Forbidden: nullable cannot be true at the root']],
  ['a type that is none', withField({ type: 'bool' }), ['$.properties[field].type: Unsupported value: "bool": supported values: "array", "boolean", "integer", "number", "object", "string"']],
  ['what int-or-string excludes', withField({ 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true, 'x-kubernetes-embedded-resource': true }), [
    '$.properties[field].type: Required value: must be object if x-kubernetes-embedded-resource is true',
    '$.properties[field].x-kubernetes-embedded-resource: Invalid value: true: must be false if x-kubernetes-int-or-string is true',
    '$.properties[field].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true',
  ]],
  ['types of int-or-string in anyOf', withField({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, text] }), []],
  ['types of int-or-string in allOf', withField({ 'x-kubernetes-int-or-string': true, allOf: [{ anyOf: [{ type: 'integer' }, text] }, { pattern: '^x' }] }), []],
  ['types in the other order', withField({ 'x-kubernetes-int-or-string': true, anyOf: [text, { type: 'integer' }] }), [
    '$.properties[field].anyOf[0].type: Forbidden: must be empty to be structural',
    '$.properties[field].anyOf[1].type: Forbidden: must be empty to be structural',
  ]],
  ['what junctors may not say', root({ properties: { a: text }, allOf: [{ type: 'object', title: 't', description: 'd', default: {}, nullable: true, 'x-kubernetes-preserve-unknown-fields': true }] }), [
    '$.allOf[0].default: Forbidden: must be undefined to be structural',
    '$.allOf[0].description: Forbidden: must be empty to be structural',
    '$.allOf[0].nullable: Forbidden: must be false to be structural',
    '$.allOf[0].title: Forbidden: must be empty to be structural',
    '$.allOf[0].type: Forbidden: must be empty to be structural',
    '$.allOf[0].x-kubernetes-preserve-unknown-fields: Forbidden: must be false to be structural',
  ]],
  ['values in junctors', root({ not: { additionalProperties: { pattern: 'a' } } }), ['$.not.additionalProperties: Forbidden: must be undefined to be structural']],
  ['metadata in junctors', root({ properties: { metadata: object }, anyOf: [{ properties: { metadata: {} } }] }), ['$.anyOf[0].properties[metadata]: Forbidden: must not be specified in a nested context']],
  ['fields that only junctors know', root({ properties: { a: { type: 'array', items: object } }, oneOf: [{ properties: { b: {}, a: { items: { properties: { c: { minimum: 1 } } } } } }] }), [
    '$.properties[a].items.properties[c]: Required value: because it is defined in $.oneOf[0].properties[a].items.properties[c]',
    '$.properties[b]: Required value: because it is defined in $.oneOf[0].properties[b]',
  ]],
  ['a pattern that is none', withField({ type: 'string', pattern: '(' }), ["$.properties[field].pattern: Invalid value: \"(\": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `(`"]],
  ['metadata that says more', root({ properties: { metadata: root({ properties: { name: text, labels: object } }) } }),
    ['$.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified']],
  ['metadata that restricts names', root({ properties: { metadata: root({ properties: { name: { type: 'string', pattern: '^a' } } }) } }), []],
  ['meta fields of other types', root({ properties: { kind: { type: 'integer' }, apiVersion: object, metadata: text } }), [
    '$.properties[apiVersion].type: Invalid value: "object": must be string',
    '$.properties[kind].type: Invalid value: "integer": must be string',
    '$.properties[metadata].type: Invalid value: "string": must be object',
  ]],
  ['an embedded resource', withField({ type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true }), []],
  ['an embedded resource of nothing', withField({ type: 'object', 'x-kubernetes-embedded-resource': true }),
    ['$.properties[field].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields']],
  ['an embedded resource in metadata', withField({ type: 'object', 'x-kubernetes-embedded-resource': true, properties: { metadata: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true } } }),
    ['$.properties[field].properties[metadata].x-kubernetes-embedded-resource: Forbidden: must not be used inside of resource meta']],
  ['items and values', withField({ type: 'object', properties: { a: text }, additionalProperties: text }), ['$.properties[field].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive']],
  ['unique items', withField({ type: 'array', items: text, uniqueItems: true }), ['$.properties[field].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic']],
  ['references', withField({ type: 'object', $ref: '#/x' }), ['$.properties[field].$ref: Forbidden: $ref is not supported']],
  ['what is not supported', root({ id: 'x', definitions: { a: object }, patternProperties: { a: object } }),
    ['$.id: Forbidden: id is not supported', '$.patternProperties: Forbidden: patternProperties is not supported', '$.definitions: Forbidden: definitions is not supported']],
  ['$schema, of which nobody else speaks', root({ $schema: 'x' }), ['$: Invalid value: "": OpenAPIV3Schema \'schema\' is not supported']],
  ['several schemas of items', withField({ type: 'array', items: [text] }), ['$.properties[field].items: Forbidden: items must be a schema object and not an array']],
  ['unknown fields that are not preserved', withField({ type: 'object', 'x-kubernetes-preserve-unknown-fields': false }),
    ['$.properties[field].x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined']],
  ['map types', root({ properties: { a: { type: 'string', 'x-kubernetes-map-type': 'granular' }, b: { type: 'object', 'x-kubernetes-map-type': 'other' } } }), [
    '$.properties[a].type: Invalid value: "string": must be object if x-kubernetes-map-type is specified',
    '$.properties[b].x-kubernetes-map-type: Unsupported value: "other": supported values: "atomic", "granular"',
  ]],
  ['list types', root({ properties: { a: { type: 'object', 'x-kubernetes-list-type': 'set' }, b: { type: 'array', items: text, 'x-kubernetes-list-type': 'other' } } }), [
    '$.properties[a].type: Invalid value: "object": must be array if x-kubernetes-list-type is specified',
    '$.properties[b].x-kubernetes-list-type: Unsupported value: "other": supported values: "atomic", "set", "map"',
  ]],
  ['sets of what is no unit', root({ properties: { a: { type: 'array', items: object, 'x-kubernetes-list-type': 'set' } } }),
    ['$.properties[a].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set']],
  ['keys of what is no map', withField({ type: 'array', items: object, 'x-kubernetes-list-map-keys': ['a'] }), ['$.properties[field].x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty']],
  ['a list map without keys', withField({ type: 'array', items: object, 'x-kubernetes-list-type': 'map' }), ['$.properties[field].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map']],
  ['a list map of texts', withField({ type: 'array', items: text, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a'] }),
    ["$.properties[field].items.type: Invalid value: \"string\": must be object if parent array's x-kubernetes-list-type is map"]],
  ['keys that are none', withField({ type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a', 'a', 'b'], items: root({ required: ['b'], properties: { b: object } }) }), [
    '$.properties[field].x-kubernetes-list-map-keys: Invalid value: ["a","a","b"]: entries must all be names of item properties',
    '$.properties[field].x-kubernetes-list-map-keys: Invalid value: ["a","a","b"]: entries must all be names of item properties',
    '$.properties[field].x-kubernetes-list-map-keys: Invalid value: ["a","a","b"]: must not contain duplicate entries',
    "$.properties[field].items.properties[b].type: Invalid value: \"object\": must be a scalar type if parent array's x-kubernetes-list-type is map",
  ]],
  ['keys that may be missing', withField({ type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a', 'b'], items: root({ nullable: true, properties: { a: text, b: { type: 'string', nullable: true, default: 'x' } } }) }), [
    '$.properties[field].items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is map',
    '$.properties[field].items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
    '$.properties[field].items.properties[b].nullable: Forbidden: this property is in x-kubernetes-list-map-keys, so it cannot be nullable',
  ]],
  ['expressions', root({ 'x-kubernetes-validations': [
    { rule: ' ' }, { rule: 'a', message: ' ' }, { rule: 'a', message: 'b\nc' }, { rule: 'a\nb' }, { rule: 'a', messageExpression: ' ' }, { rule: 'a', reason: 'Other' }, { rule: 'a', fieldPath: '.x' },
  ] }), [
    '$.x-kubernetes-validations[0].rule: Required value: rule is not specified',
    '$.x-kubernetes-validations[1].message: Invalid value: " ": must be non-empty if specified',
    '$.x-kubernetes-validations[2].message: Invalid value: "b\\nc": must not contain line breaks',
    '$.x-kubernetes-validations[3].message: Required value: message must be specified if rule contains line breaks',
    '$.x-kubernetes-validations[4].messageExpression: Required value: messageExpression must be non-empty if specified',
    '$.x-kubernetes-validations[5].reason: Unsupported value: "Other": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
    '$.x-kubernetes-validations[6].fieldPath: Invalid value: ".x": must be a valid path',
  ]],
  ['a default of another type', withField({ type: 'integer', default: 'a' }), ['$.properties[field].default: Invalid value: "string": $.properties[field].default in body must be of type integer: "string"'.replace('$.properties[field].default in', ' in')]],
  ['a default with unknown fields', withField({ type: 'object', properties: { a: text }, default: { a: 'x', b: 1 } }), ['$.properties[field].default: Invalid value: {"a":"x","b":1}: must not have unknown fields']],
  ['defaults of metadata', root({ properties: { metadata: root({ properties: { name: { type: 'string', default: 'x' } } }) } }), ['$.properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata']],
  ['an embedded default that is no resource', withField({ type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true, default: { kind: 'Pod' } }),
    ['$.properties[field].default.apiVersion: Required value']],
  ['a name that embedded metadata cannot have', withField({ type: 'object', 'x-kubernetes-embedded-resource': true, properties: { metadata: root({ properties: { name: { type: 'string', default: 'a/b' } } }) } }),
    ['$.properties[field].properties[metadata].properties[name].default: Invalid value: "a/b": must result in valid metadata: metadata.name: Invalid value: "a/b": may not contain \'/\'']],
];

describe('parseStructural', () => {
  it.each(cases)('%s', (_, schema, expected) => {
    expect(faultsOf(schema)).toEqual(expected);
  });

  it('restricts the root where the status is validated by itself', () => {
    expect(faultsOf(root({ required: ['spec'], properties: { spec: object } }), { statusSubresource: true })).toEqual([]);
    expect(faultsOf(root({ maxProperties: 1 }), { statusSubresource: true })[0]).toMatch(/^\$: Invalid value: .*: only \[Description Type .* XValidations\] fields are allowed at the root of the schema if the status subresource is enabled$/);
    expect(faultsOf({ type: 'string' }, { statusSubresource: true })[0]).toBe('$.type: Invalid value: "string": only "object" is allowed as the type at the root of the schema if the status subresource is enabled');
  });

  it('lets a stored definition keep what came late', () => {
    const schema = withField({ type: 'array', items: object, 'x-kubernetes-list-type': 'set' });
    expect(faultsOf(schema)).toHaveLength(1);
    expect(faultsOf(schema, { leniency: leniencyForUpdate([decoded(schema)]) })).toEqual([]);
  });

  it('has rules judged only in parts without a fault', () => {
    const seen: string[] = [];
    const judgeRules = (places: readonly { path: string }[]): [] => { seen.push(...places.map((place) => place.path)); return []; };
    const rules = { 'x-kubernetes-validations': [{ rule: 'true' }] };
    faultsOf(root({ ...rules, properties: { good: { ...object, ...rules }, bad: { ...object, ...rules, uniqueItems: true } } }), { judgeRules });
    expect(seen).toEqual([`${path}.properties[good]`]);
  });

  it('answers with the schema itself', () => {
    const schema = decoded(withField({ type: 'string', default: 'a' }));
    expect(parseStructural(schema, { path })).toEqual(schema);
    expect(structural(withField(text)).properties?.field).toEqual(text);
  });
});
