/** Addresses and ranges as numbers (RFC 4632), and the one text each of them should have (RFC 5952). */
import { ipVersion } from './ip';

export interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

export interface Cidr extends Address {
  /** Bits of the prefix. */
  readonly length: number;
}

const bitsOf = (version: 4 | 6): number => (version === 4 ? 32 : 128);

export function parseAddress(text: string): Address | undefined {
  const version = ipVersion(text);
  if (!version) return undefined;
  return { version, value: version === 4 ? joined(text.split('.').map(Number), 8n) : joined(wordsOf(text), 16n) };
}

export function parseCidr(text: string): Cidr | undefined {
  const [ip = '', length = '', ...rest] = text.split('/');
  const address = parseAddress(ip);
  if (!address || rest.length || !/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bitsOf(address.version)) return undefined;
  return { ...address, length: Number(length) };
}

const joined = (parts: readonly number[], width: bigint): bigint => parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n);

/** The eight words of an address of version 6. */
function wordsOf(text: string): number[] {
  const [head = '', tail] = text.split('::');
  const before = halfOf(head);
  if (tail === undefined) return before;
  const after = halfOf(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const halfOf = (half: string): number[] => half.split(':').filter(Boolean).flatMap((part) => {
  if (!part.includes('.')) return [parseInt(part, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
});

/** An address of version 4 in the clothes of version 6 (RFC 4291 section 2.5.5.2). */
export const isMapped = ({ version, value }: Address): boolean => version === 6 && value >> 32n === 0xffffn;

const maskOf = ({ version, length }: Cidr): bigint => ((1n << BigInt(length)) - 1n) << BigInt(bitsOf(version) - length);

/** The first address of the range. */
export const networkOf = (cidr: Cidr): bigint => cidr.value & maskOf(cidr);

export const contains = (outer: Cidr, inner: Address): boolean => outer.version === inner.version && (inner.value & maskOf(outer)) === networkOf(outer);

export const formatCidr = (cidr: Cidr): string => `${formatAddress(cidr)}/${cidr.length}`;

export function formatAddress({ version, value }: Address): string {
  if (version === 4) return split(value, 4, 8n).join('.');
  const words = split(value, 8, 16n).map(Number);
  if (isMapped({ version, value })) return `::ffff:${formatAddress({ version: 4, value: value & 0xffffffffn })}`;
  return formatWords(words);
}

const split = (value: bigint, count: number, width: bigint): bigint[] =>
  Array.from({ length: count }, (_, i) => (value >> (width * BigInt(count - 1 - i))) & ((1n << width) - 1n));

/** The longest run of zeros, from two on, is written `::`; the first of equals. */
function formatWords(words: readonly number[]): string {
  const hex = words.map((word) => word.toString(16));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    const end = words.findIndex((word, i) => i >= start && word !== 0);
    const length = (end < 0 ? 8 : end) - start;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}
