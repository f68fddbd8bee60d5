/** Amounts and shares for people. */
const gibi = 1024 ** 3;
const mebi = 1024 ** 2;

const short = (value: number): string => String(Math.round(value * 100) / 100);

/** Memory and storage in binary units; everything else as a number. */
export function amountText(resource: string, value: number): string {
  if (!isBytes(resource)) return short(value);
  if (value === 0) return '0';
  return Math.abs(value) >= gibi ? `${short(value / gibi)}Gi` : `${short(value / mebi)}Mi`;
}

const isBytes = (resource: string): boolean => resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-');

export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** With its sign: `+3.1%`. */
export const percentDifference = (share: number): string => `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`;
