/** Chance as a parameter: the only file that draws from the machine's randomness. */
import { randomInt, randomUUID } from 'node:crypto';

export interface Random {
  /** A number in [0, 1). */
  float(): number;
  /** An integer in [0, below). */
  int(below: number): number;
  /** A version 4 UUID (RFC 9562). */
  uuid(): string;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function formatUuid(bytes: Uint8Array): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = hex(bytes);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

export const systemRandom: Random = {
  float: () => randomInt(2 ** 48 - 1) / 2 ** 48,
  int: (below) => randomInt(below),
  uuid: () => randomUUID(),
};

/** The same sequence for the same seed (mulberry32), for tests and simulation. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const float = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(float() * below);
  return { float, int, uuid: () => formatUuid(Uint8Array.from({ length: 16 }, () => int(256))) };
}

/** Letters and digits without vowels and look-alikes, as in upstream's generated names (k8s.io/apimachinery util/rand). */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

export const randomSuffix = (random: Random, length = 5): string =>
  Array.from({ length }, () => nameAlphabet[random.int(nameAlphabet.length)]).join('');
