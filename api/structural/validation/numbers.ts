/** Bounds and multiples of numbers (k8s.io/kube-openapi pkg/validation/validate validator.go, values.go). */
import { isInt64, printNumber } from '../go-number';
import type { Structural } from '../structural';
import { typesOf } from './types';
import type { Result } from './result';

/** Of a value that is a number. */
export type NumberCheck = (value: number, path: string, result: Result) => void;

const mostFloat32 = 3.4028234663852886e38;

export function compileNumber(schema: Structural): NumberCheck {
  const checks = [rangeCheck(schema), multipleCheck(schema), boundCheck(schema, 'minimum'), boundCheck(schema, 'maximum')].filter((check): check is NumberCheck => check !== undefined);
  return (value, path, result) => {
    result.matches++;
    for (const check of checks) check(value, path, result);
  };
}

/** What is wrong with a number for the schema's own type and format; undefined: nothing can be. */
function misfit(schema: Structural): ((value: number, what: string, path: string) => string | undefined) | undefined {
  const [type, ...more] = typesOf(schema);
  const { format = '' } = schema;
  if (more.length) return undefined;
  if (type === 'number') {
    return format === 'float' ? (value, what, path) => (Math.abs(value) > mostFloat32 ? `${what} value must be of type number with format float in ${path}` : undefined) : undefined;
  }
  if (type !== 'integer') return undefined;
  const kind = format === 'int32' || format === 'int64' ? `with format ${format}` : '(default format)';
  const fits = format === 'int32' ? (value: number) => (value | 0) === value : isInt64;
  return (value, what, path) => (fits(value) ? undefined : `${what} value must be of type integer ${kind} in ${path}`);
}

function rangeCheck(schema: Structural): NumberCheck | undefined {
  const fault = misfit(schema);
  return fault && ((value, path, result) => {
    const text = fault(value, 'Checked', path);
    if (text) result.general(text);
  });
}

/** Integers are compared with integers: what a bound has behind the point does not count. */
const asKind = (bound: number, value: number): number => (isInt64(value) ? Math.trunc(bound) : bound);

function boundCheck(schema: Structural, side: 'minimum' | 'maximum'): NumberCheck | undefined {
  const bound = schema[side];
  if (bound === undefined) return undefined;
  const [exclusive, sign, what] = side === 'minimum' ? [schema.exclusiveMinimum, 1, 'greater'] as const : [schema.exclusiveMaximum, -1, 'less'] as const;
  const fault = misfit(schema);
  return (value, path, result) => {
    const unfit = fault?.(bound, side === 'minimum' ? 'Minimum boundary' : 'Maximum boundary', path);
    if (unfit) result.general(unfit);
    const limit = unfit ? bound : asKind(bound, value);
    const distance = (value - limit) * sign;
    if (distance < 0 || (exclusive && distance === 0)) result.invalid(path, value, `should be ${what} than ${exclusive ? '' : 'or equal to '}${printNumber(limit)}`);
  };
}

function multipleCheck(schema: Structural): NumberCheck | undefined {
  const { multipleOf } = schema;
  if (multipleOf === undefined) return undefined;
  const fault = misfit(schema);
  return (value, path, result) => {
    const unfit = fault?.(multipleOf, 'MultipleOf', path);
    if (unfit) result.general(unfit);
    const factor = unfit ? multipleOf : asKind(multipleOf, value);
    if (factor <= 0) result.invalidAt(path, factor, `factor MultipleOf declared for ${path} must be positive: ${printNumber(factor)}`);
    else if (!isMultiple(value, factor)) result.invalid(path, value, `should be a multiple of ${printNumber(factor)}`);
  };
}

function isMultiple(value: number, factor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(factor)) return value % factor === 0;
  return isWhole(factor < 1 ? (1 / factor) * value : value / factor);
}

/** Go's swag.IsFloat64AJSONInteger: close enough counts. */
function isWhole(value: number): boolean {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const whole = Math.trunc(value);
  const difference = Math.abs(value - whole);
  if (value === whole) return true;
  return difference / Math.min(Math.abs(value) + Math.abs(whole), Number.MAX_VALUE) < 1e-9;
}
