/** Values in DER (X.690), one after the other. */

/** The whole, what kind it is, and what is inside. */
export interface Value { readonly whole: Buffer; readonly tag: number; readonly content: Buffer }

export function values(der: Buffer): Value[] {
  const found: Value[] = [];
  for (let at = 0; at < der.length;) {
    const { start, end } = extent(der, at);
    if (end > der.length) throw new RangeError('a value is longer than what holds it');
    found.push({ whole: der.subarray(at, end), tag: der.readUInt8(at), content: der.subarray(start, end) });
    at = end;
  }
  return found;
}

function extent(der: Buffer, at: number): { start: number; end: number } {
  const first = der.readUInt8(at + 1);
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const bytes = first & 0x7f;
  const start = at + 2 + bytes;
  return { start, end: start + der.readUIntBE(at + 2, bytes) };
}

export function part(from: readonly Value[], index: number): Value {
  const found = from[index];
  if (!found) throw new RangeError('a part is missing');
  return found;
}
