/**
 * Pods waiting for a node (after kube-scheduler's backend/queue):
 *
 *     add -> active -> take -> in flight -> done
 *              ^                  |-> requeue(rejectedBy) -> unschedulable --change that may help, or 5 min--+
 *              +---- backoff <----+-> retryLater --------------------------------+  (active if its back-off   |
 *                       ^                                                           is over already) <--------+
 *     gated: pods that preEnqueue keeps out, until a change that the plugin named
 *
 * A pod is in exactly one of these places. While it is in flight its updates and the cluster's changes are noted, and
 * used when it returns: what might have helped it meanwhile is not lost. With nothing active, rejected pods that cool
 * down are taken early (upstream's SchedulerPopFromBackoffQ).
 */
import type { Clock, Timer } from '../api';
import { ChangeLog } from './change-log';
import { Cooling } from './cooling';
import { isSuccess, type ClusterChange, type OwnChange, type QueuedPod } from './framework';
import { Heap } from './heap';
import type { PodInfo } from './pod-info';
import type { QueueRules } from './queue-rules';

/** Pods that no event woke are tried again anyway after this long. */
export const flushAfterMs = 5 * 60_000;

type Entry = { -readonly [K in keyof QueuedPod]: QueuedPod[K] } & {
  /** End of the back-off of the last attempt. */
  readyAt: number;
  rejections: number;
  /** In a row. */
  failures: number;
  /** What has happened when it took off. */
  launchedAt: number;
};

const nobody: ReadonlySet<string> = new Set();
const uidOf = (entry: QueuedPod): string => entry.pod.uid;

export class SchedulingQueue {
  private readonly active: Heap<Entry>;
  private readonly backoff: Cooling<Entry>;
  /** In the order in which they came here. */
  private readonly unschedulable = new Map<string, Entry>();
  private readonly gated = new Map<string, Entry>();
  private readonly inFlight = new Map<string, Entry>();
  private readonly changes = new ChangeLog();
  private arrivals = 0;
  private closed = false;
  private waiting: ((entry: QueuedPod | undefined) => void) | undefined;
  private flushTimer: Timer | undefined;

  constructor(private readonly clock: Clock, private readonly rules: QueueRules) {
    this.active = new Heap<Entry>(uidOf, (a, b) => rules.first(a, b) || a.order - b.order);
    this.backoff = new Cooling(clock, (entry) => this.enter(entry));
  }

  /** How many pods are where. */
  counts(): { active: number; backoff: number; unschedulable: number; gated: number; inFlight: number } {
    return {
      active: this.active.size, backoff: this.backoff.size, unschedulable: this.unschedulable.size,
      gated: this.gated.size, inFlight: this.inFlight.size,
    };
  }

  /** A new pod, or a new state of one that may or may not be here. `change` says what of the pod itself changed. */
  put(pod: PodInfo, change?: Pick<OwnChange, 'kinds' | 'old'>): void {
    const entry = this.find(pod.uid);
    if (!entry) this.enter(this.newEntry(pod));
    else {
      entry.pod = pod;
      if (this.gated.delete(pod.uid)) this.enter(entry);
      else if (change?.kinds.length) this.wakeOne(entry, { subject: 'Self', ...change, pod });
    }
  }

  /** The pod is gone or has a node. Harmless for pods that are not here. */
  delete(uid: string): void {
    this.active.remove(uid);
    this.backoff.remove(uid);
    this.unschedulable.delete(uid);
    this.gated.delete(uid);
    this.done(uid);
  }

  /** The next pod, now in flight; waits for one. Undefined once closed. For one caller at a time. */
  take(): Promise<QueuedPod | undefined> {
    if (this.closed) return Promise.resolve(undefined);
    const next = this.active.pop() ?? this.backoff.popEarly();
    if (next) return Promise.resolve(this.launch(next));
    return new Promise((resolve) => { this.waiting = resolve; });
  }

  /** The pod in flight has got its node. */
  done(uid: string): void {
    if (!this.inFlight.delete(uid)) return;
    const [oldest] = this.inFlight.values();
    this.changes.forget(oldest ? oldest.launchedAt : this.changes.end);
  }

  /** No node for the pod in flight: it waits for a change that concerns the plugins which rejected it. */
  requeue(uid: string, rejectedBy: ReadonlySet<string>): void {
    const entry = this.inFlight.get(uid);
    if (!entry) return;
    entry.rejections++;
    entry.failures = 0;
    this.rest(entry, rejectedBy, this.rules.backoff(entry.rejections));
    const helped = this.changes.someSince(entry.launchedAt, (change) => this.concerns(entry, change));
    this.done(uid);
    this.unschedulable.set(uid, entry);
    if (helped) this.revive(entry);
    else this.watchFlush();
  }

  /** Something failed for the pod in flight: it is tried again when its back-off is over. */
  retryLater(uid: string): void {
    const entry = this.inFlight.get(uid);
    if (!entry) return;
    entry.failures++;
    this.rest(entry, nobody, this.rules.backoff(entry.failures));
    this.done(uid);
    this.cool(entry);
  }

  /** Whether somebody in flight or waiting still is this pod: false after its deletion. */
  has(uid: string): boolean {
    return this.find(uid) !== undefined;
  }

  /** Wakes the pods that the change may help. */
  wake(change: ClusterChange): void {
    const concerns = this.rules.wakes.matcher(change);
    if (!concerns) return;
    if (this.inFlight.size) this.changes.add(change);
    for (const entry of this.unschedulable.values()) {
      if (concerns(entry.pod, entry.rejectedBy)) this.revive(entry);
    }
    this.wakeGated(change);
  }

  close(): void {
    this.closed = true;
    this.backoff.close();
    this.flushTimer?.cancel();
    this.waiting?.(undefined);
    this.waiting = undefined;
  }

  private find(uid: string): Entry | undefined {
    return this.active.get(uid) ?? this.inFlight.get(uid) ?? this.unschedulable.get(uid) ?? this.backoff.get(uid) ?? this.gated.get(uid);
  }

  private newEntry(pod: PodInfo): Entry {
    return { pod, since: this.clock.now(), order: this.arrivals++, attempts: 0, rejectedBy: nobody, readyAt: 0, rejections: 0, failures: 0, launchedAt: 0 };
  }

  private enter(entry: Entry): void {
    const gate = this.rules.gates(entry.pod).find((plugin) => !isSuccess(plugin.preEnqueue(entry.pod)));
    if (!gate) return this.activate(entry);
    entry.rejectedBy = new Set([gate.name]);
    this.gated.set(entry.pod.uid, entry);
  }

  private wakeGated(change: ClusterChange): void {
    const concerns = this.gated.size ? this.rules.opens.matcher(change) : undefined;
    if (!concerns) return;
    const woken = [...this.gated.values()].filter((entry) => concerns(entry.pod, entry.rejectedBy));
    for (const entry of woken) {
      this.gated.delete(entry.pod.uid);
      this.enter(entry);
    }
  }

  private activate(entry: Entry): void {
    entry.since = this.clock.now();
    entry.order = this.arrivals++;
    if (!this.handOver(entry)) this.active.push(entry);
  }

  /** Whether somebody was waiting for a pod. */
  private handOver(entry: Entry): boolean {
    const hand = this.waiting;
    this.waiting = undefined;
    hand?.(this.launch(entry));
    return hand !== undefined;
  }

  private launch(entry: Entry): Entry {
    entry.attempts++;
    entry.launchedAt = this.changes.end;
    this.inFlight.set(entry.pod.uid, entry);
    return entry;
  }

  /** It has been tried. */
  private rest(entry: Entry, rejectedBy: ReadonlySet<string>, ms: number): void {
    entry.rejectedBy = rejectedBy;
    entry.since = this.clock.now();
    entry.readyAt = entry.since + ms;
  }

  /** A change of the pod itself. */
  private wakeOne(entry: Entry, change: OwnChange): void {
    if (this.inFlight.has(entry.pod.uid)) this.changes.add(change);
    else if (this.unschedulable.has(entry.pod.uid) && this.concerns(entry, change)) this.revive(entry);
  }

  private concerns({ pod, rejectedBy }: Entry, change: ClusterChange): boolean {
    if (change.subject === 'Self' && change.pod.uid !== pod.uid) return false;
    return this.rules.wakes.matcher(change)?.(pod, rejectedBy) ?? false;
  }

  /** Back to the active pods, or to those that must cool down first. */
  private revive(entry: Entry): void {
    this.unschedulable.delete(entry.pod.uid);
    if (entry.readyAt > this.clock.now()) this.cool(entry);
    else this.enter(entry);
  }

  private cool(entry: Entry): void {
    // Whoever waits for a pod has found none that is active.
    if (entry.failures || !this.handOver(entry)) this.backoff.push(entry);
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
