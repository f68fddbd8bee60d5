/** Quantities as numbers that are reckoned with, as expressions of kwok have them (kubernetes-sigs/kwok pkg/utils/cel/quantity.go). No part of Kubernetes. */
import { addQuantities, compareQuantities, subtractQuantities } from '../../quantity';
import { operators } from '../syntax/ast';
import { overload, type Library, type Overload } from '../types/declarations';
import { bool, double, int, string, uint } from '../types/types';
import { fail } from '../values/errors';
import type { Int } from '../values/int';
import { Double, Duration, Uint, type Value } from '../values/values';
import { approximately, quantity, quantityType as q, QuantityValue } from './quantity';

type Number64 = Int | Double | Uint;

const numberOf = (value: Number64): number => (value instanceof Double || value instanceof Uint ? Number(value.value) : Number(value));

/** In thousandths, cut towards zero. */
function inThousandths(value: number): Value {
  if (!Number.isFinite(value)) return fail(Number.isNaN(value) ? 'not a number' : 'division by zero');
  return new QuantityValue(`${BigInt(Math.trunc(value * 1000))}m`);
}

const scaledBy = (fn: string, name: string, compute: (amount: number, factor: number) => number): Overload[] =>
  ([['int64', int], ['uint64', uint], ['double', double]] as const).map(([type, number]) =>
    overload(fn, `${name}_quantity_${type}`, [q, number], q, (value: QuantityValue, factor: Number64) => inThousandths(compute(approximately(value), numberOf(factor)))));

const compared = (fn: string, name: string, holds: (order: number) => boolean): Overload =>
  overload(fn, `${name}_quantity`, [q, q], bool, (a: QuantityValue, b: QuantityValue) => holds(compareQuantities(a.text, b.text)));

export const quantityArithmetic: Library = {
  overloads: [
    overload('Quantity', 'string_to_kwok_quantity', [string], q, quantity),
    overload(operators['+'], 'add_quantity', [q, q], q, (a: QuantityValue, b: QuantityValue) => new QuantityValue(addQuantities(a.text, b.text))),
    overload(operators['-'], 'subtract_quantity', [q, q], q, (a: QuantityValue, b: QuantityValue) => new QuantityValue(subtractQuantities(a.text, b.text))),
    overload(operators.negate, 'negate_quantity', [q], q, (a: QuantityValue) => new QuantityValue(subtractQuantities('0', a.text))),
    ...scaledBy(operators['*'], 'multiply', (amount, factor) => amount * factor),
    ...scaledBy(operators['/'], 'divide', (amount, divisor) => amount / divisor),
    compared(operators['<'], 'less', (order) => order < 0), compared(operators['<='], 'less_equals', (order) => order <= 0),
    compared(operators['>'], 'greater', (order) => order > 0), compared(operators['>='], 'greater_equals', (order) => order >= 0),
    overload('double', 'quantity_to_double', [q], double, (value: QuantityValue) => new Double(approximately(value))),
    overload('string', 'quantity_to_string', [q], string, ({ text }: QuantityValue) => text),
  ],
};

/** What an expression that is to give an amount has given; undefined: no amount. Durations count in nanoseconds. */
export function amountOf(value: Value): number | undefined {
  if (value instanceof QuantityValue) return approximately(value);
  if (value instanceof Duration) return Number(value.nanos);
  if (value instanceof Double || value instanceof Uint) return Number(value.value);
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : undefined;
}
