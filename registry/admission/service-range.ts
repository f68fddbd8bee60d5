/** The addresses services can have: the range kubeadm gives a cluster by default. */
import type { Random } from '../../api';

const toNumber = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
const toText = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

const base = toNumber([10, 96, 0, 0]);
const bits = 12;
const size = 2 ** (32 - bits);

/** Left for those who name their address (KEP-3070: a sixteenth of the range, 256 at most). */
const reserved = 256;

export const rangeText = `${toText(base)}/${bits}`;

/** Undefined for anything but an IPv4 address. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return valid ? toNumber(parts.map(Number)) : undefined;
}

/** The first and the last address are not given out. */
export const inRange = (address: number): boolean => address > base && address < base + size - 1;

export const dynamicAddress = (random: Random): string => toText(base + reserved + random.int(size - reserved - 1));
