import { structural, withField } from '../testing/schemas';
import { publishedList, publishedName, publishedSchema, type Common, type PublishedKind } from './open-api';

const widget: PublishedKind = { group: 'example.com', version: 'v1', kind: 'Widget', listKind: 'WidgetList', plural: 'widgets', selectable: ['spec.color'] };
const common: Common = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { $ref: 'meta' }, listMetadata: { $ref: 'listMeta' } };
const meta = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { $ref: 'meta' } };

const field = (schema: object, flavour: 'v2' | 'v3'): unknown =>
  (publishedSchema(structural(withField(schema)), widget, flavour, common) as { properties?: { field?: unknown } }).properties?.field;

/** Cases of upstream's v2/conversion_test.go and builder_test.go. */
describe('published schemas', () => {
  it('are resources', () => {
    expect(publishedSchema(structural(withField({ type: 'string' })), widget, 'v3', common)).toEqual({
      type: 'object', properties: { field: { type: 'string' }, ...meta },
      'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }], 'x-kubernetes-selectable-fields': [{ fieldPath: 'spec.color' }],
    });
    expect(publishedSchema(undefined, widget, 'v2', common)).toMatchObject({ type: 'object', 'x-kubernetes-group-version-kind': [{ kind: 'Widget' }] });
    expect(publishedName(widget, 'Widget')).toBe('com.example.v1.Widget');
    expect(publishedList(widget, (name) => ({ $ref: name }), common)).toMatchObject({ description: 'WidgetList is a list of Widget', required: ['items'], properties: { items: { items: { $ref: 'com.example.v1.Widget' } } } });
  });

  it('name nothing in v2 where there may be anything', () => {
    const open = structural({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } });
    expect(publishedSchema(open, widget, 'v2', common)).not.toHaveProperty('properties');
    expect(publishedSchema(open, widget, 'v3', common)).toHaveProperty('properties.a');
  });

  const either = { 'x-kubernetes-int-or-string': true };
  const types = [{ type: 'integer' }, { type: 'string' }];

  it.each<readonly [string, object, object, object]>([
    ['int-or-string', either, { ...either, anyOf: types }, either],
    ['int-or-string that says so', { ...either, anyOf: types }, { ...either, anyOf: types }, either],
    ['int-or-string with other rules', { ...either, anyOf: [{ pattern: 'a' }] }, { ...either, anyOf: [{ pattern: 'a' }], allOf: [{ anyOf: types }] }, either],
    ['junctors', { type: 'string', not: { pattern: 'a' } }, { type: 'string', not: { pattern: 'a' } }, { type: 'string' }],
    ['nullable', { type: 'object', nullable: true, properties: { a: { type: 'string' } } }, { type: 'object', nullable: true, properties: { a: { type: 'string' } } }, {}],
    ['nullable and needed', { type: 'object', required: ['a', 'b'], properties: { a: { type: 'string', nullable: true }, b: { type: 'string' } } },
      { type: 'object', required: ['a', 'b'], properties: { a: { type: 'string', nullable: true }, b: { type: 'string' } } }, { type: 'object', required: ['b'], properties: { a: {}, b: { type: 'string' } } }],
    ['unknown fields', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } },
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } }, { 'x-kubernetes-preserve-unknown-fields': true }],
    ['lists of null', { type: 'array', items: { type: 'string', nullable: true } }, { type: 'array', items: { type: 'string', nullable: true } }, { type: 'array', items: {} }],
    ['embedded resources', { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { a: { type: 'string' } } },
      { type: 'object', 'x-kubernetes-embedded-resource': true, required: ['kind', 'apiVersion'], properties: { a: { type: 'string' }, ...meta } },
      { type: 'object', 'x-kubernetes-embedded-resource': true, required: ['kind', 'apiVersion'], properties: { a: { type: 'string' }, ...meta } }],
  ])('%s', (_, schema, v3, v2) => {
    expect(field(schema, 'v3')).toEqual(v3);
    expect(field(schema, 'v2')).toEqual(v2);
  });
});
