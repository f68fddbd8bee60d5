/** A document among those of its collection. */
import type { DocumentKey, StoredDocument } from '../../api';

export class Row {
  /** By the slots of columns: what the document holds there. */
  readonly cells: unknown[] = [];
  /** The collection has it no more. */
  gone = false;

  /** `weight`: what it costs to look at its value, in bytes of JSON to parse. */
  constructor(readonly document: StoredDocument, readonly weight: number) {}
}

export const byName = ({ document: { key: a } }: Row, { document: { key: b } }: Row): number => compareKeys(a, b);

export const byId = ({ document: a }: Row, { document: b }: Row): number => compareIds(a, b);

export const byCreation = ({ document: a }: Row, { document: b }: Row): number => a.createTime - b.createTime || compareIds(a, b);

/** Within a collection; what has no namespace comes before what has one. */
export const compareKeys = (a: DocumentKey, b: DocumentKey): number => compareNamespaces(a, b) || compareTexts(a.name, b.name);

export const compareIds = (a: StoredDocument, b: StoredDocument): number => compareTexts(a.id, b.id) || compareKeys(a.key, b.key);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareNamespaces({ namespace: a }: DocumentKey, { namespace: b }: DocumentKey): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  return b === undefined ? 1 : compareTexts(a, b);
}
