/**
 * The pod-template-hash of a template. Upstream hashes Go's memory dump of the template (pkg/util/hash), which nobody
 * else can reproduce and which nothing relies on: equal templates are found by comparing them, the hash only names them.
 */
import type { core } from '../api';

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** FNV-1a, 32 bits. */
function fnv(text: string, basis = offsetBasis): number {
  let hash = basis;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, prime) >>> 0;
  return hash;
}

/** JSON with the keys of every object in order and absent members left out. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    (typeof member === 'object' && member !== null && !Array.isArray(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member));
}

/** Letters and digits that spell no words (k8s.io/apimachinery util/rand, SafeEncodeString). */
const safeAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

export const safeEncode = (text: string): string =>
  Array.from(text, (character) => safeAlphabet[character.charCodeAt(0) % safeAlphabet.length]).join('');

/** A collision count makes another hash of the same template. */
export function podTemplateHash(template: core.PodTemplateSpec, collisionCount?: number): string {
  const hash = fnv(canonicalJson(template));
  return safeEncode(String(collisionCount === undefined ? hash : fnv(String(collisionCount), hash)));
}
