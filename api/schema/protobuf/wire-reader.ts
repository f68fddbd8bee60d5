/** Protobuf's wire format, read in place: no bytes are copied but those of texts (https://protobuf.dev/programming-guides/encoding). */

import { wire } from './wire';

/** Bytes that are no message of the definition; the message is Go's. */
export class ProtobufError extends Error {}

const tooLarge = (): ProtobufError => new ProtobufError('proto: integer overflow');

export class WireReader {
  /** Of the tag read last. */
  wireType = 0;

  constructor(private readonly bytes: Buffer, private at = 0, private end = bytes.length) {}

  /** The number of the next field; 0 at the end of the message. */
  next(): number {
    if (this.at >= this.end) return 0;
    const tag = this.integer();
    if (tag < 8 || tag > 0xffffffff) throw new ProtobufError(`proto: illegal tag ${Math.floor(tag / 8)} (wire type ${tag & 7})`);
    this.wireType = tag & 7;
    return Math.floor(tag / 8);
  }

  /** A varint, two's complement over 64 bits. Throws for what JavaScript's numbers cannot hold exactly. */
  integer(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let low = first & 0x7f;
    let high = 0;
    let byte = first;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (shift > 63) throw tooLarge();
      byte = this.byte();
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift > 28) high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
      else if (shift === 28) high |= bits >>> 4;
    }
    const value = high * 0x1_0000_0000 + (low >>> 0);
    if (!Number.isSafeInteger(value)) throw tooLarge();
    return value;
  }

  double(): number {
    const at = this.take(8);
    return this.bytes.readDoubleLE(at);
  }

  text(): string {
    const length = this.length();
    const at = this.take(length);
    return this.bytes.toString('utf8', at, at + length);
  }

  base64(): string {
    const length = this.length();
    const at = this.take(length);
    return this.bytes.toString('base64', at, at + length);
  }

  /** The message that the next field holds. */
  message(): WireReader {
    const length = this.length();
    const at = this.take(length);
    return new WireReader(this.bytes, at, at + length);
  }

  /** What is left of this message. */
  rest(): Buffer {
    return this.bytes.subarray(this.at, this.end);
  }

  get empty(): boolean {
    return this.at >= this.end;
  }

  skip(): void {
    if (this.wireType === wire.varint) this.integerOfAnySize();
    else if (this.wireType === wire.delimited) this.take(this.length());
    else if (this.wireType === wire.fixed64) this.take(8);
    else if (this.wireType === wire.fixed32) this.take(4);
    else throw new ProtobufError(`proto: illegal wireType ${this.wireType}`);
  }

  private integerOfAnySize(): void {
    for (let left = 10; this.byte() >= 0x80;) if (--left === 0) throw tooLarge();
  }

  private length(): number {
    const length = this.integer();
    if (length < 0) throw new ProtobufError('proto: negative length found during unmarshaling');
    return length;
  }

  private byte(): number {
    if (this.at >= this.end) throw new ProtobufError('unexpected EOF');
    return this.bytes[this.at++]!;
  }

  /** Steps over bytes and returns where they began. */
  private take(length: number): number {
    const from = this.at;
    if (from + length > this.end) throw new ProtobufError('unexpected EOF');
    this.at = from + length;
    return from;
  }
}
