/** Sprig's functions on numbers (https://masterminds.github.io/sprig/math.html). */
import type { Functions } from './execute';
import { fail } from './values';

/** What is no number is 0, as with spf13/cast. */
function number(value: unknown): number {
  const found = typeof value === 'boolean' || typeof value === 'number' ? Number(value) : typeof value === 'string' && value.trim() ? Number(value) : 0;
  return Number.isNaN(found) ? 0 : found;
}

const int = (value: unknown): number => Math.trunc(number(value)) || 0;

const divided = (work: (a: number, b: number) => number) => (a: unknown, b: unknown): number => (int(b) === 0 ? fail('integer divide by zero') : work(int(a), int(b)));

const most = 100_000;

function until(start: number, stop: number, step: number): number[] {
  const size = step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step));
  return size > most ? fail('the list is too long') : Array.from({ length: size }, (_, i) => start + i * step);
}

const round = (value: unknown, digits: unknown): number => Number(number(value).toFixed(Math.min(100, Math.max(0, int(digits)))));

export const numberFunctions: Functions = {
  int, int64: int, atoi: int, toDecimal: (value) => parseInt(String(value), 8) || 0,
  float64: number,
  add: (...values) => values.reduce<number>((sum, value) => sum + int(value), 0),
  add1: (value) => int(value) + 1,
  sub: (a, b) => int(a) - int(b),
  mul: (...values) => values.reduce<number>((product, value) => product * int(value), 1),
  div: divided((a, b) => Math.trunc(a / b)),
  mod: divided((a, b) => a % b),
  addf: (...values) => values.reduce<number>((sum, value) => sum + number(value), 0),
  subf: (a, ...others) => others.reduce<number>((rest, value) => rest - number(value), number(a)),
  mulf: (...values) => values.reduce<number>((product, value) => product * number(value), 1),
  divf: (a, ...others) => others.reduce<number>((rest, value) => rest / number(value), number(a)),
  max: (...values) => Math.max(...values.map(int)),
  min: (...values) => Math.min(...values.map(int)),
  maxf: (...values) => Math.max(...values.map(number)),
  minf: (...values) => Math.min(...values.map(number)),
  floor: (value) => Math.floor(number(value)),
  ceil: (value) => Math.ceil(number(value)),
  round,
  until: (count) => until(0, int(count), int(count) < 0 ? -1 : 1),
  untilStep: (start, stop, step) => until(int(start), int(stop), int(step)),
};
