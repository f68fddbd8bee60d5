/** Cases of cel-spec (tests/simple/testdata, v0.25.1): what does not need protobuf messages, a few of every section. */
import { compile } from './program';
import { kubernetesLibraries } from './environment';
import { Environment } from './types/declarations';
import { equal } from './values/equality';
import { CelError } from './values/errors';
import { runtimeType } from './values/runtime-type';
import { Double, type Value } from './values/values';
import cases from './testing/conformance.json';

const environment = new Environment(kubernetesLibraries, { mixedLiterals: true });

function valueOf(expression: string): Value | CelError {
  const compiled = compile(expression, { environment, variables: {} });
  return compiled.ok ? compiled.program.evaluate({}).value : new CelError(compiled.message);
}

const isNaNValue = (value: Value | CelError): boolean => value instanceof Double && Number.isNaN(value.value);

describe.each(Object.entries(cases))('%s', (_, ofTopic) => {
  test.each(ofTopic as [string, string | null][])('%s', (expression, expected) => {
    const value = valueOf(expression);
    if (expected === null) return expect(value).toBeInstanceOf(CelError);
    const wanted = valueOf(expected) as Value;
    if (value instanceof CelError) throw new Error(value.message);
    expect(isNaNValue(wanted) ? isNaNValue(value) : equal(value, wanted)).toBe(true);
    expect(runtimeType(value)).toEqual(runtimeType(wanted));
  });
});
