/** A document as it lies in the store. */
import { instantOf, type DocumentKey, type StoredDocument } from '../../api';
import { Undecodable } from '../storage-errors';
import type { KeyValue, Revision } from '../storage/kv';

/** What is stored where a live document has been removed: nothing, until its object changes. */
export const tombstone = Buffer.from('null');

/** What is said of one name, by the store or by a live source. Without a document: there is none any more. */
export interface State {
  readonly revision: Revision;
  readonly document?: StoredDocument;
}

/** The same, with the document parsed: for those who look at it now, not to be kept. */
export interface Reading extends State {
  readonly value?: unknown;
}

class Stored implements StoredDocument {
  readonly id: string;
  readonly createTime: number;
  readonly updateTime: number;

  constructor(readonly key: DocumentKey, readonly revision: Revision, readonly json: Buffer, { _id, createTime, updateTime }: Root) {
    this.id = typeof _id === 'string' ? _id : '';
    this.createTime = instantOf(createTime) ?? 0;
    this.updateTime = instantOf(updateTime) ?? this.createTime;
  }

  get value(): unknown {
    return JSON.parse(this.json.toString());
  }
}

interface Root { readonly _id?: unknown; readonly createTime?: unknown; readonly updateTime?: unknown }

/** The document of a JSON text, as yet without a revision. Throws Undecodable. */
export function decode(key: DocumentKey, text: string, json: Buffer): (revision: Revision) => Reading {
  const value = parse(text, json);
  if (value === null) return (revision) => ({ revision });
  if (typeof value !== 'object' || Array.isArray(value)) throw new Undecodable(text, 'not a JSON object');
  return (revision) => ({ revision, document: new Stored(key, revision, json, value), value });
}

/** Throws Undecodable. */
export function readStored(key: DocumentKey, { key: text, value, modRevision }: KeyValue): Reading {
  const json = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return decode(key, text, json)(modRevision);
}

function parse(key: string, json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch (error) {
    throw new Undecodable(key, (error as Error).message);
  }
}
