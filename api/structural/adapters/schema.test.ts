import { formatFieldError } from '../../field-error';
import type { KubeObject } from '../../object';
import { structural } from '../testing/schemas';
import { blocksRules, structuralSchema } from './schema';

type Widget = KubeObject & { spec?: Record<string, unknown>; status?: Record<string, unknown> };

const schema = structuralSchema<Widget>({
  name: 'example.com.v1.Widget', version: 'v1', kind: 'Widget',
  structural: structural({ type: 'object', properties: {
    data: { type: 'string' },
    spec: { type: 'object', required: ['size'], properties: {
      size: { type: 'integer', maximum: 5 }, color: { type: 'string', default: 'blue', enum: ['blue', 'red'] },
      tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
    } },
    status: { type: 'object', properties: { size: { type: 'integer' } } },
  } }),
});

const widget = (more: object): Widget => ({ kind: 'Widget', apiVersion: 'example.com/v1', metadata: { name: 'a' }, ...more });
const texts = (faults: Parameters<typeof formatFieldError>[0][]): string[] => faults.map(formatFieldError);

describe('the schema of a kind', () => {
  it('decodes to one form, whatever the order', () => {
    const { object } = schema.decode({ spec: { tags: [], size: 1 }, metadata: { labels: { b: '', a: '' }, name: 'a' }, data: 'x', apiVersion: 'example.com/v1', kind: 'Widget' });
    schema.default(object);
    expect(JSON.stringify(object)).toBe('{"kind":"Widget","apiVersion":"example.com/v1","metadata":{"name":"a","labels":{"a":"","b":""}},"data":"x","spec":{"color":"blue","size":1,"tags":[]}}');
  });

  it('names fields that nobody knows: metadata, the object, resources inside', () => {
    const { faults } = schema.decode(widget({ z: 1, spec: { y: 1, size: 1, template: { any: 1, metadata: { x: 1 } } }, metadata: { w: 1 } }));
    expect(faults).toEqual(['unknown field "metadata.w"', 'unknown field "spec.y"', 'unknown field "z"', 'unknown field "spec.template.metadata.x"']);
  });

  it.each<readonly [string, object, string]>([
    ['metadata', { metadata: { labels: 1 } }, 'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type map[string]string'],
    ['a resource inside', { spec: { template: { kind: 1 } } }, 'Widget in version "v1" cannot be handled as a Widget: spec.template.kind: Invalid value: 1: must be a string'],
  ])('refuses %s of a wrong type', (_, more, message) => {
    expect(() => schema.decode(widget(more))).toThrow(message);
  });

  it('reads what is stored, whatever it is', () => {
    expect(schema.decodeStored(widget({ metadata: { name: 'a', labels: 7 }, spec: { size: null, template: { kind: 1 } }, old: 1 }))).toEqual(widget({ spec: { template: {} } }));
  });

  it('checks new objects', () => {
    expect(texts(schema.validate(widget({ spec: { color: 'green', tags: ['a', 'a'], template: {} } })))).toEqual([
      'spec.color: Unsupported value: "green": supported values: "blue", "red"', 'spec.size: Required value',
      'spec.template.apiVersion: Required value', 'spec.template.kind: Required value', 'spec.tags[1]: Duplicate value: "a"',
    ]);
  });

  it('lets be what was wrong before', () => {
    const old = widget({ spec: { size: 9, tags: ['a', 'a'], color: 'red' } });
    expect(schema.validateUpdate(widget({ spec: { size: 9, tags: ['a', 'a', 'b', 'b'], color: 'blue' } }), old)).toEqual([]);
    expect(texts(schema.validateUpdate(widget({ spec: { size: 8, tags: ['a', 'a'] } }), old))).toEqual(['spec.size: Invalid value: 8: spec.size in body should be less than or equal to 5']);
  });

  it('sees the status alone through /status', () => {
    const faulty = widget({ spec: { size: 9 }, status: { size: 'a' } });
    expect(texts(schema.validateStatusUpdate(faulty, widget({})))).toEqual(['status.size: Invalid value: "string": size in body must be of type integer: "string"']);
    expect(schema.validateStatusUpdate(faulty, faulty)).toEqual([]);
  });

  it('keeps everything without a schema', () => {
    const open = structuralSchema({ name: 'x', version: 'v1', kind: 'Open' });
    const input = widget({ anything: { b: [null, { a: 1 }] } });
    expect(open.decode(input)).toEqual({ object: input, faults: [] });
    expect(open.validate(input)).toEqual([]);
  });

  it('says when rules cannot be asked', () => {
    expect(blocksRules(schema.validate(widget({ spec: { size: 1 } })))).toBeUndefined();
    expect(blocksRules(schema.validate(widget({ spec: { size: 9 } })))).toBeUndefined();
    expect(texts([blocksRules(schema.validate(widget({ spec: {} })))].flatMap((fault) => fault ?? []))).toEqual([
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation']);
  });
});
