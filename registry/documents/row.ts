/** A document among those of its collection. */
import type { DocumentKey, StoredDocument } from '../../api';

type Identified = Pick<StoredDocument, 'id' | 'key'>;

export class Row implements Identified {
  /** Live documents make theirs when asked. */
  readonly key: DocumentKey;
  /** By the slots of columns: what the document holds there. */
  readonly cells: unknown[] = [];
  /** The collection has it no more. */
  gone = false;
  private knownId: string | undefined;

  /** `weight`: what it costs to look at its value, in bytes of JSON to parse. */
  constructor(readonly document: StoredDocument, readonly weight: number) {
    this.key = document.key;
  }

  get id(): string {
    this.knownId ??= this.document.id;
    return this.knownId;
  }
}

export const byName = (a: Row, b: Row): number => compareKeys(a.key, b.key);

export const byId = (a: Identified, b: Identified): number => compareTexts(a.id, b.id) || compareKeys(a.key, b.key);

/** At one time, by the store's order. */
export const byCreation = (a: Row, b: Row): number =>
  a.document.createTime - b.document.createTime || a.document.revision - b.document.revision || byId(a, b);

/** Within a collection; what has no namespace comes before what has one. */
export const compareKeys = (a: DocumentKey, b: DocumentKey): number => compareNamespaces(a, b) || compareTexts(a.name, b.name);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareNamespaces({ namespace: a }: DocumentKey, { namespace: b }: DocumentKey): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  return b === undefined ? 1 : compareTexts(a, b);
}
