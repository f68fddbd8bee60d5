/**
 * A sorted map whose writes move a few hundred entries at most: sorted chunks, found by binary search. Counting a
 * range looks at chunks, not at entries.
 */
import type { Span } from './key-order';

const chunkSize = 512;

interface Chunk<V> { readonly keys: string[]; readonly values: V[] }

interface Place { readonly chunk: number; readonly index: number }

export class OrderedMap<V> {
  private chunks: Chunk<V>[] = [{ keys: [], values: [] }];
  private entries = 0;

  get size(): number {
    return this.entries;
  }

  set(key: string, value: V): void {
    const { chunk: at, index } = this.place(key);
    const chunk = this.chunkAt(at);
    if (chunk.keys[index] === key) {
      chunk.values[index] = value;
      return;
    }
    chunk.keys.splice(index, 0, key);
    chunk.values.splice(index, 0, value);
    this.entries += 1;
    if (chunk.keys.length > chunkSize) this.split(at);
  }

  delete(key: string): void {
    const { chunk: at, index } = this.place(key);
    const chunk = this.chunkAt(at);
    if (chunk.keys[index] !== key) return;
    chunk.keys.splice(index, 1);
    chunk.values.splice(index, 1);
    this.entries -= 1;
    if (chunk.keys.length === 0 && this.chunks.length > 1) this.chunks.splice(at, 1);
  }

  count(span: Span): number {
    const from = this.place(span.from);
    const to = this.end(span);
    if (from.chunk === to.chunk) return Math.max(to.index - from.index, 0);
    let count = to.index - from.index;
    for (let at = from.chunk; at < to.chunk; at++) count += this.chunkAt(at).keys.length;
    return Math.max(count, 0);
  }

  /** In order, until `visit` says that it has enough. The map must not change meanwhile. */
  visit(span: Span, visit: (value: V) => 'enough' | undefined): void {
    const { from, to } = span;
    let { chunk: at, index } = this.place(from);
    for (; at < this.chunks.length; at++, index = 0) {
      const { keys, values } = this.chunkAt(at);
      for (; index < keys.length; index++) {
        if (to !== undefined && (keys[index] ?? '') >= to) return;
        if (visit(values[index] as V) === 'enough') return;
      }
    }
  }

  private end(span: Span): Place {
    if (span.to !== undefined) return this.place(span.to);
    const last = this.chunks.length - 1;
    return { chunk: last, index: this.chunkAt(last).keys.length };
  }

  /** Where the key is, or would be. */
  private place(key: string): Place {
    const chunk = Math.max(lowerBound(this.chunks.length, (i) => (this.chunks[i]?.keys[0] ?? '') > key) - 1, 0);
    const { keys } = this.chunkAt(chunk);
    return { chunk, index: lowerBound(keys.length, (i) => (keys[i] ?? '') >= key) };
  }

  private chunkAt(index: number): Chunk<V> {
    const chunk = this.chunks[index];
    if (!chunk) throw new RangeError(`no chunk ${index}`);
    return chunk;
  }

  private split(at: number): void {
    const chunk = this.chunkAt(at);
    const half = chunk.keys.length >> 1;
    this.chunks.splice(at + 1, 0, { keys: chunk.keys.splice(half), values: chunk.values.splice(half) });
  }
}

/** The first of 0..length for which `holds` (false, then true from somewhere on); `length` when none. */
export function lowerBound(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
