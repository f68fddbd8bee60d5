/** Bytes <-> frames (SPDY protocol draft 3.1, 2.2). */
import { SpdyFault } from './headers';

export type Frame =
  | { readonly type: 'data'; readonly stream: number; readonly last: boolean; readonly data: Buffer }
  | { readonly type: 'control'; readonly kind: number; readonly flags: number; readonly body: Buffer };

export const kinds = { synStream: 1, synReply: 2, reset: 3, settings: 4, ping: 6, goAway: 7, headers: 8, windowUpdate: 9 } as const;

export const fin = 1;

const headBytes = 8;
/** Longer ones nobody sends who speaks of pods. */
const longest = 8 * 1024 * 1024;
const version = 3;

/** Cuts what comes into frames. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private size = 0;

  /** Throws SpdyFault. */
  *take(chunk: Buffer): Generator<Frame> {
    this.chunks.push(chunk);
    this.size += chunk.length;
    while (this.size >= headBytes) {
      const head = this.front(headBytes);
      const length = head.readUIntBE(5, 3);
      if (length > longest) throw new SpdyFault('a frame that is too long');
      if (this.size < headBytes + length) return;
      const whole = this.front(headBytes + length);
      this.chunks = [this.chunks[0]!.subarray(headBytes + length), ...this.chunks.slice(1)];
      this.size -= headBytes + length;
      yield frameOf(whole);
    }
  }

  /** The first bytes in one piece. */
  private front(bytes: number): Buffer {
    if (this.chunks[0]!.length < bytes) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0]!.subarray(0, bytes);
  }
}

function frameOf(whole: Buffer): Frame {
  const flags = whole[4]!;
  const body = whole.subarray(headBytes);
  if (!(whole[0]! & 0x80)) return { type: 'data', stream: whole.readUInt32BE(0), last: (flags & fin) !== 0, data: body };
  if ((whole.readUInt16BE(0) & 0x7fff) !== version) throw new SpdyFault('another version of SPDY');
  return { type: 'control', kind: whole.readUInt16BE(2), flags, body };
}

export function dataFrame(stream: number, data: Buffer, last: boolean): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(stream & 0x7fffffff);
  head[4] = last ? fin : 0;
  head.writeUIntBE(data.length, 5, 3);
  return Buffer.concat([head, data]);
}

export function controlFrame(kind: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt16BE(0x8000 | version);
  head.writeUInt16BE(kind, 2);
  head[4] = flags;
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

export function numbers(...values: readonly number[]): Buffer {
  const body = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => body.writeUInt32BE(value, 4 * i));
  return body;
}
