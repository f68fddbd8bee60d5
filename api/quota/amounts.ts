/** Lists of quantities by resource name, as quotas reckon with them (k8s.io/apiserver pkg/quota/v1/resources.go). */
import { addQuantities, compareQuantities, isZeroQuantity, subtractQuantities } from '../quantity';

export type Amounts = Readonly<Record<string, string>>;

/** Fewer than six digits: what counts of objects look like. */
const small = /^\d{1,6}$/;

const sum = (a: string, b: string): string =>
  (small.test(a) && small.test(b) && Number(a) + Number(b) < 1000 ? String(Number(a) + Number(b)) : addQuantities(a, b));

export function added(a: Amounts, b: Amounts): Amounts {
  const result = { ...a };
  for (const [name, quantity] of Object.entries(b)) result[name] = result[name] === undefined ? quantity : sum(result[name], quantity);
  return result;
}

/** What is left of `a`; nothing gets below zero. */
export function subtracted(a: Amounts, b: Amounts): Amounts {
  const result = { ...a };
  for (const [name, quantity] of Object.entries(b)) {
    const rest = subtractQuantities(result[name] ?? '0', quantity);
    result[name] = compareQuantities(rest, '0') > 0 ? rest : '0';
  }
  return result;
}

/** The greatest of each. */
export function greatest(...lists: readonly (Amounts | undefined)[]): Amounts {
  const result: Record<string, string> = {};
  for (const [name, quantity] of lists.flatMap((list) => Object.entries(list ?? {}))) {
    if (result[name] === undefined || compareQuantities(quantity, result[name]) > 0) result[name] = quantity;
  }
  return result;
}

/** Those with a name in `names`. */
export const masked = (amounts: Amounts, names: Iterable<string>): Amounts => {
  const wanted = new Set(names);
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => wanted.has(name)));
};

export const withoutZeros = (amounts: Amounts): Amounts => Object.fromEntries(Object.entries(amounts).filter(([, quantity]) => !isZeroQuantity(quantity)));

export const isNothing = (amounts: Amounts): boolean => Object.keys(amounts).length === 0;

/** The same names with the same values, however written. */
export function sameAmounts(a: Amounts = {}, b: Amounts = {}): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => b[name] !== undefined && compareQuantities(a[name] ?? '0', b[name]) === 0);
}

/** Names of what is more than `most` allows. */
export const exceeding = (amounts: Amounts, most: Amounts): string[] =>
  Object.entries(amounts).filter(([name, quantity]) => most[name] !== undefined && compareQuantities(quantity, most[name]) > 0).map(([name]) => name);

/** `cpu=1,pods=2`. */
export const amountsText = (amounts: Amounts): string => Object.keys(amounts).sort().map((name) => `${name}=${amounts[name]}`).join(',');
