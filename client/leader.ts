/**
 * Of several processes one works, the others stand by (client-go tools/leaderelection, same timing).
 *
 * The lease is renewed until the work has really ended, then given back; those who stand by watch for that and take
 * over at once. A leader that cannot renew in time ends its work before the lease runs out for the others.
 */
import { setMaxListeners } from 'node:events';
import { sleep, type Client, type Clock, type coordination, type Logger, type Random, type ResourceDefinition } from '../api';
import { jittered } from './backoff';
import { LeaseClaim } from './lease-claim';

export interface LeaderOptions {
  /** Name of the Lease. */
  readonly name: string;
  /** Default `kube-system`. */
  readonly namespace?: string;
  /** Unique among the candidates. */
  readonly identity: string;
  readonly client: Client;
  /** The definition of coordination.k8s.io/v1 Leases. */
  readonly leases: ResourceDefinition<coordination.Lease>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** How long others wait for a leader that has fallen silent; default 15000. */
  readonly leaseDurationMs?: number;
  /** How long a leader goes on without a renewal; less than the duration; default 10000. */
  readonly renewDeadlineMs?: number;
  /** Default 2000. */
  readonly retryPeriodMs?: number;
  /** The work. Its signal aborts when leadership or the whole ends; it then stops and resolves. */
  onStarted(signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}

/** Upstream's JitterFactor: those who stand by do not all ask together. */
const standByJitter = 1.2;

/**
 * Runs the work while leading. After a lost leadership it stands by again. Resolves when `signal` has aborted, or the
 * work has ended by itself, and the lease is given back; rejects with what the work rejects with.
 */
export async function runAsLeader(options: LeaderOptions): Promise<void> {
  const term = new Candidacy(options);
  let outcome: Outcome = 'lost';
  while (outcome === 'lost' && await term.acquire()) outcome = await term.lead();
}

type Outcome = 'lost' | 'finished';

class Candidacy {
  private readonly claim: LeaseClaim;
  private readonly renewDeadlineMs: number;
  private readonly retryPeriodMs: number;

  constructor(private readonly options: LeaderOptions) {
    const { namespace = 'kube-system', leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2000 } = options;
    this.claim = new LeaseClaim({ ...options, namespace, leaseDurationMs });
    this.renewDeadlineMs = renewDeadlineMs;
    this.retryPeriodMs = retryPeriodMs;
  }

  /** True once the lease is ours; false when the end came first. */
  async acquire(): Promise<boolean> {
    const { signal } = this.options;
    this.log('attempting to acquire leader lease');
    while (!signal.aborted) {
      if (await this.attempt(this.renewDeadlineMs, signal)) {
        this.log('successfully acquired leader lease');
        return true;
      }
      await this.standBy();
    }
    this.claim.withdraw();
    return false;
  }

  /** Works and renews. */
  async lead(): Promise<Outcome> {
    const { signal, onStarted } = this.options;
    const stop = new AbortController();
    // Every informer, queue and timer of the work may listen to it; Node warns beyond ten.
    setMaxListeners(0, stop.signal);
    const ended = new AbortController();
    const unlink = onAbort(signal, () => stop.abort());
    // Called inside a promise, so that a throw is a rejection; settled at once, so that it is never unhandled.
    const work = settle(Promise.resolve().then(() => onStarted(stop.signal)).finally(() => ended.abort()));
    await this.renewUntil(ended.signal);
    const outcome: Outcome = ended.signal.aborted ? 'finished' : 'lost';
    stop.abort();
    const fault = await work;
    unlink();
    await this.giveBack();
    if (fault) throw fault.error;
    return outcome;
  }

  /** Returns when `ended` aborts, or when leadership is lost. */
  private async renewUntil(ended: AbortSignal): Promise<void> {
    const { clock } = this.options;
    let renewedAt = clock.monotonic();
    for (;;) {
      await sleep(clock, this.retryPeriodMs, ended);
      if (ended.aborted) return;
      const askedAt = clock.monotonic();
      if (await this.attempt(renewedAt + this.renewDeadlineMs - askedAt, ended)) renewedAt = askedAt;
      else if (!ended.aborted && this.isLost(renewedAt)) return this.log('lost leader lease');
    }
  }

  private isLost(renewedAt: number): boolean {
    const { clock, identity } = this.options;
    return this.claim.holder !== identity || clock.monotonic() - renewedAt >= this.renewDeadlineMs;
  }

  /** Gives up waiting after `ms`, or when `signal` aborts: a request may hang. */
  private async attempt(ms: number, signal: AbortSignal): Promise<boolean> {
    return this.within(ms, signal, this.claim.attempt());
  }

  private async giveBack(): Promise<void> {
    await this.within(this.retryPeriodMs, new AbortController().signal, this.claim.release().then(() => true));
  }

  private async within(ms: number, signal: AbortSignal, promise: Promise<boolean>): Promise<boolean> {
    const answered = new AbortController();
    const unlink = onAbort(signal, () => answered.abort());
    const result = await Promise.race([promise, sleep(this.options.clock, ms, answered.signal).then(() => false)]);
    answered.abort();
    unlink();
    return result;
  }

  /** Until the next attempt is due, or the lease becomes free. */
  private async standBy(): Promise<void> {
    const { clock, random, signal } = this.options;
    const wake = new AbortController();
    const unlink = onAbort(signal, () => wake.abort());
    void this.claim.vacated(wake.signal).then((vacant) => { if (vacant) wake.abort(); });
    await sleep(clock, jittered(random, this.retryPeriodMs, standByJitter), wake.signal);
    wake.abort();
    unlink();
  }

  private log(message: string): void {
    const { log, name, identity } = this.options;
    log.info(message, { lease: `${this.options.namespace ?? 'kube-system'}/${name}`, identity });
  }
}

const settle = (promise: Promise<void>): Promise<{ readonly error: unknown } | undefined> =>
  promise.then(() => undefined, (error: unknown) => ({ error }));

/** Returns how to unlink. */
function onAbort(signal: AbortSignal, react: () => void): () => void {
  if (signal.aborted) react();
  else signal.addEventListener('abort', react);
  return () => signal.removeEventListener('abort', react);
}
