/** Figures of Kubernetes' and apiextensions' own tests (pkg/cel/library/cost_test.go, pkg/apiserver/schema/cel/compilation_test.go). */
import { typesFromOpenApi } from '../openapi/types-from-openapi';
import type { Schema } from '../openapi/schema';
import { program } from '../testing/evaluate';
import type { Shape } from '../types/shape';
import { dynamic } from '../values/json';

const pair: Schema = { type: 'object', required: ['required'], properties: { required: { type: 'string' }, optional: { type: 'string' } } };
const array = (items: Schema, maxItems?: number): Schema => ({ type: 'array', items, maxItems });
const map = (values: Schema, maxProperties?: number): Schema => ({ type: 'object', additionalProperties: values, maxProperties });
const number: Schema = { type: 'number' };
const text: Schema = { type: 'string' };

function most(schema: Schema, rule: string): number {
  const self = typesFromOpenApi(schema, { name: 'selfType' }) as Shape;
  return program(rule, { self }).estimateCost().max;
}

test.each<[string, Schema, number]>([
  ['self.all(x, true)', array(number), 4718591], ['self.all(x, true)', array(number, 10), 32], ['self.all(x, true)', array(text), 3145727], ['self.all(x, true)', array({ type: 'boolean' }), 1887437],
  ['self.all(x, true)', array(array(number)), 3145727], ['self.all(x, true)', array(pair), 555128], ['self.all(x, true)', map(number), 1348169], ['self.all(x, true)', map(text), 1179647],
  ["self.contains('test')", text, 314574], ["self.contains('test')", { type: 'string', maxLength: 10 }, 5], ["self.startsWith('test')", text, 2], ["size(self + 'hello') > size('hello')", text, 314578],
  ['self[1] == 0.0', array(number), 2], ['self[1] == self[1]', array(text), 314577], ['self.all(x, self.all(y, true))', array(number, 10), 352], ['self.all(x, self.all(y, self.all(z, true)))', array(number, 10), 3552],
  ["self.matches('x')", text, 314574], ["self.matches('')", text, 1], ['self.all(x, x.contains(self[x]))', map(text), 2752507], ["self == 'x'", { type: 'string', maxLength: 0 }, 1], ["self == b'x'", { type: 'string', format: 'byte' }, 2],
  ["self.all(x, x['y'].required == 'z')", array(map(pair)), 7340027], ['self.all(x, x.y == 25.2)', array(map(number)), 6291452], ['self[0] == 5', array({ 'x-kubernetes-int-or-string': true }), 3],
  ["self.contains('A')", { type: 'string', enum: ['A', 'B', 'LongValue'] }, 2],
])('%s', (rule, schema, expected) => {
  expect(most(schema, rule)).toBe(expected);
});

test.each<[string, number, number]>([
  ["'ABCDEFGHIJ abcdefghij'.lowerAscii() == 'abcdefghij ABCDEFGHIJ'.lowerAscii()", 7, 9], ["'abc 123 def 123'.replace('123', '456')", 3, 3], ["'abc 123 def 123'.findAll('123', 1)", 2, 2],
  ["strings.quote('ABCDEFGHIJ abcdefghij') == strings.quote('ABCDEFGHIJ abcdefghij')", 7, 11], ["quantity('200M') == quantity('0.2G') && quantity('0.2G') == quantity('200M')", 3, 6],
  ["format.named('dns1123Label').value().validate('my-name')", 34, 34], ["format.named('dns1123Label').value() == format.named('dns1123Label').value()", 5, 11], ['sets.contains([1, 2, 3, 4], [2, 3])', 29, 29],
  ['sets.equivalent([1, 2, 3], [3, 2, 1])', 39, 39], ["semver('1.0.0').isLessThan(semver('1.1.0'))", 3, 3], ["{'a': 1, 'b': 2}.exists(k, v, v > 0)", 39, 43], ["{'a': 1, 'b': 2}.transformMap(k, v, v < 5, v + 1)", 67, 75],
  ['[1, 2].transformList(i, v, v + 1)', 49, 49], ['[1, 2, 3, 4, 5].sum()', 15, 15],
])('%s', (expression, min, max) => {
  expect(program(expression).estimateCost()).toEqual({ min, max });
});

test('what nothing is known of may cost anything', () => {
  expect(program('object.list.all(x, true)', { object: dynamic }).estimateCost().max).toBe(2 ** 64);
});
