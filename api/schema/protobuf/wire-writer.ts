/**
 * Protobuf's wire format, written from the end to the beginning: the length of a message is known once its content is
 * there, so that nothing is measured first (as gogo's MarshalToSizedBuffer does). Callers write the last field first,
 * and of each field the value before its tag.
 */
import { wire } from './wire';

export class WireWriter {
  private buffer: Buffer;
  private at: number;

  constructor(private readonly size: number) {
    this.buffer = Buffer.allocUnsafe(size);
    this.at = size;
  }

  /** How much has been written: the difference of two lengths is the size of what lies between them. */
  get length(): number {
    return this.buffer.length - this.at;
  }

  tag(field: number, wireType: number): void {
    this.unsigned(field * 8 + wireType);
  }

  /** Integers up to 2^53 in both directions. */
  integer(value: number): void {
    if (value >= 0) this.unsigned(value);
    else this.twosComplement(value);
  }

  boolean(value: boolean): void {
    this.unsigned(value ? 1 : 0);
  }

  double(value: number): void {
    this.reserve(8);
    this.at -= 8;
    this.buffer.writeDoubleLE(value, this.at);
  }

  /** With its length, without a tag. */
  text(value: string, encoding: 'utf8' | 'base64' = 'utf8'): void {
    const size = Buffer.byteLength(value, encoding);
    this.reserve(size);
    this.at -= size;
    this.buffer.write(value, this.at, size, encoding);
    this.unsigned(size);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.at -= bytes.length;
    this.buffer.set(bytes, this.at);
  }

  unsigned(value: number): void {
    this.reserve(10);
    const size = sizeOfVarint(value);
    let at = (this.at -= size);
    for (; value > 0x7fffffff; value = Math.floor(value / 128)) this.buffer[at++] = (value % 128) | 0x80;
    for (; value > 0x7f; value >>>= 7) this.buffer[at++] = (value & 0x7f) | 0x80;
    this.buffer[at] = value;
  }

  /** Tag and length in front of what `content` writes. */
  message(field: number, content: () => void): void {
    const before = this.length;
    content();
    this.unsigned(this.length - before);
    this.tag(field, wire.delimited);
  }

  /** A copy of what was written. */
  finish(): Buffer {
    return Buffer.from(this.buffer.subarray(this.at));
  }

  /** Ready for another message. What an unusually large one needed is given back. */
  reset(): void {
    if (this.buffer.length > this.size * 64) this.buffer = Buffer.allocUnsafe(this.size);
    this.at = this.buffer.length;
  }

  private twosComplement(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    this.reserve(10);
    this.at -= 10;
    for (let i = 0; i < 9; i++, rest >>= 7n) this.buffer[this.at + i] = Number(rest & 0x7fn) | 0x80;
    this.buffer[this.at + 9] = Number(rest);
  }

  private reserve(size: number): void {
    if (this.at >= size) return;
    const { length } = this;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, length + size));
    this.buffer.copy(grown, grown.length - length, this.at);
    this.at = grown.length - length;
    this.buffer = grown;
  }
}

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let most = 0x80; value >= most; most *= 128) size++;
  return size;
}
