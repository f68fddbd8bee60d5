import type { KeyRange } from '../kv';

/** etcd's way to say "to the end of all keys" (rpc.proto, RangeRequest.range_end). */
const toTheEnd = Uint8Array.of(0);

/**
 * Our keys in etcd: each stands behind the root prefix. Keys that begin with a NUL are the backend's own and in no
 * range.
 */
export class Keys {
  /** Bytes in front of every key. */
  readonly rootLength: number;
  /** Everything under the root, our own marks included. */
  readonly all: { readonly key: Uint8Array; readonly end: Uint8Array };
  /** Written to move the watched revision (see WatchHub). */
  readonly mark: Uint8Array;

  constructor(private readonly root: string) {
    this.rootLength = Buffer.byteLength(root);
    this.mark = this.of('\0progress');
    this.all = { key: this.of(root ? '' : '\0'), end: prefixEnd(this.of('')) };
  }

  of(key: string): Buffer {
    return Buffer.from(this.root + key);
  }

  /** From the first key of the range to the one behind its last. */
  range({ prefix, after }: KeyRange): { key: Uint8Array; end: Uint8Array } {
    const start = this.of(prefix || firstKey);
    const behind = after === undefined ? start : this.of(`${after}\0`);
    return { key: Buffer.compare(behind, start) > 0 ? behind : start, end: prefixEnd(this.of(prefix)) };
  }
}

/** Sorts behind our own marks. */
const firstKey = '\x01';

const isOwn = (key: string): boolean => key.charCodeAt(0) === 0;

/** No byte of UTF-8 is 0xff, so the last one can always be raised. */
function prefixEnd(prefix: Buffer): Uint8Array {
  const last = prefix.at(-1);
  if (last === undefined) return toTheEnd;
  const end = Buffer.from(prefix);
  end[end.length - 1] = last + 1;
  return end;
}

export function matcher({ prefix, after }: KeyRange): (key: string) => boolean {
  if (after === undefined) return (key) => key.startsWith(prefix) && !isOwn(key);
  const from = Buffer.from(after);
  return (key) => key.startsWith(prefix) && !isOwn(key) && Buffer.compare(Buffer.from(key), from) > 0;
}
