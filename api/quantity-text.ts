/**
 * Quantities as text: the scanner and the canonical form (k8s.io/apimachinery pkg/api/resource quantity.go, suffix.go).
 *
 * Canonical: no fraction, no lost precision, the largest suffix of its family. A text that upstream would keep as it
 * was written (it remembers the string of most numbers it parses) is kept here too.
 */

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** `unscaled` times ten to the power of `scale`, exactly. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** The text it was parsed from, where that counts as canonical. */
  readonly text?: string;
}

/** A text that is no quantity; the message is upstream's. */
export class QuantityError extends Error {}

const formatWrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const numericWrong = 'unable to parse numeric part of quantity';
const suffixWrong = "unable to parse quantity's suffix";

/** Far beyond any resource, and small enough that exact arithmetic stays cheap whatever a client sends. */
const maxLength = 1024;
const maxExponent = 10_000;

const nano = -9;
const maxBinary = 2n ** 63n - 1n;

const decimalSuffixes: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const decimalNames = new Map(Object.entries(decimalSuffixes).map(([name, exponent]) => [exponent, name]));
const binaryNames = ['', ...Object.keys(binarySuffixes)];

const scanner = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

interface Suffix { readonly exponent: number; readonly format: QuantityFormat }

function readSuffix(text: string): Suffix {
  const decimal = Object.hasOwn(decimalSuffixes, text) ? decimalSuffixes[text] : undefined;
  if (decimal !== undefined) return { exponent: decimal, format: 'DecimalSI' };
  const binary = Object.hasOwn(binarySuffixes, text) ? binarySuffixes[text] : undefined;
  if (binary !== undefined) return { exponent: binary, format: 'BinarySI' };
  if (!/^[eE][+-]?\d+$/.test(text)) throw new QuantityError(suffixWrong);
  const exponent = Number(text.slice(1));
  if (Math.abs(exponent) > maxExponent) throw new QuantityError(suffixWrong);
  return { exponent, format: 'DecimalExponent' };
}

/** Throws QuantityError. */
export function parseQuantity(text: string): Quantity {
  const match = text.length > 0 && text.length <= maxLength ? scanner.exec(text) : null;
  if (!match) throw new QuantityError(formatWrong);
  const whole = match[2] || '0';
  const fraction = match[3] ?? '';
  const suffix = readSuffix(match[4] ?? '');
  const fast = fitsFastPath(whole, fraction, suffix);
  if (!fast && !/\d/.test(text.slice(0, text.length - (match[4] ?? '').length))) throw new QuantityError(numericWrong);
  const magnitude = roundToNano(read(whole + fraction, fraction.length, suffix));
  const keep = fast && isKept(whole + fraction, fraction.length, suffix);
  return { ...magnitude, unscaled: match[1] === '-' ? -magnitude.unscaled : magnitude.unscaled, ...(keep && { text }) };
}

/** Whether upstream parses the number without arbitrary precision, which decides if it remembers the text. */
function fitsFastPath(whole: string, fraction: string, { exponent, format }: Suffix): boolean {
  if (format !== 'BinarySI') return whole.length + fraction.length <= 18 && exponent - fraction.length >= nano;
  return fraction === '' && 14 - whole.length - Math.trunc(exponent * 0.3) >= 0;
}

function isKept(digits: string, places: number, { exponent, format }: Suffix): boolean {
  if (format === 'BinarySI') return (BigInt(digits) & 7n) !== 0n;
  return (exponent - places) % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

function read(digits: string, places: number, { exponent, format }: Suffix): Quantity {
  const unscaled = BigInt(digits);
  if (format !== 'BinarySI') return { unscaled, scale: exponent - places, format };
  return { unscaled: unscaled << BigInt(exponent), scale: -places, format };
}

/** Finer than nano is rounded up: who asks for some gets some. Binary quantities end at 2^63-1. */
function roundToNano(quantity: Quantity): Quantity {
  const { unscaled, scale, format } = quantity.scale < nano ? rescaleUp(quantity, nano) : quantity;
  if (format === 'BinarySI' && unscaled > maxBinary * tenTo(-scale)) return { unscaled: maxBinary, scale: 0, format };
  return { unscaled, scale, format };
}

export const tenTo = (exponent: number): bigint => 10n ** BigInt(exponent);

/** The same quantity at a coarser scale, rounded away from zero. */
export function rescaleUp(quantity: Quantity, scale: number): Quantity {
  const divisor = tenTo(scale - quantity.scale);
  const cut = quantity.unscaled / divisor;
  const rest = quantity.unscaled % divisor;
  const away = rest === 0n ? 0n : rest > 0n ? 1n : -1n;
  return { unscaled: cut + away, scale, format: quantity.format };
}

/** Canonical text. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (quantity.unscaled === 0n) return '0';
  if (quantity.format !== 'BinarySI') return formatDecimal(quantity);
  const whole = wholeValue(quantity);
  // A fraction, or less than one Ki, is shown in decimal rather than rounded.
  if (whole === undefined || (whole > -1024n && whole < 1024n)) return formatDecimal({ ...quantity, format: 'DecimalSI' });
  return formatBinary(whole);
}

function wholeValue({ unscaled, scale }: Quantity): bigint | undefined {
  if (scale >= 0) return unscaled * tenTo(scale);
  const divisor = tenTo(-scale);
  return unscaled % divisor === 0n ? unscaled / divisor : undefined;
}

function formatBinary(whole: bigint): string {
  let power = 0;
  while (whole % 1024n === 0n && power < binaryNames.length - 1) {
    whole /= 1024n;
    power++;
  }
  return `${whole}${binaryNames[power]}`;
}

function formatDecimal({ unscaled, scale, format }: Quantity): string {
  const digits = unscaled.toString();
  let mantissa = digits.replace(/0+$/, '');
  let exponent = scale + digits.length - mantissa.length;
  while (exponent % 3 !== 0) {
    mantissa += '0';
    exponent--;
  }
  // Upstream prints numbers beyond its largest suffix without any, which is another number; this form says the same.
  const suffix = format === 'DecimalSI' ? decimalNames.get(exponent) : exponent === 0 ? '' : undefined;
  return mantissa + (suffix ?? `e${exponent}`);
}

const plain = /^[1-9]\d{0,14}(m|k|M|G|T|P|[KMGT]i)?$/;

/** Most quantities are canonical already; telling so costs one regular expression. */
function isPlainlyCanonical(text: string): boolean {
  if (!plain.test(text)) return false;
  const suffix = text.endsWith('i') ? 2 : text.charCodeAt(text.length - 1) > 0x39 ? 1 : 0;
  const digits = suffix ? text.slice(0, -suffix) : text;
  return suffix === 2 ? Number(digits) % 8 !== 0 : !digits.endsWith('000');
}

/** The canonical form of a quantity's text. Throws QuantityError. */
export const canonicalQuantity = (text: string): string => (isPlainlyCanonical(text) ? text : formatQuantity(parseQuantity(text)));
