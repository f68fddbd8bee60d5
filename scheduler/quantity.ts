/** Kubernetes quantities ("100m", "1.5Gi", "2e3") as numbers. Decoded objects carry them in valid form. */

const scales: Readonly<Record<string, number>> = {
  n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** Binary fractions such as 0.07 * 1000 = 70.00000000000001 must not round up to the next integer. */
const roundUp = (value: number): number => Math.ceil(Number(value.toPrecision(15)));

function parse(text: string): number {
  const match = form.exec(text);
  if (!match) throw new Error(`quantity ${JSON.stringify(text)} is not in the form of resource.Quantity`);
  const [, digits = '0', exponent, suffix = ''] = match;
  return Number(digits) * (exponent === undefined ? scales[suffix] ?? 1 : 10 ** Number(exponent));
}

/** Whole units, rounded up: bytes, pods, devices. */
export const units = (text: string): number => roundUp(parse(text));

/** Thousandths, rounded up: milli-CPU. */
export const thousandths = (text: string): number => roundUp(parse(text) * 1000);
