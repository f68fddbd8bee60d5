/** allOf, anyOf, oneOf, not (k8s.io/kube-openapi pkg/validation/validate schema_props.go). */
import type { Structural } from '../structural';
import { Result } from './result';

export type PlainCheck = (value: unknown, path: string, result: Result) => void;

/** `compile` makes checks of schemas; undefined: there is no junctor. */
export function compileJunctors(schema: Structural, compile: (part: Structural) => PlainCheck): PlainCheck | undefined {
  const { anyOf, oneOf, allOf, not } = schema;
  const checks: PlainCheck[] = [
    ...(anyOf?.length ? [anyOfCheck(anyOf.map(compile))] : []),
    ...(oneOf?.length ? [oneOfCheck(oneOf.map(compile))] : []),
    ...(allOf?.length ? [allOfCheck(allOf.map(compile))] : []),
    ...(not ? [notCheck(compile(not))] : []),
  ];
  if (!checks.length) return undefined;
  return (value, path, result) => {
    for (const check of checks) check(value, path, result);
  };
}

function outcomeOf(check: PlainCheck, value: unknown, path: string): Result {
  const result = new Result();
  check(value, path, result);
  return result;
}

const better = (best: Result | undefined, result: Result): Result => (!best || result.matches > best.matches ? result : best);

const anyOfCheck = (checks: readonly PlainCheck[]): PlainCheck => (value, path, result) => {
  let best: Result | undefined;
  for (const check of checks) {
    const outcome = outcomeOf(check, value, path);
    if (outcome.valid) {
      result.merge(outcome);
      return;
    }
    best = better(best, outcome);
  }
  result.general(`${JSON.stringify(path)} must validate at least one schema (anyOf)`);
  if (best) result.merge(best);
};

const oneOfCheck = (checks: readonly PlainCheck[]): PlainCheck => (value, path, result) => {
  const outcomes = checks.map((check) => outcomeOf(check, value, path));
  const valid = outcomes.filter((outcome) => outcome.valid);
  if (valid.length === 1) {
    result.merge(valid[0] as Result);
    return;
  }
  result.general(`${JSON.stringify(path)} must validate one and only one schema (oneOf). ${valid.length ? `Found ${valid.length} valid alternatives` : 'Found none valid'}`);
  if (!valid.length) result.merge(outcomes.reduce(better));
};

const allOfCheck = (checks: readonly PlainCheck[]): PlainCheck => (value, path, result) => {
  let valid = 0;
  for (const check of checks) {
    const outcome = outcomeOf(check, value, path);
    if (outcome.valid) valid++;
    result.merge(outcome);
  }
  if (valid < checks.length) result.general(`${JSON.stringify(path)} must validate all the schemas (allOf)${valid ? '' : '. None validated'}`);
};

const notCheck = (check: PlainCheck): PlainCheck => (value, path, result) => {
  if (outcomeOf(check, value, path).valid) result.general(`${JSON.stringify(path)} must not validate the schema (not)`);
};
