/** Quantities of resources (Kubernetes pkg/cel/library/quantity.go). */
import { addQuantities, compareQuantities, parseQuantity, QuantityError, subtractQuantities } from '../../quantity';
import { member, overload, type Library } from '../types/declarations';
import { bool, double, int, sealed, string } from '../types/types';
import { fail } from '../values/errors';
import { fromBigInt, isInt64, type Int } from '../values/int';
import { traverseFirst } from '../values/sizes';
import { Double, Opaque, type Value } from '../values/values';

export const quantityType = sealed('kubernetes.Quantity');

export class QuantityValue extends Opaque {
  readonly type = quantityType;

  constructor(readonly text: string) {
    super();
  }

  equals(other: Opaque): boolean {
    return other instanceof QuantityValue && compareQuantities(this.text, other.text) === 0;
  }
}

/** The quantity, or why it is none. */
function fault(text: string): string | undefined {
  try {
    parseQuantity(text);
    return undefined;
  } catch (error) {
    if (error instanceof QuantityError) return error.message;
    throw error;
  }
}

export function quantity(text: string): Value {
  const wrong = fault(text);
  return wrong === undefined ? new QuantityValue(text) : fail(wrong);
}

/** The whole number it is, if it is one of 64 bits. */
function whole({ text }: QuantityValue): Int | undefined {
  const { unscaled, scale } = parseQuantity(text);
  const divisor = scale < 0 ? 10n ** BigInt(-scale) : 1n;
  const value = scale < 0 ? unscaled / divisor : unscaled * 10n ** BigInt(scale);
  return unscaled % divisor === 0n && isInt64(value) ? fromBigInt(value) : undefined;
}

function asInteger(value: QuantityValue): Value {
  return whole(value) ?? fail('cannot convert value to integer');
}

const plain = /^-?\d{1,15}(m?)$/;

export function approximately({ text }: QuantityValue): number {
  // Most are whole, or whole thousandths.
  const found = plain.exec(text);
  if (found) return found[1] ? Number(text.slice(0, -1)) / 1000 : Number(text);
  const { unscaled, scale } = parseQuantity(text);
  return Number(`${unscaled}e${scale}`);
}

const approximate = (value: QuantityValue): Value => new Double(approximately(value));

const sign = ({ text }: QuantityValue): number => compareQuantities(text, '0');
const compare = (a: QuantityValue, b: QuantityValue): number => compareQuantities(a.text, b.text);
const combined = (combine: (a: string, b: string) => string) => (a: QuantityValue, b: QuantityValue | Int): Value => new QuantityValue(combine(a.text, b instanceof QuantityValue ? b.text : String(b)));

const add = combined(addQuantities);
const subtract = combined(subtractQuantities);
const q = quantityType;

export const quantityLibrary: Library = {
  types: [quantityType],
  overloads: [
    overload('quantity', 'string_to_quantity', [string], q, quantity, traverseFirst),
    overload('isQuantity', 'is_quantity_string', [string], bool, (text: string) => fault(text) === undefined, traverseFirst),
    overload('sign', 'quantity_sign', [q], int, sign),
    member('isGreaterThan', 'quantity_is_greater_than', [q, q], bool, (a: QuantityValue, b: QuantityValue) => compare(a, b) > 0),
    member('isLessThan', 'quantity_is_less_than', [q, q], bool, (a: QuantityValue, b: QuantityValue) => compare(a, b) < 0),
    member('compareTo', 'quantity_compare_to', [q, q], int, compare),
    member('asApproximateFloat', 'quantity_get_float', [q], double, approximate),
    member('asInteger', 'quantity_get_int', [q], int, asInteger),
    member('isInteger', 'quantity_is_integer', [q], bool, (value: QuantityValue) => whole(value) !== undefined),
    member('add', 'quantity_add', [q, q], q, add),
    member('add', 'quantity_add_int', [q, int], q, add),
    member('sub', 'quantity_sub', [q, q], q, subtract),
    member('sub', 'quantity_sub_int', [q, int], q, subtract),
  ],
};
