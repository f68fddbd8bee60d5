/**
 * Many tasks of one kind, in batches that double while all goes well: when they are bound to fail (a quota, a bad
 * template), few are wasted (upstream's slowStartBatch, pkg/controller/replicaset/replica_set.go).
 */
export interface SlowStartResult {
  readonly succeeded: number;
  /** How many were never tried. */
  readonly skipped: number;
  /** Of the first failure. */
  readonly error?: unknown;
}

export async function slowStart(count: number, initialBatch: number, task: (index: number) => Promise<void>): Promise<SlowStartResult> {
  let started = 0;
  let succeeded = 0;
  for (let size = Math.min(count, initialBatch); size > 0; size = Math.min(2 * size, count - started)) {
    const first = started;
    const results = await Promise.allSettled(Array.from({ length: size }, (_, i) => task(first + i)));
    started += size;
    const failure = results.find((result) => result.status === 'rejected');
    succeeded += results.filter((result) => result.status === 'fulfilled').length;
    if (failure) return { succeeded, skipped: count - started, error: failure.reason };
  }
  return { succeeded, skipped: 0 };
}
