/** What a machine's memory holds between two calls, without what is empty: a quarter of a megabyte where a thread takes ten. */
import { pageBytes as wasmPageBytes, type Memory } from '../web-assembly';

export interface Image {
  /** Of the whole memory. */
  readonly bytes: number;
  /** Which pages are not empty. */
  readonly pages: Uint32Array;
  /** Those pages, one behind the other. */
  readonly content: Uint8Array;
}

const pageBytes = 4096;
const empty = Buffer.alloc(pageBytes);

export function imageOf(memory: Memory): Image {
  const { buffer } = memory;
  const pages: number[] = [];
  for (let page = 0; page * pageBytes < buffer.byteLength; page++) {
    if (!empty.equals(new Uint8Array(buffer, page * pageBytes, pageBytes))) pages.push(page);
  }
  const content = new Uint8Array(pages.length * pageBytes);
  pages.forEach((page, i) => content.set(new Uint8Array(buffer, page * pageBytes, pageBytes), i * pageBytes));
  return { bytes: buffer.byteLength, pages: Uint32Array.from(pages), content };
}

/** Into the memory of a machine that was set up in the same way. */
export function restore(memory: Memory, { bytes, pages, content }: Image): void {
  const lacking = bytes - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(lacking / wasmPageBytes);
  const all = new Uint8Array(memory.buffer);
  all.fill(0);
  pages.forEach((page, i) => all.set(content.subarray(i * pageBytes, (i + 1) * pageBytes), page * pageBytes));
}
