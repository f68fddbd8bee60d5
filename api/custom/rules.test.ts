import { formatFieldError } from '../field-error';
import type { JSONSchemaProps } from '../schema/types/apiextensions.v1';
import { rulePlaces, storedStructural, type Structural } from '../structural';
import { costText, totalFaults } from './rule-costs';
import { rulesFaults } from './rule-faults';
import { rulesOf } from './rules';

type Rule = NonNullable<JSONSchemaProps['x-kubernetes-validations']>[number];
const structural = (schema: JSONSchemaProps): Structural => storedStructural(schema) as Structural;

const integer = { type: 'integer' };
const spec = (rules: Rule[], more: JSONSchemaProps = {}): Structural => structural({
  type: 'object',
  properties: { spec: { type: 'object', properties: { min: integer, max: integer, name: { type: 'string', maxLength: 20 }, ...more.properties }, 'x-kubernetes-validations': rules } },
});

const judged = (schema: Structural, object: object, old?: object): string[] => (rulesOf(schema)?.validate(object, old) ?? []).map(formatFieldError);

describe('rules on objects', () => {
  const ordered = spec([{ rule: 'self.min <= self.max' }]);

  it('hold or are told of', () => {
    expect(judged(ordered, { spec: { min: 1, max: 2 } })).toEqual([]);
    expect(judged(ordered, { spec: { min: 3, max: 2 } })).toEqual(['spec: Invalid value: "object": failed rule: self.min <= self.max']);
    expect(judged(ordered, {})).toEqual([]);
  });

  it('have messages, fixed or made, reasons and fields of their own', () => {
    const fixed = spec([{ rule: 'self.min <= self.max', message: 'min is too much', reason: 'FieldValueForbidden', fieldPath: '.min' }]);
    expect(judged(fixed, { spec: { min: 3, max: 2 } })).toEqual(['spec.min: Forbidden: min is too much']);
    const made = spec([{ rule: 'self.min <= self.max', messageExpression: '"at most " + string(self.max)' }]);
    expect(judged(made, { spec: { min: 3, max: 2 } })).toEqual(['spec: Invalid value: "object": at most 2']);
  });

  it('that are about a change are asked where there is one', () => {
    const fixed = spec([{ rule: 'self.name == oldSelf.name', message: 'name may not change' }]);
    expect(judged(fixed, { spec: { name: 'a' } })).toEqual([]);
    expect(judged(fixed, { spec: { name: 'a' } }, { spec: { name: 'a' } })).toEqual([]);
    expect(judged(fixed, { spec: { name: 'b' } }, { spec: { name: 'a' } })).toEqual(['spec: Invalid value: "object": name may not change']);
    expect(judged(fixed, { spec: { name: 'b' } }, {})).toEqual([]);
  });

  it('may be asked about what may not have been', () => {
    const once = spec([{ rule: 'oldSelf.hasValue() || self.min == 1', optionalOldSelf: true }]);
    expect(judged(once, { spec: { min: 2 } })).toHaveLength(1);
    expect(judged(once, { spec: { min: 2 } }, { spec: { min: 1 } })).toEqual([]);
  });

  it('let be what was wrong before and has not changed', () => {
    expect(judged(ordered, { spec: { min: 3, max: 2 } }, { spec: { min: 3, max: 2 } })).toEqual([]);
    expect(judged(ordered, { spec: { min: 4, max: 2 } }, { spec: { min: 3, max: 2 } })).toHaveLength(1);
  });

  it('are asked of each item and each value', () => {
    const rules = [{ rule: 'self.n > 0', message: 'n must be positive' }];
    const part: JSONSchemaProps = { type: 'object', properties: { name: { type: 'string' }, n: integer }, 'x-kubernetes-validations': rules };
    const schema = spec([], { properties: {
      parts: { type: 'array', items: part, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }, byName: { type: 'object', additionalProperties: part },
    } });
    expect(judged(schema, { spec: { parts: [{ name: 'a', n: 1 }, { name: 'b', n: 0 }], byName: { x: { n: 0 } } } }).sort()).toEqual([
      'spec.byName[x]: Invalid value: "object": n must be positive', 'spec.parts[1]: Invalid value: "object": n must be positive',
    ]);
    const old = { spec: { parts: [{ name: 'b', n: 0 }] } };
    expect(judged(schema, { spec: { parts: [{ name: 'a', n: 1 }, { name: 'b', n: 0 }] } }, old)).toEqual([]);
  });

  it('that fail to be evaluated are told of', () => {
    expect(judged(spec([{ rule: 'self.min / self.max > 1' }]), { spec: { min: 1, max: 0 } })).toEqual(['spec: Invalid value: "object": division by zero evaluating rule: self.min / self.max > 1']);
  });
});

const hint = '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

describe('rules of a definition', () => {
  const faults = (rule: Rule, more: JSONSchemaProps = {}): string[] => rulesFaults(rulePlaces(spec([rule], more), 's'), { path: 's' }).map(formatFieldError);

  it('that compile are in order', () => {
    expect(faults({ rule: 'self.min <= self.max && self.name.startsWith("a")' })).toEqual([]);
  });

  it.each<[string, Rule, RegExp]>([
    ['an unknown field', { rule: 'self.nonsense > 1' }, /^s\.properties\[spec\]\.x-kubernetes-validations\[0\]\.rule: Invalid value: .*compilation failed: ERROR: <input>:1:5: undefined field 'nonsense'/],
    ['another type', { rule: 'self.min + 1' }, /must evaluate to bool/],
    ['a message that is none', { rule: 'true', messageExpression: 'self.min' }, /^s\.properties\[spec\]\.x-kubernetes-validations\[0\]\.messageExpression: Invalid value: \{"Rule":"true","Message":"","MessageExpression":"self\.min","Reason":null,"FieldPath":"","OptionalOldSelf":null\}: must evaluate to string but got int$/],
    ['an old state that is not asked for', { rule: 'true', optionalOldSelf: true }, /\.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule$/],
  ])('with %s is refused', (_what, rule, text) => {
    expect(faults(rule).join('\n')).toMatch(text);
  });

  it('that cost too much are refused', () => {
    const list: JSONSchemaProps = { type: 'array', items: { type: 'string' } };
    expect(faults({ rule: 'self.a.all(x, self.a.all(y, x == y))' }, { properties: { a: list } })).toEqual([
      `s.properties[spec].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x ${hint}`,
      's.properties[spec].x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
      `s: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x ${hint}`,
    ]);
  });

  it('that cost too much may stay as they are', () => {
    const schema = spec([{ rule: `self.a.all(x, x.contains("${'b'.repeat(25)}"))` }], { properties: { a: { type: 'array', maxItems: 1000, items: { type: 'string', maxLength: 10_000 } } } });
    const judged = (unchanged: boolean): string[] => rulesFaults(rulePlaces(schema, 's'), { path: 's', unchanged }).map(formatFieldError);
    expect(judged(false)).toHaveLength(1);
    expect(judged(true)).toEqual([]);
  });

  it.each([[11_000_000, '1.100000'], [25_000_000, '2.5'], [2_000_000_000, 'more than 100']])('cost: %d', (cost, factor) => {
    expect(costText('estimated rule cost', cost, 10_000_000)).toBe(`estimated rule cost exceeds budget by factor of ${factor}x ${hint}`);
  });

  it('name those that cost most', () => {
    const costs = [2, 0.5, 30, 40, 50, 3].map((millions, i) => ({ field: String(i), what: 'w', cost: millions * 1_000_000 }));
    expect(totalFaults(costs, 's').map(({ field }) => field)).toEqual(['4', '3', '2', '5', 's']);
    expect(totalFaults(costs.slice(0, 4), 's')).toEqual([]);
  });
});
