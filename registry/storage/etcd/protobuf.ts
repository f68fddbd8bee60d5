/**
 * The little of Protocol Buffers that etcd's messages need: varints and length-delimited fields
 * (protobuf.dev/programming-guides/encoding). Written by hand because a general library costs more per message than
 * everything else on the way to etcd (docs/adr/0002-etcd-client.md).
 */

const lengthDelimited = 2;
const maxVarint = 10;

/**
 * Fills its buffer from the back, so that the length of a nested message is known when it has to be written and
 * nothing is copied twice. Fields therefore are written last to first. Zero and empty values are left out, as proto3
 * says.
 */
export class Writer {
  private buffer: Buffer;
  private start: number;

  constructor(capacity: number) {
    // Slow: a message is handed to the kernel as it is and must not share the pool's memory.
    this.buffer = Buffer.allocUnsafeSlow(capacity);
    this.start = capacity;
  }

  integer(field: number, value: number): this {
    return value === 0 ? this : this.varint(value).varint(field * 8);
  }

  /** For identifiers that use all 64 bits. */
  integer64(field: number, value: bigint): this {
    if (value === 0n) return this;
    const bytes: number[] = [];
    for (let rest = BigInt.asUintN(64, value); bytes.length === 0 || rest > 0n; rest >>= 7n) {
      bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    }
    return this.raw(Uint8Array.from(bytes)).varint(field * 8);
  }

  flag(field: number, value: boolean): this {
    return value ? this.integer(field, 1) : this;
  }

  bytes(field: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.raw(value).varint(value.length).varint(field * 8 + lengthDelimited);
  }

  /** A nested message, kept even when it is empty: in a `oneof` its presence is what it says. */
  message(field: number, write: (writer: this) => unknown): this {
    const end = this.buffer.length - this.start;
    write(this);
    const length = this.buffer.length - this.start - end;
    return this.varint(length).varint(field * 8 + lengthDelimited);
  }

  /** The five bytes in front of a gRPC message: not compressed, length. */
  frame(): Buffer {
    const length = this.buffer.length - this.start;
    this.reserve(5);
    this.buffer.writeUInt32BE(length, this.start - 4);
    this.buffer[this.start - 5] = 0;
    return this.buffer.subarray(this.start - 5);
  }

  private raw(value: Uint8Array): this {
    this.reserve(value.length);
    this.start -= value.length;
    this.buffer.set(value, this.start);
    return this;
  }

  private varint(value: number): this {
    this.reserve(maxVarint);
    let length = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++;
    this.start -= length;
    let at = this.start;
    // Division instead of shifts: revisions exceed 32 bits.
    for (let rest = value; --length >= 0; rest = Math.floor(rest / 0x80)) {
      this.buffer[at++] = (rest % 0x80) + (length > 0 ? 0x80 : 0);
    }
    return this;
  }

  private reserve(length: number): void {
    if (this.start >= length) return;
    const used = this.buffer.length - this.start;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, used + length));
    this.buffer.copy(grown, grown.length - used, this.start);
    this.start = grown.length - used;
    this.buffer = grown;
  }
}

/** Walks over a message; the caller's loop switches on `field`. */
export class Reader {
  /** Number of the field that `next` found. */
  field = 0;
  private wireType = 0;
  private at = 0;
  private end: number;

  constructor(private readonly buffer: Buffer) {
    this.end = buffer.length;
  }

  /** False at the end of the (nested) message. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.varint();
    this.field = tag >>> 3;
    this.wireType = tag & 7;
    return true;
  }

  /** Exact up to 2^53, which no revision reaches. */
  integer(): number {
    return this.varint();
  }

  flag(): boolean {
    return this.varint() !== 0;
  }

  /** A view on the message's memory. */
  bytes(): Buffer {
    const length = this.varint();
    const start = this.at;
    this.at = start + length;
    return this.buffer.subarray(start, this.at);
  }

  /** UTF-8, without the first `skip` bytes. */
  text(skip = 0): string {
    const length = this.varint();
    const start = this.at;
    this.at = start + length;
    return this.buffer.toString('utf8', start + skip, this.at);
  }

  /** `read` sees the nested message's fields only. */
  message<T>(read: (reader: this) => T): T {
    const length = this.varint();
    const outer = this.end;
    this.end = this.at + length;
    const result = read(this);
    this.at = this.end;
    this.end = outer;
    return result;
  }

  skip(): void {
    switch (this.wireType) {
      case 0: this.varint(); return;
      case 1: this.at += 8; return;
      case lengthDelimited: this.bytes(); return;
      case 5: this.at += 4; return;
      default: throw new Error(`protobuf wire type ${this.wireType} is not supported`);
    }
  }

  private varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.buffer[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }
}
