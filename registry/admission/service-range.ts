/** The addresses that services can have: those of the ServiceCIDRs that are ready (KEP-1880). One family, IPv4. */
import type { networking, Random } from '../../api';

export interface ServiceRange {
  readonly base: number;
  readonly size: number;
}

const toNumber = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
const toText = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

/** Undefined for anything but an IPv4 address. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return valid ? toNumber(parts.map(Number)) : undefined;
}

/** One without a condition is ready: so it is before any controller has looked at it. */
function isReady({ metadata, status }: networking.ServiceCIDR): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return metadata.deletionTimestamp === undefined && (ready === undefined || ready.status === 'True');
}

export const rangesOf = (cidrs: readonly networking.ServiceCIDR[]): ServiceRange[] => cidrs.filter(isReady).flatMap(({ spec }) => spec.cidrs ?? []).flatMap((text) => {
  const [address = '', bits] = text.split('/');
  const base = parseAddress(address);
  return base === undefined ? [] : [{ base, size: 2 ** (32 - Number(bits)) }];
});

/** The first and the last address are not given out. */
export const isIn = ({ base, size }: ServiceRange, address: number): boolean => address > base && address < base + size - 1;

/** Left for those who name their address (KEP-3070: a sixteenth of the range, from 16 to 256). */
const reservedOf = (size: number): number => (size <= 16 ? 0 : Math.min(Math.max(Math.floor(size / 16), 16), 256));

/** Undefined: the range is too small to have any. */
export function someAddress({ base, size }: ServiceRange, random: Random): string | undefined {
  const first = base + 1 + reservedOf(size);
  const count = base + size - 1 - first;
  return count > 0 ? toText(first + random.int(count)) : undefined;
}

/** All of them, those that are left for others last. */
export function* addressesIn({ base, size }: ServiceRange): Generator<string> {
  const first = base + 1;
  const middle = first + reservedOf(size);
  for (let address = middle; address < base + size - 1; address++) yield toText(address);
  for (let address = first; address < middle; address++) yield toText(address);
}
