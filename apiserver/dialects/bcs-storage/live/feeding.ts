/**
 * What happens in the cluster, told as events and alarms. They are kept, for longer than what they tell of; each by an id that follows from
 * what it tells, and written only where it is not there yet: neither a restart nor a second server doubles one.
 *
 * It begins when the API is first used, or at the start when it was used before. How far it has come is kept too: what a collection has
 * let go since does not come back. While writes take their time the watch waits, and no queue grows.
 */
import { ApiError, sleep, type Clock, type CollectionKey, type Logger } from '../../../../api';
import { StorageUnavailable, type Documents, type Fresh, type Registry } from '../../../../registry';
import { Pace } from './pace';
import { Position } from './position';

export interface FeedDeps {
  readonly registry: Registry;
  readonly documents: Documents;
  readonly clock: Clock;
  readonly log: Logger;
  /** Under which id the cluster appears. */
  readonly cluster: string;
  /** Whether there are documents already. Rejects when the store does not answer. */
  isUsed(): Promise<boolean>;
}

export interface Feed {
  /** The API is used. */
  begin(): void;
  /** Resolves when what there was at the beginning has been told, or when that takes too long. */
  caughtUp(): Promise<void>;
  /** Resolves when all has been told that has happened until now. Rejects with ApiError when that takes too long. */
  settled(): Promise<void>;
  /** Nothing is told while this is done to the store, and nothing afterwards of what was before (a reset). */
  pausedFor(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** What a feed tells: it says how far it has come in its own measure. */
export interface Tale {
  /** How far that is now. */
  now(): Promise<number>;
  /** Follows what happens, until `signal` aborts; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  begun(signal: AbortSignal): Promise<void>;
  reached(): Promise<void>;
}

/** What tales write with. */
export interface Desk {
  readonly pace: Pace;
  readonly position: Position;
  readonly isPaused: boolean;
  /** Until it works, or all is stopped. What nobody will ever take is left out. */
  patiently<V>(work: () => Promise<V>): Promise<V | undefined>;
  keep(collection: CollectionKey, id: string, text: (fresh: Fresh) => string): Promise<void>;
}

/** Enough to keep a group commit of the store filled. */
const writesAtOnce = 32;
/** A first answer is kept waiting no longer. */
const patienceMs = 3000;
const retryMs = 1000;

/** `name`: of what is told; how far it has come is kept under it. */
export function startFeeding(deps: FeedDeps, name: string, tale: (desk: Desk) => Tale): Feed {
  const feed = new Feeding(deps, name, tale);
  feed.beginIfUsed();
  return feed;
}

class Feeding implements Feed, Desk {
  readonly pace = new Pace(writesAtOnce);
  readonly position: Position;
  isPaused = false;
  private readonly stopping = new AbortController();
  private readonly tale: Tale;
  private running: Promise<void> | undefined;
  private told: Promise<void> | undefined;

  constructor(private readonly deps: FeedDeps, name: string, tale: (desk: Desk) => Tale) {
    this.position = new Position({ ...deps, name });
    this.tale = tale(this);
  }

  beginIfUsed(): void {
    const look = async (): Promise<void> => {
      // Whoever starts this tells first that the cluster is there.
      await new Promise((resolve) => setImmediate(resolve));
      if (await this.patiently(() => this.deps.isUsed())) this.begin();
    };
    void look();
  }

  begin(): void {
    this.running ??= this.run();
  }

  caughtUp(): Promise<void> {
    this.begin();
    this.told ??= this.firstTold();
    return this.told;
  }

  async settled(): Promise<void> {
    if (this.running) await this.tale.reached();
  }

  async pausedFor(work: () => Promise<void>): Promise<void> {
    this.isPaused = true;
    try {
      await this.pace.idle();
      await work();
      if (this.running) this.position.moveTo(await this.tale.now());
    } finally {
      this.isPaused = false;
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  async keep(collection: CollectionKey, id: string, text: (fresh: Fresh) => string): Promise<void> {
    await this.patiently(() => this.deps.documents.put({ ...collection, name: id }, (current, { now }) => (current ? undefined : text({ id, now }))));
  }

  async patiently<V>(work: () => Promise<V>): Promise<V | undefined> {
    const { clock, log } = this.deps;
    const { signal } = this.stopping;
    for (let isTold = false; !signal.aborted; isTold = true) {
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error)) {
          log.error('an event could not be kept', { error: String(error) });
          return undefined;
        }
        if (!isTold) log.warn('events cannot be kept now, trying again', { error: String(error) });
        await sleep(clock, retryMs, signal);
      }
    }
    return undefined;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    await this.patiently(async () => this.position.read(await this.tale.now()));
    await this.tale.run(signal);
    await this.pace.idle();
    await this.position.stop();
  }

  private async firstTold(): Promise<void> {
    const enough = new AbortController();
    const begun = this.tale.begun(this.stopping.signal).catch(() => undefined);
    await Promise.race([begun, sleep(this.deps.clock, patienceMs, enough.signal)]);
    enough.abort();
  }
}

const isPassing = (error: unknown): boolean => error instanceof StorageUnavailable || (error instanceof ApiError && (error.code === 429 || error.code >= 500));

/** Several as one. */
export const together = (feeds: readonly Feed[]): Feed => ({
  begin: () => { for (const feed of feeds) feed.begin(); },
  caughtUp: async () => { await Promise.all(feeds.map((feed) => feed.caughtUp())); },
  settled: async () => { await Promise.all(feeds.map((feed) => feed.settled())); },
  pausedFor: (work) => feeds.reduce<() => Promise<void>>((inner, feed) => () => feed.pausedFor(inner), work)(),
  stop: async () => { await Promise.all(feeds.map((feed) => feed.stop())); },
});
