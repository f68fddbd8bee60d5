/**
 * When nodes say that they live. Thousands of them register in one second: their beats are spread over the time between two,
 * and those that fall due together are written together, which costs the store one flush.
 */
import type { Clock, Random } from '../api';

const renewMs = 10_000;
/** Up to which part of it a renewal is put off (k8s.io/component-helpers apimachinery/lease, JitterUntil). */
const jitter = 0.04;
const statusMs = 300_000;
/** Beats fall on whole multiples of it. */
const batchMs = 100;

interface Beats {
  isLeaseDue(uid: string): boolean;
  leaseWritten(uid: string): void;
  /** Milliseconds, in whole batches. */
  untilLease(uid: string): number;
  /** `last`: when it was said last, in milliseconds since the epoch. */
  isStatusDue(uid: string, last: number): boolean;
  statusWritten(uid: string): void;
  forget(uid: string): void;
}

export function beatsOf(clock: Clock, random: Random): Beats {
  /** By uid: a node of the same name made anew begins anew. */
  const leases = new Map<string, number>();
  const statuses = new Map<string, number>();
  return {
    isLeaseDue: (uid) => clock.now() >= (leases.get(uid) ?? 0),
    leaseWritten(uid) {
      const isFirst = !leases.has(uid);
      const ms = isFirst ? renewMs * random.float() : renewMs * (1 + jitter * random.float());
      leases.set(uid, Math.ceil((clock.now() + ms) / batchMs) * batchMs);
    },
    untilLease: (uid) => Math.max(0, (leases.get(uid) ?? 0) - clock.now()),
    isStatusDue(uid, last) {
      const due = statuses.get(uid);
      // The first time: somewhere in the second half of what is left.
      if (due === undefined) statuses.set(uid, last + statusMs * (0.5 + random.float() / 2));
      return clock.now() >= (due ?? last + statusMs);
    },
    statusWritten: (uid) => { statuses.set(uid, clock.now() + statusMs); },
    forget(uid) {
      leases.delete(uid);
      statuses.delete(uid);
    },
  };
}
