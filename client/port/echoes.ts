/**
 * Whoever watches a whole kind is shown what it has written: the answer to a write need not bring the object once more. What a write has
 * come to is then the state of its revision, as the watch shows it.
 */
import { formatKey, keyOf, type KubeObject, type ObjectKey } from '../../api';

type Settle<T> = (object: T | undefined) => void;

export class Echoes<T extends KubeObject> {
  /** The newest state that has been shown, by key; nothing while nobody watches. */
  private readonly latest = new Map<string, T>();
  private readonly awaited = new Map<string, Map<number, Settle<T>>>();
  private watches = 0;

  /** Whether everything written is shown. */
  get complete(): boolean {
    return this.watches > 0;
  }

  /** A watch of the whole kind begins. Returns how it ends. */
  begin(): () => void {
    this.watches++;
    return () => {
      this.watches--;
      this.stalled();
      if (this.watches === 0) this.latest.clear();
    };
  }

  of(key: ObjectKey): T | undefined {
    return this.latest.get(formatKey(key));
  }

  /** Resolves with the object as of that revision, or with a newer one; with nothing when a watch has ended that might have shown it. */
  at(key: ObjectKey, revision: number): Promise<T | undefined> {
    const known = this.of(key);
    if (known && versionOf(known) >= revision) return Promise.resolve(known);
    if (!this.complete) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const name = formatKey(key);
      const waiting = this.awaited.get(name) ?? new Map<number, Settle<T>>();
      this.awaited.set(name, waiting.set(revision, resolve));
    });
  }

  shown(object: T): void {
    if (!this.complete) return;
    const name = formatKey(keyOf(object));
    const known = this.latest.get(name);
    if (!known || versionOf(known) <= versionOf(object)) this.latest.set(name, object);
    this.settle(name, object);
  }

  gone(object: T): void {
    const name = formatKey(keyOf(object));
    this.latest.delete(name);
    this.settle(name, object);
  }

  private settle(name: string, object: T): void {
    const waiting = this.awaited.get(name);
    if (!waiting) return;
    const version = versionOf(object);
    for (const [revision, resolve] of waiting) {
      if (revision > version) continue;
      waiting.delete(revision);
      resolve(object);
    }
    if (waiting.size === 0) this.awaited.delete(name);
  }

  /** Nothing more is shown until somebody reads, who may be waiting here. */
  stalled(): void {
    for (const waiting of this.awaited.values()) for (const resolve of waiting.values()) resolve(undefined);
    this.awaited.clear();
  }
}

const versionOf = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion);
