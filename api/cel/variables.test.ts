import { kubernetesEnvironment } from './environment';
import { typesFromOpenApi } from './openapi/types-from-openapi';
import { compile, type Outcome } from './program';
import { evaluate, faults, program } from './testing/evaluate';
import type { Shape } from './types/shape';
import { dyn, int, string } from './types/types';
import { CelError } from './values/errors';
import { lazyVariables, optionalShape } from './variables';

test('an old value that there may be', () => {
  const self = typesFromOpenApi({ type: 'object', properties: { n: { type: 'integer' } } }, { name: 'self' }) as Shape;
  const rule = program('oldSelf.hasValue() ? oldSelf.value().n < self.n : self.n == 0', { self, oldSelf: optionalShape(self) });
  expect(rule.evaluate({ self: { n: 0 } }).value).toBe(true);
  expect(rule.evaluate({ self: { n: 1 } }).value).toBe(false);
  expect(rule.evaluate({ self: { n: 1 }, oldSelf: { n: 0 } }).value).toBe(true);
  expect(evaluate('oldSelf.?n.orValue(5)', {}, { oldSelf: optionalShape(self) })).toBe(5);
});

describe('variables of policies', () => {
  const shape = lazyVariables({ count: int, name: string, nothing: dyn });

  test('are computed once, and only when asked for', () => {
    let computed = 0;
    const variables = { count: () => ++computed, name: () => { throw new CelError('not asked for'); } };
    expect(evaluate('variables.count + variables.count', { variables }, { variables: shape })).toBe(2);
    expect(computed).toBe(1);
  });

  test('have types', () => {
    expect(faults('variables.count + variables.name == variables.other', { variables: shape })).toEqual([
      "ERROR: <input>:1:17: found no matching overload for '_+_' applied to '(int, string)'", "ERROR: <input>:1:46: undefined field 'other'",
    ]);
  });

  test('null is a value, a fault is told', () => {
    const variables = { nothing: () => null, name: () => { throw new CelError('no such key: x'); } };
    expect(evaluate('variables.nothing == null', { variables }, { variables: shape })).toBe(true);
    expect(evaluate('variables.name', { variables }, { variables: shape })).toBe('error: composited variable "name" fails to evaluate: no such key: x');
    expect(evaluate("variables.name == '' || true", { variables }, { variables: shape })).toBe(true);
  });

  test('one expression uses the value of another', () => {
    const options = { environment: kubernetesEnvironment, variables: { self: typesFromOpenApi({ type: 'integer' }) as Shape } };
    const inner = compile('self * 2', options);
    if (!inner.ok) throw new Error(inner.message);
    const valueOf = ({ value }: Outcome) => { if (value instanceof CelError) throw value; return value; };
    const variables = { double: () => valueOf(inner.program.evaluate({ self: 21 })) };
    expect(evaluate('variables.double', { variables }, { variables: lazyVariables({ double: inner.program.type }) })).toBe(42);
  });
});

test('what is dyn is no bool', () => {
  const variables = { object: { type: dyn, wrap: (json: unknown) => json as never } };
  expect(compile('object', { environment: kubernetesEnvironment, variables, result: 'bool' })).toMatchObject({ ok: false, message: 'must evaluate to bool but got dyn' });
});
