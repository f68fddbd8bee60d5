import { kubernetesEnvironment } from '../environment';
import { compile } from '../program';
import { compiled, faults, program } from '../testing/evaluate';
import { typesFromOpenApi } from '../openapi/types-from-openapi';
import type { Shape } from './shape';
import { formatType } from './types';

const self = typesFromOpenApi({
  type: 'object', properties: { replicas: { type: 'integer' }, name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } }, labels: { type: 'object', additionalProperties: { type: 'string' } }, spec: { type: 'object', properties: { on: { type: 'boolean' } } } },
}, { name: 'selfType' }) as Shape;

test.each([
  ['x', ["1:1: undeclared reference to 'x' (in container '')"]],
  ['self.nothing', ["1:5: undefined field 'nothing'"]],
  ['self.spec.off', ["1:10: undefined field 'off'"]],
  ['self.replicas.x', ["1:14: type 'int' does not support field selection"]],
  ['self.name + 1', ["1:11: found no matching overload for '_+_' applied to '(string, int)'"]],
  ['self.name.size(1)', ["1:15: found no matching overload for 'size' applied to 'string.(int)'"]],
  ['self.frobnicate()', ["1:16: undeclared reference to 'frobnicate' (in container '')"]],
  ['self.tags.all(t, t)', ["1:18: expected type 'bool' but found 'string'"]],
  ['self.replicas.all(x, true)', ["1:5: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"]],
  ["'%s'.format([1, 2])", ["1:12: too many arguments supplied to string.format (expected 1, got 2)"]],
  ["'%s %s'.format(['a'])", ["1:15: index 1 out of range"]],
  ["[1, 'a']", ["1:5: expected type 'int' but found 'string'"]],
  ["{'a': 1, 'b': 'c'}", ["1:15: expected type 'int' but found 'string'"]],
  ['self.replicas == self.name', ["1:15: found no matching overload for '_==_' applied to '(int, string)'"]],
  ['self.spec == self.tags', ["1:11: found no matching overload for '_==_' applied to '(selfType.spec, list(string))'"]],
  ['self.replicas && self.name', ["1:5: expected type 'bool' but found 'int'", "1:22: expected type 'bool' but found 'string'"]],
  ["authorizer.path('/x').check('get').allowed()", ["1:1: undeclared reference to 'authorizer' (in container '')"]],
  ["url('https://a').host", ["1:17: unexpected failed resolution of 'kubernetes.URL'"]],
  ["self.name.matches('[')", ['1:19: invalid matches argument']],
  ["duration('1 hour')", ['1:10: invalid duration argument']],
  ["timestamp('yesterday')", ['1:11: invalid timestamp argument']],
])('%s', (expression, expected) => {
  expect(faults(expression, { self })).toEqual(expected.map((line) => `ERROR: <input>:${line}`));
});

test.each([
  ['self.replicas', 'int'],
  ['self.?name', 'optional_type(string)'],
  ['self.labels', 'map(string, string)'],
  ['self.tags.map(t, t.size())', 'list(int)'],
  ['self.labels.transformMap(k, v, size(v))', 'map(string, int)'],
  ['[]', 'list(dyn)'],
  ['type(1)', 'type(int)'],
  ["quantity('1')", 'kubernetes.Quantity'],
  ["true ? 1 : dyn('a')", 'dyn'],
])('%s is %s', (expression, type) => {
  expect(formatType(program(expression, { self }).type)).toBe(type);
});

test('the result is asked for', () => {
  const result = compile('self.replicas', { environment: kubernetesEnvironment, variables: { self }, result: 'bool' });
  expect(result).toMatchObject({ ok: false, message: 'must evaluate to bool but got int', mistyped: { kind: 'int' } });
  expect(compile('self.replicas', { environment: kubernetesEnvironment, variables: { self }, result: ['bool', 'int'] }).ok).toBe(true);
});

test('lists of empty lists are checked in time', () => {
  expect(compiled(`[${Array(30_000).fill('[]').join()}]`).ok).toBe(true);
});
