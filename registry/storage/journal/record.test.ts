import { crc32 } from 'node:zlib';
import type { KeyValue } from '../kv';
import { checksum, plainChecksum } from './checksum';
import { decode, encode, type JournalRecord } from './record';

const kv: KeyValue = { key: '/registry/pods/default/é😀', value: Buffer.from('value'), modRevision: 2 ** 53 - 1, createRevision: 2 ** 40 };
const prev: KeyValue = { ...kv, value: Buffer.from('before'), modRevision: 2 ** 41 };

const records: JournalRecord[] = [
  { kind: 'change', change: { event: { type: 'put', kv, prev }, expiresAt: 1_767_225_600_123 } },
  { kind: 'change', change: { event: { type: 'put', kv: { ...kv, value: Buffer.alloc(0) }, prev: undefined }, expiresAt: undefined } },
  { kind: 'change', change: { event: { type: 'delete', key: kv.key, revision: 7, prev } } },
  { kind: 'compacted', revision: 5 },
  { kind: 'kept', kept: { kv, expiresAt: undefined } },
  { kind: 'end', revision: 9, keys: 3 },
];

const decodeAll = (bytes: Buffer) => {
  const found: JournalRecord[] = [];
  const starts: number[] = [];
  const whole = decode(bytes, ({ record, start }) => {
    found.push(record);
    starts.push(start);
  });
  return { found, starts, whole };
};

it('gives every kind of record back', () => {
  const { bytes, starts } = encode(records);
  expect(decodeAll(bytes)).toEqual({ found: records, starts, whole: bytes.length });
});

it('stops at the first frame that is not whole, wherever it is torn or changed', () => {
  const { bytes, starts } = encode(records);
  const last = starts.at(-1) ?? 0;
  for (let length = last; length < bytes.length; length++) expect(decodeAll(bytes.subarray(0, length)).whole).toBe(last);
  for (let at = last; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 0x10, at);
    expect(decodeAll(changed).whole).toBe(last);
  }
});

it('has a checksum of its own where zlib has none', () => {
  for (const sample of ['', 'a', '123456789', 'é'.repeat(999)]) {
    expect(plainChecksum(Buffer.from(sample))).toBe(crc32(sample));
    expect(checksum(Buffer.from(sample))).toBe(crc32(sample));
  }
});
