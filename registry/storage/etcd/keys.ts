import type { KeyRange } from '../kv';

/** etcd's way to say "to the end of all keys" (rpc.proto, RangeRequest.range_end). */
const toTheEnd = Uint8Array.of(0);

/** Every key begins with it: where all are meant, others' keys and our marks are left out. */
const separator = '/';

/** Our keys in etcd: each stands behind the root prefix. */
export class Keys {
  /** Bytes in front of every key. */
  readonly rootLength: number;
  /** What the shared watch looks at: all that is ours and the mark; all of etcd where it is ours. */
  readonly all: { readonly key: Uint8Array; readonly end: Uint8Array };
  /** Written to move the watched revision (see Nudge); in no range. */
  readonly mark: Uint8Array;

  constructor(private readonly root: string) {
    this.rootLength = Buffer.byteLength(root);
    this.mark = this.of('\0progress');
    this.all = root ? { key: this.mark, end: prefixEnd(this.of(separator)) } : { key: Uint8Array.of(0), end: toTheEnd };
  }

  of(key: string): Buffer {
    return Buffer.from(this.root + key);
  }

  /** From the first key of the range to the one behind its last. */
  range({ prefix, after }: KeyRange): { key: Uint8Array; end: Uint8Array } {
    const start = this.of(prefix || separator);
    const behind = after === undefined ? start : this.of(`${after}\0`);
    return { key: Buffer.compare(behind, start) > 0 ? behind : start, end: prefixEnd(start) };
  }
}

/** The first key behind all that begin with `prefix`: no byte of UTF-8 is 0xff, so the last one can be raised. */
function prefixEnd(prefix: Buffer): Uint8Array {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end.at(-1) ?? 0) + 1;
  return end;
}

export function matcher({ prefix, after }: KeyRange): (key: string) => boolean {
  const start = prefix || separator;
  if (after === undefined) return (key) => key.startsWith(start);
  const behind = Buffer.from(after);
  return (key) => key.startsWith(start) && Buffer.compare(Buffer.from(key), behind) > 0;
}
