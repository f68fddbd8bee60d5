/** A request's body, unpacked, and bounded as it is unpacked: what grows to more is refused before it has grown. */
import { promisify } from 'node:util';
import { gunzip, inflate, type InputType, type ZlibOptions } from 'node:zlib';
import { ApiError } from '../../../../api';
import { BodySyntaxError, readBody, type Request } from '../../../dialect';

/** Specification, 8. */
export const MAX_CONTENT_BYTES = 1024 * 1024;

interface Coding {
  /** The package of Go that speaks of faults. */
  readonly name: string;
  readonly unpack: (packed: InputType, options: ZlibOptions) => Promise<Buffer>;
}

/** By their names as they are: what is called otherwise is read as it comes. */
const codings = new Map<string, Coding>([
  ['gzip', { name: 'gzip', unpack: promisify<InputType, ZlibOptions, Buffer>(gunzip) }],
  ['deflate', { name: 'zlib', unpack: promisify<InputType, ZlibOptions, Buffer>(inflate) }],
]);

/** Rejects with ApiError (too large), BodySyntaxError (it cannot be unpacked) or Disconnected. */
export async function readContent(request: Request): Promise<Buffer> {
  const body = await readBody(request, MAX_CONTENT_BYTES);
  const coding = codings.get(request.headers['content-encoding'] ?? '');
  if (!coding || body.length === 0) return body;
  try {
    return await coding.unpack(body, { maxOutputLength: MAX_CONTENT_BYTES });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw ApiError.tooLarge(MAX_CONTENT_BYTES);
    throw new BodySyntaxError(faults(coding.name)[message] ?? `flate: corrupt input (${message})`);
  }
}

/** zlib's messages in Go's words. */
const faults = (name: string): Readonly<Record<string, string>> => ({
  'incorrect header check': `${name}: invalid header`,
  'unknown compression method': `${name}: invalid header`,
  'invalid window size': `${name}: invalid header`,
  'unknown header flags set': `${name}: invalid header`,
  'header crc mismatch': `${name}: invalid header`,
  'incorrect data check': `${name}: invalid checksum`,
  'incorrect length check': `${name}: invalid checksum`,
  'Missing dictionary': 'zlib: invalid dictionary',
  'unexpected end of file': 'unexpected EOF',
});
