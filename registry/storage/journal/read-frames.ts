/** Reads a whole file of frames in pieces: a snapshot may be larger than a buffer can be. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { decode, magic, type Decoded } from './record';

const pieceSize = 4 << 20;

/** Where the whole frames end (0: not even the magic is whole), and where the file does. */
export interface Ends { readonly whole: number; readonly file: number }

/** `start` counts from the beginning of the file. Throws when the file is none of ours. */
export function forEachFrame(path: string, visit: (frame: Decoded) => void): Ends {
  const fd = openSync(path, 'r');
  try {
    const file = fstatSync(fd).size;
    const head = piece(fd, 0, Math.min(magic.length, file));
    if (!magic.subarray(0, head.length).equals(head)) throw new Error(`${path} is no journal of this version`);
    return { whole: head.length < magic.length ? 0 : visitBehind(fd, magic.length, file, visit), file };
  } finally {
    closeSync(fd);
  }
}

/** Returns where the whole frames end. One buffer serves all pieces: records own their bytes. */
function visitBehind(fd: number, from: number, file: number, visit: (frame: Decoded) => void): number {
  let buffer = Buffer.allocUnsafe(Math.min(pieceSize, file - from));
  for (let at = from; ;) {
    const begin = at;
    const bytes = buffer.subarray(0, readSync(fd, buffer, 0, Math.min(buffer.length, file - at), at));
    at += decode(bytes, ({ record, start }) => visit({ record, start: begin + start }));
    if (begin + bytes.length === file) return at;
    // A frame that is larger than the piece needs a larger one.
    if (at === begin) buffer = Buffer.allocUnsafe(Math.min(buffer.length * 2, file - at));
  }
}

function piece(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, position));
}
