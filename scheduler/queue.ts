/**
 * Pods waiting for a node (after kube-scheduler's backend/queue):
 *
 *     add -> active -> take -> in flight -> done
 *              ^                  |-> requeue(rejectedBy) -> unschedulable --change that may help, or 5 min--+
 *              +---- backoff <----+-> retryLater --------------------------------+  (active if its back-off   |
 *                       ^                                                           is over already) <--------+
 *     gated: pods that preEnqueue keeps out, until they change themselves
 *
 * A pod is in exactly one of these places. While it is in flight its updates are noted, and used when it returns.
 */
import type { Clock, Timer } from '../api';
import { isSuccess, type ClusterChange, type OwnChangeKind, type QueuedPod, type SchedulerPlugin } from './framework';
import { Heap } from './heap';
import type { PodInfo } from './pod-info';
import { WakeRules } from './wake-rules';

export const initialBackoffMs = 1000;
export const maxBackoffMs = 10_000;
/** Pods that no event woke are tried again anyway after this long. */
export const flushAfterMs = 5 * 60_000;

type Entry = { -readonly [K in keyof QueuedPod]: QueuedPod[K] } & { /** End of the back-off of the last attempt. */ readyAt: number };

const nobody: ReadonlySet<string> = new Set();
const uidOf = (entry: QueuedPod): string => entry.pod.uid;

export class SchedulingQueue {
  private readonly active: Heap<Entry>;
  private readonly backoff = new Heap<Entry>(uidOf, (a, b) => a.readyAt - b.readyAt || a.order - b.order);
  /** In the order in which they came here. */
  private readonly unschedulable = new Map<string, Entry>();
  private readonly gated = new Map<string, Entry>();
  private readonly inFlight = new Map<string, Entry>();
  private readonly rules: WakeRules;
  private readonly gates: readonly SchedulerPlugin[];
  private arrivals = 0;
  private closed = false;
  private waiting: ((entry: QueuedPod | undefined) => void) | undefined;
  private backoffTimer: Timer | undefined;
  private flushTimer: Timer | undefined;

  constructor(private readonly clock: Clock, plugins: readonly SchedulerPlugin[]) {
    const sorter = plugins.find((plugin) => plugin.queueSort !== undefined);
    this.active = new Heap<Entry>(uidOf, (a, b) => sorter?.queueSort?.(a, b) || a.order - b.order);
    this.gates = plugins.filter((plugin) => plugin.preEnqueue !== undefined);
    this.rules = new WakeRules(plugins);
  }

  /** How many pods are where. */
  counts(): { active: number; backoff: number; unschedulable: number; gated: number; inFlight: number } {
    return {
      active: this.active.size, backoff: this.backoff.size, unschedulable: this.unschedulable.size,
      gated: this.gated.size, inFlight: this.inFlight.size,
    };
  }

  /** A new pod, or a new state of one that may or may not be here. `changes` says what of the pod itself changed. */
  put(pod: PodInfo, changes: readonly OwnChangeKind[] = []): void {
    const entry = this.find(pod.uid);
    if (!entry) this.enter(this.newEntry(pod));
    else {
      entry.pod = pod;
      if (this.gated.delete(pod.uid)) this.enter(entry);
      else if (changes.length) this.wakeOne(entry, { subject: 'Self', kinds: changes, pod });
    }
  }

  /** The pod is gone or has a node. Harmless for pods that are not here. */
  delete(uid: string): void {
    this.active.remove(uid);
    this.backoff.remove(uid);
    this.unschedulable.delete(uid);
    this.gated.delete(uid);
    this.inFlight.delete(uid);
  }

  /** The next pod, now in flight; waits for one. Undefined once closed. For one caller at a time. */
  take(): Promise<QueuedPod | undefined> {
    if (this.closed) return Promise.resolve(undefined);
    const next = this.active.pop();
    if (next) return Promise.resolve(this.launch(next));
    return new Promise((resolve) => { this.waiting = resolve; });
  }

  /** The pod in flight has got its node. */
  done(uid: string): void {
    this.inFlight.delete(uid);
  }

  /** No node for the pod in flight: it waits for a change that concerns the plugins which rejected it. */
  requeue(uid: string, rejectedBy: ReadonlySet<string>): void {
    const entry = this.land(uid, rejectedBy);
    if (!entry) return;
    this.unschedulable.set(uid, entry);
    this.watchFlush();
  }

  /** Something failed for the pod in flight: it is tried again when its back-off is over. */
  retryLater(uid: string): void {
    const entry = this.land(uid, nobody);
    if (entry) this.cool(entry);
  }

  /** Whether somebody in flight or waiting still is this pod: false after its deletion. */
  has(uid: string): boolean {
    return this.find(uid) !== undefined;
  }

  /** Wakes the pods that the change may help. */
  wake(change: ClusterChange): void {
    const concerns = this.unschedulable.size ? this.rules.matcher(change) : undefined;
    if (!concerns) return;
    for (const entry of this.unschedulable.values()) {
      if (concerns(entry.pod, entry.rejectedBy)) this.revive(entry);
    }
  }

  close(): void {
    this.closed = true;
    this.backoffTimer?.cancel();
    this.flushTimer?.cancel();
    this.waiting?.(undefined);
    this.waiting = undefined;
  }

  private find(uid: string): Entry | undefined {
    return this.active.get(uid) ?? this.inFlight.get(uid) ?? this.unschedulable.get(uid) ?? this.backoff.get(uid) ?? this.gated.get(uid);
  }

  private newEntry(pod: PodInfo): Entry {
    return { pod, since: this.clock.now(), order: this.arrivals++, attempts: 0, rejectedBy: nobody, readyAt: 0 };
  }

  private enter(entry: Entry): void {
    if (this.gates.every((plugin) => isSuccess(plugin.preEnqueue?.(entry.pod)))) this.activate(entry);
    else this.gated.set(entry.pod.uid, entry);
  }

  private activate(entry: Entry): void {
    entry.since = this.clock.now();
    entry.order = this.arrivals++;
    if (!this.waiting) return this.active.push(entry);
    const hand = this.waiting;
    this.waiting = undefined;
    hand(this.launch(entry));
  }

  private launch(entry: Entry): Entry {
    entry.attempts++;
    this.inFlight.set(entry.pod.uid, entry);
    return entry;
  }

  private land(uid: string, rejectedBy: ReadonlySet<string>): Entry | undefined {
    const entry = this.inFlight.get(uid);
    if (!entry) return undefined;
    this.inFlight.delete(uid);
    entry.rejectedBy = rejectedBy;
    entry.since = this.clock.now();
    entry.readyAt = entry.since + Math.min(initialBackoffMs * 2 ** (entry.attempts - 1), maxBackoffMs);
    return entry;
  }

  private wakeOne(entry: Entry, change: ClusterChange): void {
    if (!this.unschedulable.has(entry.pod.uid)) return;
    if (this.rules.matcher(change)?.(entry.pod, entry.rejectedBy)) this.revive(entry);
  }

  /** Back to the active pods, or to those that must cool down first. */
  private revive(entry: Entry): void {
    this.unschedulable.delete(entry.pod.uid);
    if (entry.readyAt > this.clock.now()) this.cool(entry);
    else this.activate(entry);
  }

  private cool(entry: Entry): void {
    this.backoff.push(entry);
    if (this.backoff.peek() === entry) this.watchBackoff();
  }

  private watchBackoff(): void {
    this.backoffTimer?.cancel();
    const first = this.backoff.peek();
    if (!first || this.closed) return;
    this.backoffTimer = this.clock.after(first.readyAt - this.clock.now(), () => this.endBackoff());
  }

  private endBackoff(): void {
    for (let first = this.backoff.peek(); first && first.readyAt <= this.clock.now(); first = this.backoff.peek()) {
      this.backoff.pop();
      this.activate(first);
    }
    this.watchBackoff();
  }

  private watchFlush(): void {
    if (this.flushTimer || this.closed) return;
    for (const first of this.unschedulable.values()) {
      this.flushTimer = this.clock.after(first.since + flushAfterMs - this.clock.now(), () => this.flush());
      return;
    }
  }

  private flush(): void {
    this.flushTimer = undefined;
    for (const entry of this.unschedulable.values()) {
      if (entry.since + flushAfterMs > this.clock.now()) break;
      this.revive(entry);
    }
    this.watchFlush();
  }
}
