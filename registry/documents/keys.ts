/**
 * Where documents lie: `/registry/<name>/<shelf>/<cluster>/<type>/<namespace or nothing>/<name>`. Each part is escaped so that, whatever it
 * is, it has no slash, is not empty, and means no other: no cluster's prefix holds another's keys.
 */
import type { CollectionKey, DocumentKey } from '../../api';
import { root } from '../keys';

/** What stays as it is; everything else goes by its UTF-8, percent-encoded. */
const plain = /^[A-Za-z0-9._~@:=+,-]+$/;
const unescaped = /[^A-Za-z0-9._~@:=+,-]/gu;

/** How the empty text is written: alone, the mark of an escape means nothing else. */
const empty = '%';

export function escapeSegment(text: string): string {
  if (text === '') return empty;
  return plain.test(text) ? text : text.replace(unescaped, escapeLetter);
}

const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, '0');

function escapeLetter(letter: string): string {
  const code = letter.charCodeAt(0);
  // Half of a surrogate pair has no UTF-8, but JSON may hold it.
  if (letter.length === 1 && code >= 0xd800 && code <= 0xdfff) return `%u${hex(code, 4)}`;
  return [...Buffer.from(letter)].map((byte) => `%${hex(byte, 2)}`).join('');
}

/** Undefined: nobody here has written that. */
export function unescapeSegment(segment: string): string | undefined {
  if (segment === empty) return '';
  const text = segment.includes('%') ? decode(segment) : segment;
  return text !== undefined && escapeSegment(text) === segment ? text : undefined;
}

function decode(segment: string): string | undefined {
  try {
    return segment.split(/(%uD[89A-F][0-9A-F]{2})/).map((part, i) => (i % 2 ? String.fromCharCode(parseInt(part.slice(2), 16)) : decodeURIComponent(part))).join('');
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

export class DocumentKeys {
  /** Every document. */
  readonly prefix: string;

  constructor(name: string) {
    this.prefix = `${root}${name}/`;
  }

  of(key: DocumentKey): string {
    return `${this.prefix}${collectionText(key)}/${nameText(key)}`;
  }

  /** Undefined for what is no key of a document. */
  parse(text: string): DocumentKey | undefined {
    const segments = text.slice(this.prefix.length).split('/');
    if (segments.length !== 5) return undefined;
    const [shelf, cluster, type, namespace, name] = segments.map((segment, i) => (i === 3 && segment === '' ? null : unescapeSegment(segment)));
    if (shelf == null || cluster == null || type == null || namespace === undefined || name == null) return undefined;
    return { shelf, cluster, type, ...(namespace !== null && { namespace }), name };
  }
}

/** The same text for the same collection, and for no other. */
export const collectionText = ({ shelf, cluster, type }: CollectionKey): string => `${escapeSegment(shelf)}/${escapeSegment(cluster)}/${escapeSegment(type)}`;

/** The same for a document within its collection. */
export const nameText = ({ namespace, name }: DocumentKey): string => `${namespace === undefined ? '' : escapeSegment(namespace)}/${escapeSegment(name)}`;
