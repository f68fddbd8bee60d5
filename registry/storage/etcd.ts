/**
 * The KV contract on etcd v3 (docs/adr/0002-etcd-client.md): `openEtcd('etcd://host:port[,host:port][/prefix]')`.
 * `etcd/` holds the parts: client (calls, retries) over connection over channel (gRPC), messages over protobuf,
 * reads (shared round trips), leases, and hub (the shared watch) over feed.
 */
import type { Clock, Logger } from '../../api';
import { parseAddress, type Address } from './etcd/address';
import { EtcdClient } from './etcd/client';
import { Connection } from './etcd/connection';
import { LeaseGranter } from './etcd/etcd3-leases';
import { Feed } from './etcd/feed';
import { WatchHub } from './etcd/hub';
import { Keys } from './etcd/keys';
import { Leases } from './etcd/leases';
import { Decoder, encodeCompaction, encodeRange, encodeTransaction, method, type Compare, type Operation, type Transaction } from './etcd/messages';
import { Reads } from './etcd/reads';
import { RpcError } from './etcd/rpc-error';
import {
  RevisionCompacted, RevisionInFuture,
  type Cas, type GetResult, type KeyRange, type KeyValue, type KV, type ListResult, type Revision, type WatchBatch, type WriteOptions,
} from './kv';

/** Connects with the first call: an etcd that is not there yet makes calls fail, not this one. Throws on a malformed URL. */
export async function openEtcd(url: string, options: { readonly clock: Clock; readonly log: Logger }): Promise<KV> {
  return new EtcdKV(parseAddress(url), options.clock, options.log);
}

class EtcdKV implements KV {
  private readonly keys: Keys;
  private readonly decoder: Decoder;
  private readonly client: EtcdClient;
  private readonly watching: Connection;
  private readonly reads: Reads;
  private readonly granter: LeaseGranter;
  private readonly leases: Leases;
  private readonly hub: WatchHub;

  constructor({ endpoints, root }: Address, clock: Clock, log: Logger) {
    this.keys = new Keys(root);
    this.decoder = new Decoder(this.keys.rootLength);
    this.client = new EtcdClient(endpoints, clock, log);
    this.watching = new Connection(endpoints, clock, log);
    this.reads = new Reads(this.client, this.keys, this.decoder);
    this.granter = new LeaseGranter(endpoints, clock);
    this.leases = new Leases((ttlSeconds) => this.granter.grant(ttlSeconds), clock);
    const feed = new Feed(this.client, this.watching, this.keys, this.decoder, clock, log);
    const writeMark = root ? () => this.writeMark() : undefined;
    this.hub = new WatchHub({ feed, revision: () => this.reads.revision(), writeMark, clock, log });
  }

  async revision(): Promise<Revision> {
    const revision = await this.reads.revision();
    this.hub.expect(revision);
    return revision;
  }

  async get(key: string, at?: Revision): Promise<GetResult> {
    if (at === undefined) return this.reads.get(key);
    const answer = await this.inHistory(at, encodeRange({ key: this.keys.of(key), revision: at }), method.range);
    return { revision: at, kv: this.decoder.range(answer).kvs[0] };
  }

  async list(range: KeyRange, { limit, at }: { readonly limit?: number; readonly at?: Revision } = {}): Promise<ListResult> {
    const request = encodeRange({ ...this.keys.range(range), limit, revision: at });
    const { revision, kvs, more, count } = this.decoder.range(await this.inHistory(at, request, method.range));
    return { revision: at ?? revision, kvs, more, count };
  }

  create(name: string, value: Uint8Array, options: WriteOptions = {}): Promise<Cas> {
    const key = this.keys.of(name);
    return this.put(key, value, { key, on: 'createRevision', is: 'equal', to: 0 }, options.ttlSeconds);
  }

  update(name: string, value: Uint8Array, expected: Revision, options: WriteOptions = {}): Promise<Cas> {
    const key = this.keys.of(name);
    return this.put(key, value, isAt(key, expected), options.ttlSeconds);
  }

  delete(name: string, expected?: Revision): Promise<Cas> {
    const key = this.keys.of(name);
    const compare = expected === undefined ? exists(key) : isAt(key, expected);
    return this.write({ compare: [compare], success: [{ delete: { key } }], failure: [{ range: { key } }] });
  }

  watch(range: KeyRange, after: Revision, signal: AbortSignal): AsyncIterable<WatchBatch> {
    return this.hub.subscribe(range, after, signal);
  }

  async compact(before: Revision): Promise<void> {
    try {
      await this.inHistory(before, encodeCompaction(before), method.compact);
    } catch (error) {
      // Someone has compacted further.
      if (!(error instanceof RevisionCompacted)) throw error;
    }
    this.hub.forget(before);
  }

  async close(): Promise<void> {
    this.hub.close();
    this.watching.close();
    this.client.close();
    this.granter.close();
  }

  private async put(key: Uint8Array, value: Uint8Array, compare: Compare, ttlSeconds: number | undefined): Promise<Cas> {
    const put = (lease: bigint): Promise<Cas> => this.write({ compare: [compare], success: [{ put: { key, value, lease } }], failure: [{ range: { key } }] });
    if (!ttlSeconds) return put(0n);
    try {
      return await put(await this.leases.lease(ttlSeconds));
    } catch (error) {
      // It ended or was revoked, and nothing was written.
      if (!(error instanceof RpcError && error.leaseNotFound)) throw error;
      this.leases.forget(ttlSeconds);
      return put(await this.leases.lease(ttlSeconds));
    }
  }

  private async write(transaction: Transaction): Promise<Cas> {
    const answer = await this.client.call(method.txn, encodeTransaction(transaction), 'once');
    const { revision, succeeded, results: [[kv] = []] } = this.decoder.transaction(answer);
    return succeeded ? won(revision, kv) : lost(revision, kv);
  }

  /** Calls that name a revision; etcd's refusals of it become those of the contract. */
  private async inHistory(at: Revision | undefined, request: Buffer, path: string): Promise<Buffer> {
    try {
      return await this.client.call(path, request, 'repeatable');
    } catch (error) {
      if (at !== undefined && error instanceof RpcError && error.compacted) throw new RevisionCompacted(at);
      if (at !== undefined && error instanceof RpcError && error.inFuture) throw new RevisionInFuture(at, await this.reads.revision());
      throw error;
    }
  }

  private writeMark(): Promise<unknown> {
    const put: Operation = { put: { key: this.keys.mark, value: noValue, lease: 0n } };
    return this.client.call(method.txn, encodeTransaction({ compare: [], success: [put], failure: [] }), 'repeatable');
  }
}

const noValue = new Uint8Array(0);

const exists = (key: Uint8Array): Compare => ({ key, on: 'createRevision', is: 'greater', to: 0 });

/** etcd gives a key that does not exist the revision 0: asked for that, the compare must be lost all the same. */
const isAt = (key: Uint8Array, expected: Revision): Compare => ({ key, on: 'modRevision', is: 'equal', to: expected > 0 ? expected : Number.MAX_SAFE_INTEGER });

const won = (revision: Revision, prev: KeyValue | undefined): Cas => (prev ? { ok: true, revision, prev } : { ok: true, revision });
const lost = (revision: Revision, current: KeyValue | undefined): Cas => (current ? { ok: false, revision, current } : { ok: false, revision });
