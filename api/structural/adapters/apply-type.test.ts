import { toFieldSet } from '../../apply/to-field-set';
import { validate } from '../../apply/validate';
import type { Json } from '../../patch/own';
import { structural } from '../testing/schemas';
import { applyTypeOfResource } from './apply-type';

const type = applyTypeOfResource(structural({ type: 'object', properties: { spec: { type: 'object', properties: {
  keyed: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['b', 'a'], items: { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'integer', default: 1 }, c: { type: 'string' } } } },
  set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
  atomic: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
  unit: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: { type: 'string' } } },
  either: { 'x-kubernetes-int-or-string': true },
  open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { known: { type: 'integer' } } },
  values: { type: 'object', additionalProperties: { type: 'string' } },
} } } }));

const spec = (value: object): Json => ({ kind: 'Widget', apiVersion: 'example.com/v1', metadata: { labels: { a: 'b' } }, spec: value });

describe('the apply view of custom resources', () => {
  it.each<readonly [string, object, readonly string[]]>([
    ['list maps by their keys', { keyed: [{ a: 'x', c: 'y' }] }, ['keyed', 'k:{"a":"x","b":1}', 'f:c']],
    ['sets by their values', { set: ['x'] }, ['v:"x"']],
    ['other lists as units', { atomic: [{ a: 'x' }] }, ['f:atomic']],
    ['atomic maps as units', { unit: { a: 'x' } }, ['f:unit']],
    ['int-or-string', { either: '5%' }, ['f:either']],
    ['what is not known by key', { open: { known: 1, x: { y: [1] } } }, ['f:known', 'f:x', 'f:y']],
    ['values by key', { values: { a: 'x' } }, ['f:values', 'f:a']],
  ])('%s', (_, value, elements) => {
    expect(validate(type, spec(value))).toEqual([]);
    const owned = JSON.stringify(toFieldSet(type, spec(value))).replaceAll('\\"', '"');
    for (const element of elements) expect(owned).toContain(element);
  });

  it.each<readonly [object, readonly string[]]>([
    [{ other: 1 }, ['.spec.other: field not declared in schema']],
    [{ open: { known: 'x' } }, ['.spec.open.known: expected numeric (int or float), got string']],
    [{ values: { a: 1 } }, ['.spec.values.a: expected string, got &value.valueUnstructured{Value:1}']],
    [{ atomic: [{ b: 1 }] }, ['.spec.atomic[0].b: field not declared in schema']],
  ])('%j is not of it', (value, expected) => {
    expect(validate(type, spec(value))).toEqual(expected);
  });

  it('knows metadata, with and without a schema', () => {
    for (const each of [type, applyTypeOfResource(undefined)]) {
      expect(validate(each, { metadata: { labels: 'x' } })).toEqual(['.metadata.labels: expected map, got &{x}']);
    }
  });
});
