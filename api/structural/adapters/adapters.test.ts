import { formatFieldError } from '../../field-error';
import type { KubeObject } from '../../object';
import { columnFaults, scaleFaults, selectableFaults } from '../rules/paths';
import { rulePlaces } from '../rule-places';
import { structural, withField } from '../testing/schemas';
import { columnsOf } from './columns';
import { scalePath } from './scale-path';
import { fieldsOf } from './selectable';

const now = Date.UTC(2026, 0, 1);
const object = {
  kind: 'Widget', apiVersion: 'example.com/v1', metadata: { name: 'a', creationTimestamp: '2025-12-31T23:00:00Z' },
  spec: { n: 3, f: 2.5, small: 0.00001, b: true, s: 'text', none: null, o: { b: '<', a: [1] }, when: '2025-12-31T23:59:30Z' },
} as KubeObject;

describe('columns', () => {
  const cell = (type: string, jsonPath: string): unknown => columnsOf([{ name: 'X', type, jsonPath }])[1]?.value(object, now);

  it.each<readonly [string, string, unknown]>([
    ['integer', '.spec.n', 3], ['integer', '.spec.f', 2], ['integer', '.spec.s', null],
    ['number', '.spec.f', 2.5], ['number', '.spec.b', null],
    ['boolean', '.spec.b', true], ['boolean', '.spec.n', null],
    ['string', '.spec.s', 'text'], ['string', '.spec.n', '3'], ['string', '.spec.small', '1e-05'], ['string', '.spec.b', 'true'], ['string', '.spec.o', '{"a":[1],"b":"\\u003c"}'],
    ['string', '.spec.none', '<no value>'], ['string', '.spec.missing', null], ['string', '.spec.s[0]', null],
    ['date', '.spec.when', '30s'], ['date', '.spec.s', '<invalid>'], ['date', '.spec.n', null], ['date', '.spec.missing', null],
  ])('%s %s', (type, path, expected) => {
    expect(cell(type, path)).toBe(expected);
  });

  it('are Name and what is declared, or Age', () => {
    expect(columnsOf().map(({ name, type, priority, ages }) => ({ name, type, priority, ages }))).toEqual([
      { name: 'Name', type: 'string', priority: 0, ages: undefined }, { name: 'Age', type: 'date', priority: 0, ages: true }]);
    expect(columnsOf()[1]?.value(object, now)).toBe('60m');
    expect(columnsOf([{ name: 'N', type: 'integer', format: 'int32', priority: 2, jsonPath: '.spec.n' }])[1]).toMatchObject({
      format: 'int32', priority: 2, description: 'Custom resource definition column (in JSONPath format): .spec.n' });
  });

  it('end where one cannot be read', () => {
    expect(columnsOf([{ name: 'A', type: 'string', jsonPath: '.a' }, { name: 'B', type: 'string', jsonPath: '.b[' }, { name: 'C', type: 'string', jsonPath: '.c' }]).map(({ name }) => name)).toEqual(['Name', 'A']);
  });
});

describe('field selectors and scales', () => {
  it('read their fields', () => {
    const { 'spec.n': number, 'spec.missing': missing } = fieldsOf([{ jsonPath: '.spec.n' }, { jsonPath: '.spec.missing' }]);
    expect([number?.(object), missing?.(object)]).toEqual(['3', '']);
    expect(scalePath('.spec.n').read(object)).toBe(3);
    expect(scalePath('.spec.s.x').read(object)).toBeUndefined();
  });

  it('write a new object', () => {
    const written = scalePath('.spec.deep.n').write(object, 7) as unknown as { spec: object };
    expect(written.spec).toMatchObject({ n: 3, deep: { n: 7 } });
    expect(object).not.toHaveProperty('spec.deep');
  });

  it('are declared by rules', () => {
    const schema = structural(withField({ type: 'object', properties: { n: { type: 'integer' }, o: { type: 'object' } } }));
    const texts = (faults: Parameters<typeof formatFieldError>[0][]): string[] => faults.map(formatFieldError);
    expect(texts(selectableFaults([{ jsonPath: '.field.n' }, { jsonPath: '.field.n' }, { jsonPath: '.field.o' }, { jsonPath: '.field.x' }, { jsonPath: ".field['n']" }, { jsonPath: '' }], schema, 'f'))).toEqual([
      'f[1].jsonPath: Duplicate value: ".field.n"',
      'f[2].jsonPath: Invalid value: ".field.o": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
      'f[3].jsonPath: Invalid value: ".field.x": is an invalid path: does not refer to a valid field',
      "f[4].jsonPath: Invalid value: \".field['n']\": is an invalid path: array notation is not allowed",
      'f[5].jsonPath: Required value',
    ]);
    expect(texts(columnFaults({ name: '', type: 'x', format: 'y', jsonPath: 'z' }, 'c'))).toEqual([
      'c.name: Required value', 'c.type: Invalid value: "x": must be one of boolean,date,integer,number,string',
      'c.format: Invalid value: "y": must be one of byte,date,date-time,double,float,int32,int64,password', 'c.JSONPath: Invalid value: "z": must be a simple json path starting with .',
    ]);
    expect(texts(scaleFaults({ specReplicasPath: '.status.n', statusReplicasPath: '', labelSelectorPath: '.metadata.x' }, 's'))).toEqual([
      's.scale.specReplicasPath: Invalid value: ".status.n": should be a json path under .spec', 's.scale.statusReplicasPath: Required value',
      's.scale.labelSelectorPath: Invalid value: ".metadata.x": should be a json path under either .spec or .status',
    ]);
  });
});

describe('places of rules', () => {
  it('say where they are, how often, and whether there is a before', () => {
    const rules = { 'x-kubernetes-validations': [{ rule: 'true' }] };
    const text = { type: 'string', ...rules };
    const schema = structural({ type: 'object', ...rules, properties: {
      map: { type: 'object', maxProperties: 10, additionalProperties: text },
      keyed: { type: 'array', maxItems: 5, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items: { type: 'object', required: ['k'], properties: { k: text, list: { type: 'array', maxItems: 3, items: text } } } },
      open: { type: 'array', items: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true, ...rules } },
    } });
    expect(rulePlaces(schema, 's').map(({ path, steps, resource, isCorrelatable, uncorrelatable, cardinality }) => [path, steps.join('/'), resource, isCorrelatable, uncorrelatable, cardinality])).toEqual([
      ['s', '', true, true, undefined, 1],
      ['s.properties[keyed].items.properties[k]', 'keyed/[]/k', false, true, undefined, 5],
      ['s.properties[keyed].items.properties[list].items', 'keyed/[]/list/[]', false, false, 's.properties[keyed].items.properties[list]', 15],
      ['s.properties[map].additionalProperties', 'map/*', false, true, undefined, 10],
      ['s.properties[open].items', 'open/[]', true, false, 's.properties[open]', undefined],
    ]);
  });
});
