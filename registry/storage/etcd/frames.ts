const headerLength = 5;

/**
 * Cuts a gRPC byte stream into messages. Each is copied into memory of its own size: what Node delivers are views on
 * blocks of 64 KiB, and values that live for hours must not keep those alive.
 */
export class Frames {
  private readonly header = Buffer.allocUnsafe(headerLength);
  private headerFilled = 0;
  private message: Buffer | undefined;
  private filled = 0;

  push(chunk: Buffer): Buffer[] {
    const messages: Buffer[] = [];
    for (let at = 0; at < chunk.length || this.complete();) {
      if (this.complete()) messages.push(this.take());
      else if (this.message) at += this.fill(this.message, chunk, at);
      else at += this.fillHeader(chunk, at);
    }
    return messages;
  }

  private complete(): boolean {
    return this.message !== undefined && this.filled === this.message.length;
  }

  private take(): Buffer {
    const message = this.message ?? Buffer.alloc(0);
    this.message = undefined;
    this.headerFilled = 0;
    return message;
  }

  private fill(message: Buffer, chunk: Buffer, at: number): number {
    const copied = chunk.copy(message, this.filled, at);
    this.filled += copied;
    return copied;
  }

  private fillHeader(chunk: Buffer, at: number): number {
    const copied = chunk.copy(this.header, this.headerFilled, at);
    this.headerFilled += copied;
    if (this.headerFilled === headerLength) this.begin();
    return copied;
  }

  private begin(): void {
    if (this.header[0] !== 0) throw new Error('etcd sent a compressed message, which was not asked for');
    this.message = Buffer.allocUnsafeSlow(this.header.readUInt32BE(1));
    this.filled = 0;
  }
}
