/**
 * The server's side of a SPDY/3.1 connection, as far as Kubernetes' clients use it (moby/spdystream): streams that the client opens,
 * data to and fro, ends and resets. Nobody there keeps to flow control windows, so none are kept here.
 */
import { Duplex } from 'node:stream';
import { controlFrame, dataFrame, fin, FrameReader, kinds, numbers, type Frame } from './frames';
import { HeaderReader, HeaderWriter, SpdyFault, type Headers } from './headers';

/** Longer pieces are cut. */
const longestData = 32 * 1024;

const protocolError = 1;
const cancelled = 5;

export interface SpdyEvents {
  /** A stream that the client has opened; its answer has been sent. */
  opened(stream: SpdyStream): void;
  /** Nothing comes any more. */
  closed(): void;
}

export class SpdyConnection {
  private readonly reader = new FrameReader();
  private readonly names = new HeaderReader();
  private readonly writer = new HeaderWriter();
  private readonly streams = new Map<number, SpdyStream>();

  constructor(private readonly bytes: Duplex, private readonly events: SpdyEvents) {
    bytes.on('data', (chunk: Buffer) => this.take(chunk));
    bytes.on('error', () => bytes.destroy());
    bytes.once('end', () => this.end());
    bytes.once('close', () => this.end());
  }

  /** Says good-bye, and ends when all is sent. */
  close(): void {
    if (this.bytes.writableEnded || this.bytes.destroyed) return;
    this.bytes.end(controlFrame(kinds.goAway, 0, numbers(0, 0)));
  }

  pause(): void { this.bytes.pause(); }
  resume(): void { this.bytes.resume(); }

  /** Calls back when more may be sent. */
  send(frame: Buffer, done: (error?: Error | null) => void): void {
    if (this.bytes.destroyed || this.bytes.writableEnded) done(new Error('the connection is closed'));
    else this.bytes.write(frame, done);
  }

  forget(id: number): void {
    this.streams.delete(id);
  }

  private take(chunk: Buffer): void {
    try {
      for (const frame of this.reader.take(chunk)) this.heed(frame);
    } catch (error) {
      if (!(error instanceof SpdyFault)) throw error;
      this.bytes.end(controlFrame(kinds.goAway, 0, numbers(0, protocolError)));
      this.end();
    }
  }

  private heed(frame: Frame): void {
    if (frame.type === 'data') {
      const stream = this.streams.get(frame.stream);
      if (stream) stream.came(frame.data, frame.last);
      else this.send(controlFrame(kinds.reset, 0, numbers(frame.stream, 2)), () => undefined);
      return;
    }
    const { kind, flags, body } = frame;
    if (kind === kinds.synStream) this.open(body, (flags & fin) !== 0);
    else if (kind === kinds.ping) this.send(controlFrame(kinds.ping, 0, body), () => undefined);
    else if (kind === kinds.reset && body.length >= 4) this.streams.get(body.readUInt32BE(0) & 0x7fffffff)?.destroy();
    // Headers share one context: it goes on with those that nobody needs.
    else if (kind === kinds.headers && body.length >= 4) this.names.read(body.subarray(4));
  }

  private open(body: Buffer, last: boolean): void {
    if (body.length < 10) throw new SpdyFault('a stream without its numbers');
    const id = body.readUInt32BE(0) & 0x7fffffff;
    const stream = new SpdyStream(this, id, this.names.read(body.subarray(10)));
    this.streams.set(id, stream);
    this.send(controlFrame(kinds.synReply, 0, Buffer.concat([numbers(id), this.writer.write(new Map())])), () => undefined);
    if (last) stream.came(Buffer.alloc(0), true);
    this.events.opened(stream);
  }

  private end(): void {
    for (const stream of this.streams.values()) stream.cut();
    this.streams.clear();
    this.events.closed();
  }
}

/** What is not read holds up the connection: so it is with several streams on one. */
export class SpdyStream extends Duplex {
  constructor(private readonly connection: SpdyConnection, readonly id: number, readonly headers: Headers) {
    super({ allowHalfOpen: true, emitClose: true });
    this.on('error', () => undefined);
  }

  came(data: Buffer, last: boolean): void {
    if (this.destroyed) return;
    if (data.length && !this.push(data)) this.connection.pause();
    if (last) this.push(null);
  }

  /** The connection is gone. */
  cut(): void {
    this.push(null);
    this.destroy();
  }

  override _read(): void {
    this.connection.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    for (let at = 0; at < chunk.length; at += longestData) {
      const isLast = at + longestData >= chunk.length;
      this.connection.send(dataFrame(this.id, chunk.subarray(at, at + longestData), false), isLast ? done : () => undefined);
    }
    if (chunk.length === 0) done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.connection.send(dataFrame(this.id, Buffer.alloc(0), true), () => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.writableFinished) this.connection.send(controlFrame(kinds.reset, 0, numbers(this.id, cancelled)), () => undefined);
    this.connection.forget(this.id);
    this.connection.resume();
    done(error);
  }
}
