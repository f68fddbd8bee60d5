/**
 * Tells the controller of functions how much they are called: in their status, by which any number of activators in any number of processes
 * can say it. Calls are added up (`invocations`); how many are there at once each activator says for itself (`activators`), and until when
 * that counts, so that one that is gone is not believed for ever.
 */
import { ApiError, formatMicroTime, formatTime, keyOf, kinds, type Client, type Clock, type Logger, type minik8s, type Timer } from '../../api';

/** It is told at most so often of each function. */
const pauseMs = 1000;
/** While calls go on it is told again. */
const refreshMs = 10_000;
/** For so long it is believed. */
const believedMs = 30_000;

interface Count {
  readonly called: minik8s.Function;
  /** Calls that nobody has been told of. */
  calls: number;
  inFlight: number;
  /** The most at once that there were when calls came since it was told. */
  peak: number;
  /** How many at once there are, as was told. */
  told: number;
  lastCall: number;
  /** When it was told last, or could not be. */
  triedAt: number;
  planned: { readonly at: number; readonly timer: Timer } | undefined;
  writing: Promise<void> | undefined;
}

export interface DemandDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  /** Which activator it is that says so. */
  readonly name: string;
}

export class Demand {
  /** By uid of the function. */
  private readonly counts = new Map<string, Count>();
  private closed = false;

  constructor(private readonly deps: DemandDeps) {}

  /** A call has come. Returns how to say that it is over. */
  begin(called: minik8s.Function): () => void {
    const count = this.noted(called);
    count.inFlight++;
    count.peak = Math.max(count.peak, count.inFlight);
    this.plan(count);
    return () => {
      count.inFlight--;
      this.plan(count);
    };
  }

  /** Somebody wants it, and does not wait. */
  ask(called: minik8s.Function): void {
    this.plan(this.noted(called));
  }

  /** What has not been told is told, and that nothing goes on here any more. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.counts.values()].map(async (count) => {
      count.planned?.timer.cancel();
      await count.writing;
      count.inFlight = count.peak = 0;
      if (hasNews(count)) await this.write(count);
    }));
  }

  private noted(called: minik8s.Function): Count {
    const uid = called.metadata.uid ?? '';
    const count = this.counts.get(uid)
      ?? { called, calls: 0, inFlight: 0, peak: 0, told: 0, lastCall: 0, triedAt: -Infinity, planned: undefined, writing: undefined };
    this.counts.set(uid, count);
    count.calls++;
    count.lastCall = this.deps.clock.now();
    return count;
  }

  private plan(count: Count): void {
    if (count.writing || this.closed) return;
    const { clock } = this.deps;
    const at = Math.max(clock.now(), count.triedAt + (hasNews(count) || count.inFlight === 0 ? pauseMs : refreshMs));
    if (count.planned && count.planned.at <= at) return;
    count.planned?.timer.cancel();
    count.planned = { at, timer: clock.after(at - clock.now(), () => this.due(count)) };
  }

  private due(count: Count): void {
    count.planned = undefined;
    if (!hasNews(count) && count.inFlight === 0) return void this.counts.delete(count.called.metadata.uid ?? '');
    count.writing = this.write(count).finally(() => {
      count.writing = undefined;
      this.plan(count);
    });
  }

  private async write(count: Count): Promise<void> {
    const { client, clock, log } = this.deps;
    const { called, calls } = count;
    const most = mostOf(count);
    try {
      await client.of(kinds.functions).update(keyOf(called), (current) =>
        (current.metadata.uid === called.metadata.uid ? { ...current, status: this.said(current.status, count.lastCall, { calls, most }) } : current), { subresource: 'status' });
      Object.assign(count, { calls: count.calls - calls, told: most, peak: 0 });
    } catch (error) {
      // Of a function that is gone nobody wants to hear.
      if (ApiError.is(error, 'NotFound')) Object.assign(count, { calls: 0, told: count.inFlight, peak: 0 });
      else log.warn('how much a function is called could not be told', { function: called.metadata.name, namespace: called.metadata.namespace, error: String(error) });
    }
    count.triedAt = clock.now();
  }

  private said(status: minik8s.FunctionStatus | undefined, lastCall: number, { calls, most }: { readonly calls: number; readonly most: number }): minik8s.FunctionStatus {
    const { clock, name } = this.deps;
    const others = (status?.activators ?? []).filter((each) => each.name !== name);
    const own = most > 0 ? [{ name, inFlight: most, until: formatMicroTime(clock.now() + believedMs) }] : [];
    const last = formatTime(lastCall);
    const lastInvocationTime = last > (status?.lastInvocationTime ?? '') ? last : status?.lastInvocationTime;
    return { ...status, invocations: (status?.invocations ?? 0) + calls, lastInvocationTime, activators: [...others, ...own] };
  }
}

const mostOf = ({ peak, inFlight }: Count): number => Math.max(peak, inFlight);

const hasNews = (count: Count): boolean => count.calls > 0 || mostOf(count) !== count.told;
