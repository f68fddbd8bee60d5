/**
 * Decides what becomes of an event: a new object, one more of an existing one, or nothing.
 *
 * After client-go tools/record EventCorrelator, in its order and with its limits: similar events (all but the message
 * alike) beyond ten within ten minutes are combined; identical ones are counted; a source that says too much about
 * one object is not heard (25 events of a type at once, then one in five minutes), but what it said counts.
 */
import { LruMap } from './lru';

const rememberedKeys = 4096;
const similarLimit = 10;
const similarIntervalMs = 600_000;
const burst = 25;
const refillPerMs = 1 / 300_000;

/** What the decision depends on. */
export interface EventFacts {
  /** Identifies the object spoken of (kind, namespace, name, uid, apiVersion). */
  readonly about: string;
  readonly fieldPath: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

export interface Correlation {
  /** Events with the same key are one object. */
  readonly key: string;
  readonly message: string;
  /** False: it is spam, and only counts. */
  readonly heard: boolean;
}

interface Similar { lastMs: number; readonly messages: Set<string> }
interface Bucket { tokens: number; lastMs: number }

export class EventCorrelator {
  private readonly similar = new LruMap<Similar>(rememberedKeys);
  private readonly buckets = new LruMap<Bucket>(rememberedKeys);

  /** One source's events. `nowMs` never goes back. */
  correlate(event: EventFacts, nowMs: number): Correlation {
    return { ...this.combine(event, nowMs), heard: this.admit(join(event.about, event.type), nowMs) };
  }

  private combine(event: EventFacts, nowMs: number): Omit<Correlation, 'heard'> {
    const group = join(event.about, event.type, event.reason);
    const { messages } = this.groupOf(group, nowMs);
    messages.add(event.message);
    if (messages.size < similarLimit) return { key: join(group, event.fieldPath, event.message), message: event.message };
    // One message leaves, so that the group stays at the limit and does not grow with every further text.
    for (const message of messages) {
      messages.delete(message);
      break;
    }
    return { key: group, message: `(combined from similar events): ${event.message}` };
  }

  private groupOf(group: string, nowMs: number): Similar {
    const known = this.similar.get(group);
    if (known && nowMs - known.lastMs <= similarIntervalMs) {
      known.lastMs = nowMs;
      return known;
    }
    const fresh: Similar = { lastMs: nowMs, messages: new Set() };
    this.similar.set(group, fresh);
    return fresh;
  }

  private admit(source: string, nowMs: number): boolean {
    const bucket = this.buckets.get(source) ?? { tokens: burst, lastMs: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + (nowMs - bucket.lastMs) * refillPerMs);
    bucket.lastMs = nowMs;
    this.buckets.set(source, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}

/** NUL occurs in none of the parts. */
const join = (...parts: readonly string[]): string => parts.join('\0');
