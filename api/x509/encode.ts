/** Values in DER (X.690), written; der.ts reads them. */

export function value(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(body.length)]), body]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = inBase(0x100, length);
  return [0x80 | bytes.length, ...bytes];
}

/** The digits of a number, the most significant one first. */
function inBase(base: number, number: number): number[] {
  const digits: number[] = [];
  for (let rest = number; rest > 0 || digits.length === 0; rest = Math.floor(rest / base)) digits.unshift(rest % base);
  return digits;
}

export const sequence = (...content: readonly Buffer[]): Buffer => value(0x30, ...content);
export const set = (...content: readonly Buffer[]): Buffer => value(0x31, ...content);
export const octets = (...content: readonly Buffer[]): Buffer => value(0x04, ...content);
export const text = (characters: string): Buffer => value(0x0c, Buffer.from(characters));
/** `[number] EXPLICIT`, of content that has its own tag; or a SEQUENCE or SET tagged IMPLICIT. */
export const tagged = (number: number, ...content: readonly Buffer[]): Buffer => value(0xa0 | number, ...content);
/** `[number] IMPLICIT`, of bytes. */
export const taggedBytes = (number: number, bytes: Buffer): Buffer => value(0x80 | number, bytes);
export const yes: Buffer = value(0x01, Buffer.from([0xff]));
export const nothing: Buffer = value(0x05);
/** A whole number of bytes. */
export const bits = (bytes: Buffer): Buffer => value(0x03, Buffer.from([0]), bytes);

/** Of the bytes of a number that is not negative. */
export function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first < 0 ? Buffer.from([0]) : bytes.subarray(first);
  return value(0x02, (shortest[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest);
}

/** A list of named bits: zeros behind the last one are not written (X.690, 11.2.2). */
export function namedBits(positions: readonly number[]): Buffer {
  if (positions.length === 0) return value(0x03, Buffer.from([0]));
  const last = Math.max(...positions);
  const bytes = Buffer.alloc((last >> 3) + 1);
  for (const position of positions) bytes[position >> 3] = (bytes[position >> 3] ?? 0) | (0x80 >> (position & 7));
  return value(0x03, Buffer.from([7 - (last & 7)]), bytes);
}

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const groups = [first * 40 + second, ...rest].map((arc) => inBase(0x80, arc));
  return value(0x06, Buffer.from(groups.flatMap((digits) => digits.map((digit, i) => (i < digits.length - 1 ? digit | 0x80 : digit)))));
}

const utcTime = 0x17;
const generalizedTime = 0x18;

/** With two digits of the year up to 2049 (RFC 5280, 4.1.2.5), in whole seconds. */
export function time(ms: number): Buffer {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return digits < '2050' ? value(utcTime, Buffer.from(digits.slice(2))) : value(generalizedTime, Buffer.from(digits));
}
