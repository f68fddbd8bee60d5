/** Documents that are made when first asked for, and stay as they are for as long as everything that they are made of does. */
import { createHash } from 'node:crypto';

export interface Document { readonly type: string; readonly bytes: Buffer; readonly etag: string }

interface Made { readonly of: readonly unknown[]; readonly document: Document }

export class KeptDocuments {
  private readonly made = new Map<string, Made>();

  /** `of`: what it is made of; each is what it was, or another object. */
  get(key: string, type: string, of: readonly unknown[], make: () => Buffer): Document {
    const known = this.made.get(key);
    if (known && isSame(known.of, of)) return known.document;
    const bytes = make();
    const document = { type, bytes, etag: `"${createHash('sha512').update(bytes).digest('hex').toUpperCase()}"` };
    this.made.set(key, { of, document });
    return document;
  }

  /** Forgets all others. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.made.keys()) if (!keys.has(key)) this.made.delete(key);
  }
}

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean => one === other || (one.length === other.length && one.every((each, i) => each === other[i]));
