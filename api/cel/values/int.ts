/**
 * int64: a JavaScript number where it is a safe integer, a bigint beyond. Every int has one form only, so `===` and
 * `<` are right whichever it is.
 */
import { fail } from './errors';

export type Int = number | bigint;

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;

export const isInt64 = (value: bigint): boolean => value >= minInt64 && value <= maxInt64;
export const isUint64 = (value: bigint): boolean => value >= 0n && value <= maxUint64;

const safest = BigInt(Number.MAX_SAFE_INTEGER);

export const fromBigInt = (value: bigint): Int => (value <= safest && value >= -safest ? Number(value) : value);

function checked(value: bigint): Int {
  return isInt64(value) ? fromBigInt(value) : fail('integer overflow');
}

/** A sum of numbers that is safe is exact; adding 0 makes one zero of two. */
export function addInt(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum + 0;
  }
  return checked(BigInt(a) + BigInt(b));
}

export function subtractInt(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference + 0;
  }
  return checked(BigInt(a) - BigInt(b));
}

export function multiplyInt(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return checked(BigInt(a) * BigInt(b));
}

/** Towards zero. */
export function divideInt(a: Int, b: Int): Int {
  if (b === 0) return fail('division by zero');
  return typeof a === 'number' && typeof b === 'number' ? Math.trunc(a / b) + 0 : checked(BigInt(a) / BigInt(b));
}

export function moduloInt(a: Int, b: Int): Int {
  if (b === 0) return fail('modulus by zero');
  return typeof a === 'number' && typeof b === 'number' ? (a % b) + 0 : checked(BigInt(a) % BigInt(b));
}

export const negateInt = (a: Int): Int => (typeof a === 'number' ? 0 - a : checked(-a));
