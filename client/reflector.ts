/**
 * Keeps a sink equal to a resource: list once, then watch from there for ever.
 *
 * After client-go tools/cache Reflector: a watch that ends is resumed behind the last event seen, a bookmark moves
 * that point, and only when the server no longer keeps it (Expired) everything is listed again.
 */
import { ApiError, sleep, type Clock, type KubeObject, type ListerWatcher, type Logger, type Random, type WatchEvent } from '../api';
import { createBackoff, type Backoff } from './backoff';

export type ObjectEvent<T> = Exclude<WatchEvent<T>, { type: 'BOOKMARK' }>;

export interface ReflectorSink<T> {
  /** These are all objects there are. */
  replace(items: readonly T[]): void;
  apply(event: ObjectEvent<T>): void;
}

export interface ReflectorOptions<T> {
  readonly source: ListerWatcher<T>;
  readonly sink: ReflectorSink<T>;
  /** For logs: `deployments.apps`. */
  readonly resource: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** Upstream starts at 800 ms and ends at 30 s; our servers are near and few, and come back quickly. */
const firstPauseMs = 100;
const longestPauseMs = 3000;
/** So many failures in a row at one point, and the point itself is suspected. */
const patience = 5;

export class Reflector<T extends KubeObject> {
  /** Watch from behind this resourceVersion; undefined: list first. */
  private position: string | undefined;
  /** Whether the watch delivered anything since the last pause. */
  private progressed = false;
  private failures = 0;
  private readonly backoff: Backoff;

  constructor(private readonly options: ReflectorOptions<T>) {
    this.backoff = createBackoff({ initialMs: firstPauseMs, maxMs: longestPauseMs, random: options.random });
  }

  /** Until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.position = undefined;
    while (!signal.aborted) {
      const fault = await this.follow(signal);
      if (signal.aborted) return;
      const pause = this.judge(fault);
      if (pause > 0) await sleep(this.options.clock, pause, signal);
    }
  }

  /** One list (if needed) and one watch. Returns what went wrong, undefined when the watch just ended. */
  private async follow(signal: AbortSignal): Promise<unknown> {
    this.progressed = false;
    try {
      const position = this.position ?? await this.relist(signal);
      if (!signal.aborted) await this.watch(position, signal);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  private async relist(signal: AbortSignal): Promise<string> {
    const { source, sink } = this.options;
    const list = await source.list();
    if (!signal.aborted) sink.replace(list.items);
    this.position = list.resourceVersion;
    return list.resourceVersion;
  }

  private async watch(position: string, signal: AbortSignal): Promise<void> {
    const { source } = this.options;
    for await (const batch of source.watch({ resourceVersion: position, allowBookmarks: true }, signal)) {
      if (signal.aborted) return;
      this.progressed = true;
      for (const event of batch) this.take(event);
    }
  }

  private take(event: WatchEvent<T>): void {
    if (event.type === 'BOOKMARK') {
      this.position = event.resourceVersion;
      return;
    }
    this.options.sink.apply(event);
    this.position = event.object.metadata.resourceVersion ?? this.position;
  }

  /** Decides where to go on; returns how long to wait before, in milliseconds. */
  private judge(fault: unknown): number {
    if (this.progressed) {
      this.failures = 0;
      this.backoff.reset();
    }
    if (fault === undefined) return this.progressed ? 0 : this.backoff.next();
    const expired = isExpired(fault);
    this.report(fault, expired);
    if (!isPassing(fault) || ++this.failures >= patience) this.forgetPosition();
    return expired && this.progressed ? 0 : this.backoff.next();
  }

  private forgetPosition(): void {
    this.position = undefined;
    this.failures = 0;
  }

  private report(fault: unknown, expired: boolean): void {
    const { log, resource } = this.options;
    const fields = { resource, resourceVersion: this.position, error: fault instanceof Error ? fault.message : String(fault) };
    if (expired) log.info('watch expired, listing again', fields);
    else log.warn(this.position === undefined ? 'list failed' : 'watch failed', fields);
  }
}

const isExpired = (fault: unknown): boolean => fault instanceof ApiError && fault.code === 410;

/**
 * Faults of the server or of the way to it: the same watch may work later. A version from the future is none of
 * them: the server came back with another, younger history.
 */
const isPassing = (fault: unknown): boolean =>
  fault instanceof ApiError && (fault.code === 429 || fault.code >= 500)
  && !fault.details?.causes?.some((cause) => cause.reason === 'ResourceVersionTooLarge');
