/**
 * Forgets history by itself: every so often the store is compacted to the revision that was current one window ago,
 * so that nobody who keeps up within the window loses his place (k8s.io/apiserver pkg/storage/etcd3/compact.go does
 * the same every 5 minutes). Several processes on one store do no harm: an older compaction changes nothing.
 */
import type { Clock, Logger, Timer } from '../../api';
import { RevisionCompacted, type KV, type Revision } from './kv';

export interface CompactorOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** How long history is kept at least. Default 5 minutes. */
  readonly windowMs?: number;
  /** Under heavy writing history is kept for this many revisions only. Default 200,000. */
  readonly maxRevisions?: number;
}

export interface Compactor {
  /** Resolves when a compaction under way has ended. */
  stop(): Promise<void>;
}

interface Sample { readonly at: number; readonly revision: Revision }

/** Looks per window: how exactly the window is kept. */
const looks = 10;

export function startCompactor(kv: KV, options: CompactorOptions): Compactor {
  const { clock, log, windowMs = 5 * 60_000, maxRevisions = 200_000 } = options;
  let samples: Sample[] = [];
  let timer: Timer | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  const look = async (): Promise<void> => {
    const now = clock.monotonic();
    const revision = await kv.revision();
    const due = samples.findLast((sample) => sample.at <= now - windowMs);
    samples = [...samples.filter((sample) => sample.at > now - windowMs), { at: now, revision }];
    const target = Math.max(due?.revision ?? 0, revision - maxRevisions);
    if (target > 0) await kv.compact(target);
  };
  const again = (): void => {
    if (stopped) return;
    timer = clock.after(windowMs / looks, () => {
      looking = look().catch((error: unknown) => {
        if (!stopped && !(error instanceof RevisionCompacted)) log.warn('the store could not be compacted; trying again', { error: String(error) });
      }).then(again);
    });
  };

  again();
  return {
    stop() {
      stopped = true;
      timer?.cancel();
      return looking;
    },
  };
}
