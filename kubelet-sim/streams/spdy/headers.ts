/** Blocks of names and values, compressed in one context per direction (SPDY protocol draft 3.1, 2.6.10). */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { dictionary } from './dictionary';

export type Headers = ReadonlyMap<string, string>;

export class SpdyFault extends Error {}

/** How far back deflate refers (RFC 1951). */
const windowBytes = 32 * 1024;
const mostBytes = 64 * 1024;

/** RFC 1950: two bytes, and four that name the dictionary. */
const plainHeaderBytes = 2;
const dictionaryFlag = 0x20;

/** Each block ends at a byte (Z_SYNC_FLUSH), so it is inflated by itself, against what came before. */
export class HeaderReader {
  private before = dictionary;
  private begun = false;

  /** Throws SpdyFault. */
  read(block: Buffer): Headers {
    const plain = this.inflate(this.begun ? block : this.withoutHeader(block));
    this.before = Buffer.concat([this.before, plain]).subarray(-windowBytes);
    return parse(plain);
  }

  private withoutHeader(block: Buffer): Buffer {
    this.begun = true;
    if (block.length < plainHeaderBytes) throw new SpdyFault('headers without a beginning');
    return block.subarray(plainHeaderBytes + ((block[1]! & dictionaryFlag) ? 4 : 0));
  }

  private inflate(block: Buffer): Buffer {
    try {
      return inflateRawSync(block, { dictionary: this.before, finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostBytes });
    } catch (error) {
      throw new SpdyFault(`headers that cannot be read: ${(error as Error).message}`);
    }
  }
}

/** Each block is compressed by itself: the context is there, and nothing refers to it. */
export class HeaderWriter {
  private begun = false;

  write(headers: Headers): Buffer {
    const body = deflateRawSync(format(headers), { finishFlush: constants.Z_SYNC_FLUSH });
    if (this.begun) return body;
    this.begun = true;
    return Buffer.concat([Buffer.of(0x78, 0x01), body]);
  }
}

function parse(block: Buffer): Headers {
  const headers = new Map<string, string>();
  let at = 0;
  const number = (): number => {
    if (at + 4 > block.length) throw new SpdyFault('headers that end too early');
    at += 4;
    return block.readUInt32BE(at - 4);
  };
  const text = (): string => {
    const length = number();
    if (at + length > block.length) throw new SpdyFault('headers that end too early');
    at += length;
    return block.toString('latin1', at - length, at);
  };
  for (let count = number(); count > 0; count--) {
    const name = text().toLowerCase();
    headers.set(name, text());
  }
  return headers;
}

function format(headers: Headers): Buffer {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const text = (value: string): Buffer[] => [number(Buffer.byteLength(value, 'latin1')), Buffer.from(value, 'latin1')];
  return Buffer.concat([number(headers.size), ...[...headers].flatMap(([name, value]) => [...text(name), ...text(value)])]);
}
