import { typesFromOpenApi } from './openapi/types-from-openapi';
import { compiled, costOf, evaluate, evaluateSelf, program } from './testing/evaluate';
import { CelBudgetExceeded, CelError } from './values/errors';
import { dynamic } from './values/json';

test('JSON as it stands', () => {
  const object = { spec: { replicas: 3, ratio: 0.5, names: ['a', 'b'] }, metadata: { labels: { 'a/b': 'c' } }, nothing: null };
  expect(evaluate('object.spec.replicas < 5 && object.spec.ratio < 1', { object })).toBe(true);
  expect(evaluate("object.metadata.labels['a/b']", { object })).toBe('c');
  expect(evaluate('object.nothing == null && !has(object.other)', { object })).toBe(true);
  expect(evaluate('type(object.spec.replicas) == int && type(object.spec.ratio) == double', { object })).toBe(true);
  expect(evaluate('object', { object })).toEqual(object);
});

test('names of JavaScript are no fields', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    expect(evaluate(`has(object.${name})`, { object: {} })).toBe(false);
    expect(evaluate(`object.${name}`, { object: {} })).toBe(`error: no such key: ${name}`);
  }
});

test.each([
  ['object.a', 'no such key: a'],
  ['object.list[3]', 'index out of bounds: 3'],
  ['object.list[-1]', 'index out of bounds: -1'],
  ['object.list.x', 'no such overload'],
  ['object.text + 1', 'no such overload'],
  ['object.text.size() / 0', 'division by zero'],
  ['object.text.size() % 0', 'modulus by zero'],
  ['object.big + 9223372036854775807', 'integer overflow'],
  ['int(object.text)', "type conversion error from 'string' to 'int'"],
  ['object.list.all(x, x.y > 1)', 'no such overload'],
  ['object.text.matches(object.text + "(")', 'error parsing regexp: missing closing ): `t(`'],
  ['object.list.map(x, x, x)', 'no such overload'],
  ["{'a': 1, 'a': 2}", 'Failed with repeated key'],
  ['object.list.sum()', 'no such overload'],
])('%s fails', (expression, message) => {
  expect(evaluate(expression, { object: { list: ['1', 2], text: 't', big: 1 } })).toBe(`error: ${message}`);
});

test('a side that decides makes the fault of the other irrelevant', () => {
  expect(evaluate('object.x || true', { object: {} })).toBe(true);
  expect(evaluate('false && object.x', { object: {} })).toBe(false);
  expect(evaluate('object.x && true', { object: {} })).toBe('error: no such key: x');
  expect(evaluate('[1, 0].exists(x, 1 / x == 1)')).toBe(true);
  expect(evaluate('[0, 1].all(x, 1 / x == 2)')).toBe(false);
  expect(evaluate('[0, 1].all(x, 1 / x == 1)')).toBe('error: division by zero');
});

test('what is not bound is a fault where it is asked for', () => {
  const { value } = program('true || oldSelf', { oldSelf: dynamic }).evaluate({});
  expect(value).toBe(true);
  expect(program('oldSelf', { oldSelf: dynamic }).evaluate({}).value).toEqual(new CelError('no such attribute(s): oldSelf'));
  expect(program('oldSelf', { oldSelf: dynamic, self: dynamic }).uses('self')).toBe(false);
});

test('a getter is asked only when its field is', () => {
  const variables = { get cheap() { return 1; }, get dear(): number { throw new CelError('computed'); } };
  expect(evaluate('variables.cheap', { variables })).toBe(1);
  expect(evaluate('variables.dear', { variables })).toBe('error: computed');
});

test('the budget ends an evaluation, and nothing absorbs that', () => {
  const loop = program('x.all(a, x.all(b, x.all(c, true))) || true', { x: dynamic });
  const x = Array.from({ length: 200 }, (_, i) => i);
  const { value, cost } = loop.evaluate({ x });
  expect(value).toBeInstanceOf(CelBudgetExceeded);
  expect(cost).toBeGreaterThan(1_000_000);
  expect(cost).toBeLessThan(1_000_010);
  expect(loop.evaluate({ x }, { budget: 100 }).cost).toBeLessThan(110);
  expect(evaluate('lists.range(9000000000000).size()')).toBe('error: operation cancelled: actual cost limit exceeded');
});

// Of cel-go's interpreter/runtimecost_test.go and Kubernetes' pkg/cel/library/cost_test.go, for what is no constant.
test.each([
  ['x', 1], ['x.a', 2], ["x['a']", 2], ['x.list[3 - 3]', 4], ['has(x.a)', 1], ['x.list.all(e, true)', 12], ['x.list.all(e, e > 0)', 18],
  ['x.list.exists(e, e == 1)', 12], ['x.list.map(e, e)', 42], ['x.list.filter(e, e % 2 == 0)', 25], ['x.text.startsWith(x.text)', 7], ['x.text.contains(x.text)', 13],
  ["x.text.matches('[0-9]')", 10], ['x.text == x.text', 7], ['x.a < 3', 3], ['x.a in [1, 2, 3]', 2], ['x.a in x.list', 7], ['x.a == 1 ? x.a : x.text', 4],
  ['(x.a > 2 ? x.list : x.list).all(y, true)', 14], ['x.text.lowerAscii()', 5], ['x.list.sum()', 5], ['isQuantity(x.text)', 5],
  ['[x.a, x.a].size()', 15], ["{'a': x.a}.size()", 33], ['true && false', 0], ["duration('1s')", 0], ['[1, 2, 3]', 0], ['x.a == 1 && x.a == 2', 6], ['x.map.all(k, x.map[k] > 0)', 17],
])('%s costs %d', (expression, cost) => {
  const x = { a: 1, list: [1, 2, 3], text: '012345678901234567890123456789', map: { k: 1, l: 2 } };
  expect(costOf(expression, { x })).toBe(cost);
});

test('constants that can only fail are refused with the program', () => {
  expect(compiled("'a'.find(')') == ''")).toMatchObject({ ok: false, message: 'program instantiation failed: error parsing regexp: unexpected ): `)`' });
  expect(compiled("int('a') == 1")).toMatchObject({ ok: false, message: "program instantiation failed: type conversion error from 'string' to 'int'" });
});

test('big numbers', () => {
  expect(evaluate('x == 9007199254740993', { x: 9007199254740993n })).toBe(true);
  expect(evaluate('9223372036854775807 - 1 == 9223372036854775806')).toBe(true);
  expect(evaluate('-9223372036854775808 == -9223372036854775807 - 1')).toBe(true);
  expect(evaluate('string(9007199254740991 + 2)')).toBe('9007199254740993');
  expect(evaluate('1000000000000 * 1000000000000')).toBe('error: integer overflow');
});

test('an optional old value', () => {
  const schema = { type: 'object', properties: { a: { type: 'integer' } } };
  expect(evaluateSelf('self.?a.orValue(7)', schema, {})).toBe(7);
  expect(evaluateSelf('self.?a.hasValue() ? self.a : 0', schema, { a: 3 })).toBe(3);
  expect(typesFromOpenApi({ 'x-kubernetes-preserve-unknown-fields': true })).toBeUndefined();
});
