/**
 * Resource quantities (`100m`, `1.5Gi`, `2e3`): exact fixed-point numbers, as texts in canonical form. The functions
 * take texts; all but `parseQuantity` and `canonicalQuantity` expect valid ones and throw QuantityError otherwise.
 */
import { formatQuantity, parseQuantity, rescaleUp, tenTo, type Quantity } from './quantity-text';

export { canonicalQuantity, formatQuantity, parseQuantity, QuantityError, type Quantity, type QuantityFormat } from './quantity-text';

const unscaledAt = ({ unscaled, scale }: Quantity, at: number): bigint => unscaled * tenTo(scale - at);

const sign = (value: bigint): -1 | 0 | 1 => (value < 0n ? -1 : value > 0n ? 1 : 0);

const difference = (a: Quantity, b: Quantity): bigint => {
  const scale = Math.min(a.scale, b.scale);
  return unscaledAt(a, scale) - unscaledAt(b, scale);
};

/** -1, 0 or 1 as `a` is less than, equal to or greater than `b`. */
export const compareQuantities = (a: string, b: string): -1 | 0 | 1 => (a === b ? 0 : sign(difference(parseQuantity(a), parseQuantity(b))));

/** The sum takes the suffix family of `a`, or of `b` when `a` is zero. */
export const addQuantities = (a: string, b: string): string => combine(parseQuantity(a), parseQuantity(b), 1n);

/** `a` less `b`, in the family of `a`, or of `b` when `a` is zero. */
export const subtractQuantities = (a: string, b: string): string => combine(parseQuantity(a), parseQuantity(b), -1n);

function combine(a: Quantity, b: Quantity, factor: bigint): string {
  const scale = Math.min(a.scale, b.scale);
  const format = a.unscaled === 0n ? b.format : a.format;
  return formatQuantity({ unscaled: unscaledAt(a, scale) + factor * unscaledAt(b, scale), scale, format });
}

/** The quantity times a whole number. */
export function multiplyQuantity(quantity: string, factor: number): string {
  const { unscaled, scale, format } = parseQuantity(quantity);
  return formatQuantity({ unscaled: unscaled * BigInt(factor), scale, format });
}

const simple = /^(\d{1,11})(m|k|M|G|Ki|Mi|Gi)?$/;
const thousandthsOf: Readonly<Record<string, number>> = { m: 1, k: 1e6, M: 1e9, G: 1e12, Ki: 1000 * 2 ** 10, Mi: 1000 * 2 ** 20, Gi: 1000 * 2 ** 30 };

/** Thousandths of simple quantities without big integers; undefined: take the exact way. */
function simpleThousandths(text: string): number | undefined {
  const match = simple.exec(text);
  if (!match) return undefined;
  const thousandths = Number(match[1]) * (match[2] ? thousandthsOf[match[2]] ?? NaN : 1000);
  return Number.isSafeInteger(thousandths) ? thousandths : undefined;
}

function scaled(text: string, scale: number): number {
  const quantity = parseQuantity(text);
  return Number(quantity.scale < scale ? rescaleUp(quantity, scale).unscaled : unscaledAt(quantity, scale));
}

/** In thousandths, rounded away from zero; exact up to 2^53. */
export const milliValue = (quantity: string): number => simpleThousandths(quantity) ?? scaled(quantity, -3);

/** In whole units, rounded away from zero; exact up to 2^53. */
export function unitValue(quantity: string): number {
  const thousandths = simpleThousandths(quantity);
  return thousandths === undefined ? scaled(quantity, 0) : Math.ceil(thousandths / 1000);
}

/** In billionths, rounded away from zero; exact up to 2^53. */
export const nanoValue = (quantity: string): number => scaled(quantity, -9);

export const isZeroQuantity = (quantity: string): boolean => quantity === '0' || parseQuantity(quantity).unscaled === 0n;
