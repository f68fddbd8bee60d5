import type { Clock } from '../../../api';

/** Returns the identifier of a new lease of that many seconds. */
export type Grant = (ttlSeconds: number) => Promise<bigint>;

interface Bucket {
  readonly lease: Promise<bigint>;
  readonly until: number;
  keys: number;
}

/**
 * Leases shared by the keys that are written with the same TTL within a short window: an etcd lease costs more than
 * a key (k8s.io/apiserver pkg/storage/etcd3/lease_manager.go works alike). A key lives up to one window longer.
 */
export class Leases {
  private readonly buckets = new Map<number, Bucket>();

  constructor(private readonly grant: Grant, private readonly clock: Clock) {}

  async lease(ttlSeconds: number): Promise<bigint> {
    const found = this.buckets.get(ttlSeconds);
    const bucket = found && found.until > this.clock.monotonic() && found.keys < maxKeys ? found : this.open(ttlSeconds);
    bucket.keys += 1;
    return bucket.lease;
  }

  /** The lease is not known to etcd (any more): the next key gets another one. */
  forget(ttlSeconds: number): void {
    this.buckets.delete(ttlSeconds);
  }

  private open(ttlSeconds: number): Bucket {
    const windowSeconds = window(ttlSeconds);
    const lease = this.grant(ttlSeconds + windowSeconds);
    const bucket = { lease, until: this.clock.monotonic() + windowSeconds * 1000, keys: 0 };
    this.buckets.set(ttlSeconds, bucket);
    lease.catch(() => {
      if (this.buckets.get(ttlSeconds) === bucket) this.forget(ttlSeconds);
    });
    return bucket;
  }
}

/** The end of a lease deletes its keys in one piece, which should not be too large for etcd. */
const maxKeys = 1_000;

/** A twentieth of the TTL, between 1 s and 1 min. */
const window = (ttlSeconds: number): number => Math.min(60, Math.max(1, Math.floor(ttlSeconds / 20)));
