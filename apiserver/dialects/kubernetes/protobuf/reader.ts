/** Protobuf's wire format, read (https://protobuf.dev/programming-guides/encoding). Throws BodySyntaxError where the bytes break off. */
import { BodySyntaxError } from '../../../dialect';

export type WireType = 0 | 1 | 2 | 5;

export class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Number and wire type of the next field. */
  tag(): { field: number; wire: WireType } {
    const tag = Number(this.varint());
    const wire = tag & 7;
    if (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5) throw new BodySyntaxError(`proto: illegal wireType ${wire}`);
    return { field: Math.floor(tag / 8), wire };
  }

  /** Unsigned; negative numbers come as 64-bit two's complement. */
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new BodySyntaxError('proto: integer overflow');
  }

  /** Throws for what JavaScript's numbers cannot hold exactly. */
  integer(): number {
    const value = Number(BigInt.asIntN(64, this.varint()));
    if (!Number.isSafeInteger(value)) throw new BodySyntaxError('proto: integer overflow');
    return value;
  }

  double(): number {
    return this.take(8).readDoubleLE();
  }

  delimited(): Buffer {
    return this.take(Number(this.varint()));
  }

  skip(wire: WireType): void {
    if (wire === 0) this.varint();
    else if (wire === 2) this.delimited();
    else this.take(wire === 1 ? 8 : 4);
  }

  private byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new BodySyntaxError('unexpected EOF');
    return byte;
  }

  private take(length: number): Buffer {
    const end = this.at + length;
    if (!(end <= this.bytes.length)) throw new BodySyntaxError('unexpected EOF');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}

/** Calls `take` for each field; what it returns false for is skipped. */
export function eachField(bytes: Buffer, take: (field: number, wire: WireType, reader: Reader) => boolean): void {
  const reader = new Reader(bytes);
  while (!reader.done) {
    const { field, wire } = reader.tag();
    if (!take(field, wire, reader)) reader.skip(wire);
  }
}
