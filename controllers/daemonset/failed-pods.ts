/**
 * A node may refuse its daemon pod again and again: each time it waits longer for the next one, 1 s to 15 min
 * (upstream's failedPodsBackoff, k8s.io/client-go util/flowcontrol).
 */
import { exponentialDelay } from '../../client';

const firstDelayMs = 1000;
const longestDelayMs = 15 * 60_000;

interface Failure { readonly failures: number; readonly since: number }

interface Record { readonly generation: number; readonly nodes: Map<string, Failure> }

const delayOf = ({ failures }: Failure): number => exponentialDelay(firstDelayMs, longestDelayMs, failures - 1);

/** Failures that are long past do not count. */
const isPast = ({ since }: Failure, now: number): boolean => now - since > 2 * longestDelayMs;

export class FailedPods {
  private readonly records = new Map<string, Record>();

  /** Milliseconds until a failed pod of the set on the node may be replaced; 0: now, which counts as one more failure. */
  replaceAfter(uid: string, generation: number, node: string, now: number): number {
    const { nodes } = this.of(uid, generation);
    const last = nodes.get(node);
    const recent = last && !isPast(last, now) ? last : undefined;
    if (recent && now - recent.since < delayOf(recent)) return delayOf(recent) - (now - recent.since);
    nodes.set(node, { failures: (recent?.failures ?? 0) + 1, since: now });
    return 0;
  }

  forget(uid: string): void {
    this.records.delete(uid);
  }

  /** What failed before the set was changed says nothing about it now. */
  private of(uid: string, generation: number): Record {
    const current = this.records.get(uid);
    if (current?.generation === generation) return current;
    const fresh: Record = { generation, nodes: new Map() };
    this.records.set(uid, fresh);
    return fresh;
  }
}
