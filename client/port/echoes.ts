/**
 * Whoever watches a whole kind is shown what it has written: the answer to a write need not bring the object once more. What a write has
 * come to is then the state of its revision, as the watch shows it.
 */
import { formatKey, keyOf, type KubeObject, type ObjectKey } from '../../api';

/** Deleted objects that are remembered: answers to their last writes may come behind the watch. */
const departedKept = 1024;

type Settle<T> = (object: T | undefined) => void;

export class Echoes<T extends KubeObject> {
  /** The newest state that has been shown, by key; nothing while nobody watches. */
  private readonly latest = new Map<string, T>();
  /** The last state of what has gone lately, oldest first. */
  private readonly departed = new Map<string, T>();
  /** Everything up to here has been shown: events come in the order of revisions. */
  private shownTo = 0;
  private readonly awaited = new Map<string, Map<number, Settle<T>>>();
  private watches = 0;
  private isStalled = false;

  /** Whether everything written is shown. */
  get complete(): boolean {
    return this.watches > 0;
  }

  /** A watch of the whole kind begins. Returns how it ends. */
  begin(): () => void {
    this.watches++;
    return () => {
      this.watches--;
      this.isStalled = false;
      this.settleAll();
      if (this.watches > 0) return;
      this.latest.clear();
      this.departed.clear();
    };
  }

  of(key: ObjectKey): T | undefined {
    return this.latest.get(formatKey(key));
  }

  /** Resolves with the object as of that revision, or with a newer one; with nothing when a watch has ended that might have shown it. */
  at(key: ObjectKey, revision: number): Promise<T | undefined> {
    const name = formatKey(key);
    const known = this.latest.get(name) ?? this.departed.get(name);
    if (known && versionOf(known) >= revision) return Promise.resolve(known);
    if (!this.complete || this.isStalled || this.shownTo >= revision) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const waiting = this.awaited.get(name) ?? new Map<number, Settle<T>>();
      this.awaited.set(name, waiting.set(revision, resolve));
    });
  }

  shown(object: T): void {
    if (!this.complete) return;
    const name = formatKey(keyOf(object));
    const known = this.latest.get(name);
    if (!known || versionOf(known) <= versionOf(object)) this.latest.set(name, object);
    this.departed.delete(name);
    this.settle(name, object);
  }

  gone(object: T): void {
    const name = formatKey(keyOf(object));
    this.latest.delete(name);
    this.departed.set(name, object);
    if (this.departed.size > departedKept) for (const [oldest] of this.departed) { this.departed.delete(oldest); break; }
    this.settle(name, object);
  }

  private settle(name: string, object: T): void {
    const version = versionOf(object);
    this.shownTo = Math.max(this.shownTo, version);
    const waiting = this.awaited.get(name);
    if (!waiting) return;
    for (const [revision, resolve] of waiting) {
      if (revision > version) continue;
      waiting.delete(revision);
      resolve(object);
    }
    if (waiting.size === 0) this.awaited.delete(name);
  }

  /** While a watch is stalled nothing more is shown until somebody reads, who may be waiting here. */
  stall(isStalled: boolean): void {
    this.isStalled = isStalled;
    if (isStalled) this.settleAll();
  }

  private settleAll(): void {
    for (const waiting of this.awaited.values()) for (const resolve of waiting.values()) resolve(undefined);
    this.awaited.clear();
  }
}

const versionOf = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion);
