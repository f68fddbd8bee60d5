/**
 * The messages of etcd's KV and Watch services that we speak, by the field numbers of its rpc.proto and kv.proto
 * (etcd-io/etcd api/etcdserverpb, api/mvccpb). Requests come out framed for gRPC. The Writer works from the back:
 * fields are written last to first.
 */
import type { KeyValue, KVEvent, Revision } from '../kv';
import { Reader, Writer } from './protobuf';

export const method = {
  range: '/etcdserverpb.KV/Range',
  txn: '/etcdserverpb.KV/Txn',
  compact: '/etcdserverpb.KV/Compact',
  watch: '/etcdserverpb.Watch/Watch',
} as const;

export interface Query {
  readonly key: Uint8Array;
  /** Exclusive; without it only `key` itself. */
  readonly end?: Uint8Array;
  /** 0: all. */
  readonly limit?: number;
  /** 0: the current one. */
  readonly revision?: Revision;
  readonly countOnly?: boolean;
}

export interface Compare {
  readonly key: Uint8Array;
  readonly on: 'createRevision' | 'modRevision';
  readonly is: 'equal' | 'greater';
  readonly to: Revision;
}

export type Operation =
  | { readonly range: Query }
  /** Answers with what it replaced; `lease` 0: none. */
  | { readonly put: { readonly key: Uint8Array; readonly value: Uint8Array; readonly lease: bigint } }
  /** Answers with what it deleted. */
  | { readonly delete: { readonly key: Uint8Array } };

export interface Transaction {
  readonly compare: readonly Compare[];
  readonly success: readonly Operation[];
  readonly failure: readonly Operation[];
}

const writeQuery = (w: Writer, query: Query): Writer => w
  .flag(9, query.countOnly ?? false)
  .integer(4, query.revision ?? 0)
  .integer(3, query.limit ?? 0)
  .bytes(2, query.end ?? empty)
  .bytes(1, query.key);

const empty = new Uint8Array(0);

const writeCompare = (w: Writer, compare: Compare): Writer => w
  .integer(compare.on === 'createRevision' ? 5 : 6, compare.to)
  .bytes(3, compare.key)
  .integer(2, compare.on === 'createRevision' ? 1 : 2)
  .integer(1, compare.is === 'equal' ? 0 : 1);

function writeOperation(w: Writer, operation: Operation): void {
  if ('range' in operation) {
    w.message(1, () => writeQuery(w, operation.range));
  } else if ('put' in operation) {
    const { key, value, lease } = operation.put;
    w.message(2, () => w.flag(4, true).integer64(3, lease).bytes(2, value).bytes(1, key));
  } else {
    w.message(3, () => w.flag(3, true).bytes(1, operation.delete.key));
  }
}

const sizeOf = (operation: Operation): number => 100 + ('put' in operation ? operation.put.key.length + operation.put.value.length : 200);

export const encodeRange = (query: Query): Buffer => writeQuery(new Writer(100 + 2 * query.key.length), query).frame();

export function encodeTransaction({ compare, success, failure }: Transaction): Buffer {
  const w = new Writer([...success, ...failure].reduce((sum, operation) => sum + sizeOf(operation), 200));
  for (const operation of failure.toReversed()) w.message(3, () => writeOperation(w, operation));
  for (const operation of success.toReversed()) w.message(2, () => writeOperation(w, operation));
  for (const one of compare.toReversed()) w.message(1, () => writeCompare(w, one));
  return w.frame();
}

export const encodeCompaction = (revision: Revision): Buffer => new Writer(32).integer(1, revision).frame();

/** A watch with previous values, in fragments where an answer is large. */
export const encodeWatch = (key: Uint8Array, end: Uint8Array, startRevision: Revision): Buffer => new Writer(100 + key.length + end.length)
  .message(1, (w) => w.flag(8, true).flag(6, true).integer(3, startRevision).bytes(2, end).bytes(1, key))
  .frame();

export interface RangeAnswer {
  readonly revision: Revision;
  readonly kvs: KeyValue[];
  readonly more: boolean;
  readonly count: number;
}

export interface TransactionAnswer {
  readonly revision: Revision;
  readonly succeeded: boolean;
  /** By operation: what a range found, what a put or a delete replaced. */
  readonly results: KeyValue[][];
}

export interface WatchAnswer {
  readonly created: boolean;
  readonly canceled: boolean;
  readonly reason: string;
  /** Other than 0: history up to here is gone and the watch with it. */
  readonly compacted: Revision;
  /** The events of this revision go on in the next answer. */
  readonly fragment: boolean;
  readonly events: KVEvent[];
  /** Some event should carry a previous value, but that has been compacted. */
  readonly prevLost: boolean;
}

/** Reads answers whose keys begin with `root` bytes that are no part of our keys. */
export class Decoder {
  constructor(private readonly root: number) {}

  range(message: Buffer): RangeAnswer {
    return this.readRange(new Reader(message));
  }

  transaction(message: Buffer): TransactionAnswer {
    const r = new Reader(message);
    let revision = 0, succeeded = false;
    const results: KeyValue[][] = [];
    while (r.next()) {
      switch (r.field) {
        case 1: revision = r.message(readHeader); break;
        case 2: succeeded = r.flag(); break;
        case 3: results.push(r.message(() => this.readResult(r))); break;
        default: r.skip();
      }
    }
    return { revision, succeeded, results };
  }

  watch(message: Buffer): WatchAnswer {
    const r = new Reader(message);
    let created = false, canceled = false, reason = '', compacted = 0, fragment = false, prevLost = false;
    const events: KVEvent[] = [];
    const readEvent = (): void => {
      const event = this.readEvent(r);
      if (event) events.push(event); else prevLost = true;
    };
    while (r.next()) {
      switch (r.field) {
        case 3: created = r.flag(); break;
        case 4: canceled = r.flag(); break;
        case 5: compacted = r.integer(); break;
        case 6: reason = r.text(); break;
        case 7: fragment = r.flag(); break;
        case 11: r.message(readEvent); break;
        default: r.skip();
      }
    }
    return { created, canceled, reason, compacted, fragment, events, prevLost };
  }

  private readRange(r: Reader): RangeAnswer {
    let revision = 0, more = false, count = 0;
    const kvs: KeyValue[] = [];
    const readKeyValue = (): number => kvs.push(this.readKeyValue(r));
    while (r.next()) {
      switch (r.field) {
        case 1: revision = r.message(readHeader); break;
        case 2: r.message(readKeyValue); break;
        case 3: more = r.flag(); break;
        case 4: count = r.integer(); break;
        default: r.skip();
      }
    }
    return { revision, kvs, more, count };
  }

  /** ResponseOp: the answer of one operation. */
  private readResult(r: Reader): KeyValue[] {
    let found: KeyValue[] = [];
    while (r.next()) {
      switch (r.field) {
        case 1: found = r.message(() => this.readRange(r)).kvs; break;
        case 2: found = r.message(() => this.readReplaced(r, 2)); break;
        case 3: found = r.message(() => this.readReplaced(r, 3)); break;
        default: r.skip();
      }
    }
    return found;
  }

  /** PutResponse and DeleteRangeResponse differ in the number of the field that carries the previous values. */
  private readReplaced(r: Reader, field: number): KeyValue[] {
    const kvs: KeyValue[] = [];
    while (r.next()) {
      if (r.field === field) kvs.push(r.message(() => this.readKeyValue(r))); else r.skip();
    }
    return kvs;
  }

  /** Undefined when the value before is missing although there was one. */
  private readEvent(r: Reader): KVEvent | undefined {
    let deleted = false;
    let kv: KeyValue | undefined, prev: KeyValue | undefined;
    while (r.next()) {
      switch (r.field) {
        case 1: deleted = r.integer() === 1; break;
        case 2: kv = r.message(() => this.readKeyValue(r)); break;
        case 3: prev = r.message(() => this.readKeyValue(r)); break;
        default: r.skip();
      }
    }
    if (!kv) throw new Error('etcd sent an event without a key');
    if (deleted) return prev && { type: 'delete', key: kv.key, revision: kv.modRevision, prev };
    if (!prev && kv.createRevision !== kv.modRevision) return undefined;
    return prev ? { type: 'put', kv, prev } : { type: 'put', kv };
  }

  private readKeyValue(r: Reader): KeyValue {
    let key = '', value: Buffer = noBytes, createRevision = 0, modRevision = 0;
    while (r.next()) {
      switch (r.field) {
        case 1: key = r.text(this.root); break;
        case 2: createRevision = r.integer(); break;
        case 3: modRevision = r.integer(); break;
        case 5: value = r.bytes(); break;
        default: r.skip();
      }
    }
    return { key, value, modRevision, createRevision };
  }
}

const noBytes = Buffer.alloc(0);

function readHeader(r: Reader): Revision {
  let revision = 0;
  while (r.next()) {
    if (r.field === 3) revision = r.integer(); else r.skip();
  }
  return revision;
}

export const eventKey = (event: KVEvent): string => (event.type === 'put' ? event.kv.key : event.key);
export const eventRevision = (event: KVEvent): Revision => (event.type === 'put' ? event.kv.modRevision : event.revision);
