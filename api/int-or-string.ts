/** Counts given as a number or as a share of a whole (k8s.io/apimachinery pkg/util/intstr). */

/** A text that is no percentage; the message is upstream's. */
export class IntOrPercentError extends Error {}

/**
 * `3` is 3; `25%` is that share of `total`, as a whole number rounded as asked. Throws IntOrPercentError for other
 * texts, which validation keeps out of stored objects.
 */
export function scaledCount(value: number | string, total: number, rounding: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  const share = (percentOf(value) * total) / 100;
  return rounding === 'up' ? Math.ceil(share) : Math.floor(share);
}

function percentOf(text: string): number {
  if (!text.endsWith('%')) throw new IntOrPercentError('invalid value for IntOrString: invalid type: string is not a percentage');
  const digits = text.slice(0, -1);
  if (/^[+-]?\d+$/.test(digits)) return Number(digits);
  throw new IntOrPercentError(`invalid value for IntOrString: invalid value ${JSON.stringify(text)}: strconv.Atoi: parsing ${JSON.stringify(digits)}: invalid syntax`);
}
