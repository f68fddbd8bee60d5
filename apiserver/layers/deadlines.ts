/**
 * Ends what takes too long. Nearly everything gets the same time and ends long before, so that it is kept in a line, in
 * order of arrival, with one timer for its head; only who asks for another time gets a timer of its own.
 */
import { ApiError, parseGoDuration, type Clock, type Timer } from '../../api';

interface Waiting { readonly due: number; readonly expire: () => void }

export class Deadlines {
  private readonly line = new Set<Waiting>();
  private timer: Timer | undefined;

  /** `defaultMs`: what whoever does not say gets, and nobody more. */
  constructor(private readonly clock: Clock, private readonly defaultMs: number) {}

  /** Calls `expire` once the time is over, unless what is returned is called before. `now` by the monotonic clock. */
  set(now: number, asked: number | undefined, expire: () => void): () => void {
    if (asked !== undefined && asked > 0 && asked < this.defaultMs) {
      const timer = this.clock.after(asked, expire);
      return () => timer.cancel();
    }
    const waiting: Waiting = { due: now + this.defaultMs, expire };
    this.line.add(waiting);
    this.timer ??= this.clock.after(this.defaultMs, this.look);
    return () => this.line.delete(waiting);
  }

  close(): void {
    this.timer?.cancel();
    this.line.clear();
  }

  private readonly look = (): void => {
    this.timer = undefined;
    const now = this.clock.monotonic();
    for (const waiting of this.line) {
      if (waiting.due > now) {
        this.timer = this.clock.after(waiting.due - now, this.look);
        return;
      }
      this.line.delete(waiting);
      waiting.expire();
    }
  };
}

/** `timeout=30s` (k8s.io/apiserver endpoints/filters/request_deadline.go). Throws ApiError BadRequest. */
export function askedTimeout(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const negative = text.startsWith('-');
  const bare = negative || text.startsWith('+') ? text.slice(1) : text;
  const ms = parseGoDuration(bare);
  if (ms === undefined) throw ApiError.badRequest(`invalid timeout specified in the request URL - ${durationFault(bare, text)}`);
  return negative ? -ms : ms;
}

/** What Go's time.ParseDuration says of what is none. */
function durationFault(bare: string, text: string): string {
  const quoted = JSON.stringify(text);
  const first = /^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*(\d+\.?\d*|\.\d+)([^.\d]*)/.exec(bare);
  if (!first) return `time: invalid duration ${quoted}`;
  return first[2] ? `time: unknown unit ${JSON.stringify(first[2])} in duration ${quoted}` : `time: missing unit in duration ${quoted}`;
}
