/**
 * The bytes of a journal. A file is its magic, then frames: payload length (u32), CRC-32 of the payload (u32), payload.
 * A payload is a head of fixed size, then key, value and the value before. All numbers are little endian; revisions
 * and times are doubles, exact up to 2^53.
 *
 *     0 kind u8 | 1 revision | 9 createRevision | 17 expiresAt (0: never) | 25 prev modRevision (0: none)
 *     33 prev createRevision | 41 key length u32 | 45 value length u32 | 49 key, value, prev value
 *
 * Events carry `prev` in full, so that one read gives an event back whatever compaction removed before it.
 */
import type { KeyValue, Revision } from '../kv';
import type { Change } from '../local/change';
import type { Kept } from '../local/journal';
import { checksum } from './checksum';

export type JournalRecord =
  | { readonly kind: 'change'; readonly change: Change }
  /** Nothing before this revision is needed any more. */
  | { readonly kind: 'compacted'; readonly revision: Revision }
  /** A key in a snapshot. */
  | { readonly kind: 'kept'; readonly kept: Kept }
  /** The end of a snapshot of this revision, with how many keys it has. */
  | { readonly kind: 'end'; readonly revision: Revision; readonly keys: number };

/** The last byte is the version of the format. */
export const magic = Buffer.from('minikapi\x01');

const frameSize = 8;
const headSize = 49;
const kinds = { put: 1, delete: 2, compacted: 3, kept: 4, end: 5 } as const;
const noBytes = new Uint8Array(0);

/** What a head and its tail say, whatever the kind. */
interface Fields {
  readonly kind: number;
  readonly revision: number;
  readonly createRevision?: number;
  readonly expiresAt?: number;
  readonly key?: string;
  readonly value?: Uint8Array;
  readonly prev?: KeyValue;
}

/** `starts[i]`: where the frame of `records[i]` begins in `bytes`. */
export interface Encoded { readonly bytes: Buffer; readonly starts: readonly number[] }

export function encode(records: readonly JournalRecord[]): Encoded {
  const all = records.map(fieldsOf);
  const sizes = all.map(sizeOf);
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  const starts: number[] = [];
  let at = 0;
  all.forEach((fields, i) => {
    starts.push(at);
    at = writeFrame(bytes, at, fields, sizes[i] ?? 0);
  });
  return { bytes, starts };
}

export interface Decoded { readonly record: JournalRecord; readonly start: number }

/** Visits the whole frames in order. Returns where the first one that is not whole begins; the end when all are. */
export function decode(bytes: Buffer, visit: (frame: Decoded) => void): number {
  let at = 0;
  while (at + frameSize + headSize <= bytes.length) {
    const end = at + frameSize + bytes.readUInt32LE(at);
    if (end > bytes.length || end < at + frameSize + headSize) return at;
    const payload = bytes.subarray(at + frameSize, end);
    if (checksum(payload) !== bytes.readUInt32LE(at + 4)) return at;
    visit({ record: recordOf(payload), start: at });
    at = end;
  }
  return at;
}

function fieldsOf(record: JournalRecord): Fields {
  switch (record.kind) {
    case 'change': return fieldsOfChange(record.change);
    case 'compacted': return { kind: kinds.compacted, revision: record.revision };
    case 'kept': return { kind: kinds.kept, ...fieldsOfKey(record.kept.kv), expiresAt: record.kept.expiresAt };
    case 'end': return { kind: kinds.end, revision: record.revision, createRevision: record.keys };
  }
}

function fieldsOfChange({ event, expiresAt }: Change): Fields {
  if (event.type === 'delete') return { kind: kinds.delete, revision: event.revision, key: event.key, prev: event.prev };
  return { kind: kinds.put, ...fieldsOfKey(event.kv), expiresAt, prev: event.prev };
}

const fieldsOfKey = ({ key, value, modRevision, createRevision }: KeyValue) => ({ key, value, revision: modRevision, createRevision });

const sizeOf = ({ key = '', value = noBytes, prev }: Fields): number =>
  frameSize + headSize + Buffer.byteLength(key) + value.length + (prev?.value.length ?? 0);

/** Returns where the next frame begins. */
function writeFrame(bytes: Buffer, start: number, fields: Fields, size: number): number {
  const { value = noBytes, prev } = fields;
  const head = start + frameSize;
  const keyLength = bytes.write(fields.key ?? '', head + headSize);
  writeHead(bytes, head, fields, keyLength);
  bytes.set(value, head + headSize + keyLength);
  if (prev) bytes.set(prev.value, head + headSize + keyLength + value.length);
  bytes.writeUInt32LE(size - frameSize, start);
  bytes.writeUInt32LE(checksum(bytes.subarray(head, start + size)), start + 4);
  return start + size;
}

function writeHead(bytes: Buffer, at: number, fields: Fields, keyLength: number): void {
  bytes.writeUInt8(fields.kind, at);
  bytes.writeDoubleLE(fields.revision, at + 1);
  bytes.writeDoubleLE(fields.createRevision ?? 0, at + 9);
  bytes.writeDoubleLE(fields.expiresAt ?? 0, at + 17);
  bytes.writeDoubleLE(fields.prev?.modRevision ?? 0, at + 25);
  bytes.writeDoubleLE(fields.prev?.createRevision ?? 0, at + 33);
  bytes.writeUInt32LE(keyLength, at + 41);
  bytes.writeUInt32LE(fields.value?.length ?? 0, at + 45);
}

function recordOf(payload: Buffer): JournalRecord {
  const fields = readFields(payload);
  const { kind, revision, createRevision, expiresAt, key, value, prev } = fields;
  const kv: KeyValue = { key, value, modRevision: revision, createRevision };
  switch (kind) {
    case kinds.put: return { kind: 'change', change: { event: { type: 'put', kv, prev }, expiresAt } };
    case kinds.delete: if (prev) return { kind: 'change', change: { event: { type: 'delete', key, revision, prev } } };
      break;
    case kinds.compacted: return { kind: 'compacted', revision };
    case kinds.kept: return { kind: 'kept', kept: { kv, expiresAt } };
    case kinds.end: return { kind: 'end', revision, keys: createRevision };
  }
  throw new Error(`a record of unknown kind ${kind}: written by a newer version?`);
}

function readFields(payload: Buffer) {
  const keyEnd = headSize + payload.readUInt32LE(41);
  const valueEnd = keyEnd + payload.readUInt32LE(45);
  const key = payload.toString('utf8', headSize, keyEnd);
  const prevRevision = payload.readDoubleLE(25);
  return {
    kind: payload.readUInt8(0),
    revision: payload.readDoubleLE(1),
    createRevision: payload.readDoubleLE(9),
    expiresAt: payload.readDoubleLE(17) || undefined,
    key,
    // Copied: a value lives longer than the buffer of the file it was read from.
    value: Buffer.from(payload.subarray(keyEnd, valueEnd)),
    prev: prevRevision === 0 ? undefined
      : { key, value: Buffer.from(payload.subarray(valueEnd)), modRevision: prevRevision, createRevision: payload.readDoubleLE(33) },
  };
}
