/**
 * Tells the cluster's Events as events and alarms. They are kept, for longer than the Events themselves; each by an id that follows from
 * what it tells, and written only where it is not there yet: neither a restart nor a second server doubles one.
 *
 * It begins when the API is first used, or at the start when it was used before. How far it has come is kept too: what a collection has
 * let go since does not come back. While writes take their time the watch waits, and no queue grows.
 */
import { ApiError, kinds, sleep, type Clock, type CollectionKey, type core, type Logger } from '../../../../api';
import { StorageUnavailable, type Documents, type Entry, type Fresh, type Registry, type ResourceStore } from '../../../../registry';
import { alarmsOf, alarmText } from '../events/alarm';
import { eventsOf, eventText } from '../events/event';
import { alarmOf, isOwned, isWarningOfPod } from './alarms';
import { eventOf, idOf, isTold } from './events';
import { Following, type Change, type Follower } from './following';
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
  /** Resolves when all Events have been told that there are now. Rejects with ApiError when that takes too long. */
  settled(): Promise<void>;
  /** Nothing is told while this is done to the store, and nothing afterwards of what was before (a reset). */
  pausedFor(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Enough to keep a group commit of the store filled. */
const writesAtOnce = 32;
/** A first answer is kept waiting no longer. */
const patienceMs = 3000;
const retryMs = 1000;

export function startFeed(deps: FeedDeps): Feed {
  const feed = new EventFeed(deps);
  feed.beginIfUsed();
  return feed;
}

class EventFeed implements Feed, Follower {
  private readonly stopping = new AbortController();
  private readonly pace = new Pace(writesAtOnce);
  private readonly position: Position;
  private readonly events: ResourceStore<core.Event>;
  private readonly following: Following;
  private running: Promise<void> | undefined;
  private reached = 0;
  private isPaused = false;
  private told: Promise<void> | undefined;

  constructor(private readonly deps: FeedDeps) {
    this.position = new Position(deps);
    this.events = deps.registry.store(kinds.events);
    this.following = new Following(this.events as unknown as ResourceStore, this, deps);
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
    if (this.running) await this.following.reached();
  }

  async pausedFor(work: () => Promise<void>): Promise<void> {
    this.isPaused = true;
    try {
      await this.pace.idle();
      await work();
      if (this.running) this.position.moveTo((await this.events.list({ limit: 1 })).revision);
    } finally {
      this.isPaused = false;
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  begins(): void {}

  async take({ type, entry }: Change): Promise<void> {
    const event = entry as Entry<core.Event>;
    if (type === 'DELETED' || this.isPaused || entry.revision <= this.position.revision) return;
    this.reached = Math.max(this.reached, entry.revision);
    if (isTold(event.object)) await this.pace.begin(() => this.tell(event));
  }

  whole(revision: number): void {
    this.reached = Math.max(this.reached, revision);
  }

  async even(): Promise<void> {
    await this.pace.idle();
    this.position.moveTo(this.reached);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    await this.patiently(async () => this.position.read((await this.events.list({ limit: 1 })).revision));
    await this.following.run(signal);
    await this.pace.idle();
    await this.position.stop();
  }

  private async firstTold(): Promise<void> {
    const enough = new AbortController();
    const begun = this.following.begun(this.stopping.signal).catch(() => undefined);
    await Promise.race([begun, sleep(this.deps.clock, patienceMs, enough.signal)]);
    enough.abort();
  }

  private async tell(entry: Entry<core.Event>): Promise<void> {
    const { cluster } = this.deps;
    await this.keep(eventsOf(cluster), entry.object, (fresh) => eventText(eventOf(cluster, entry), fresh));
    if (isWarningOfPod(entry.object) && await this.patiently(() => this.isAboutOwned(entry))) {
      await this.keep(alarmsOf(cluster), entry.object, (fresh) => alarmText(alarmOf(cluster, entry), fresh));
    }
  }

  /** A pod that has gone has no owner any more. */
  private async isAboutOwned({ object: { involvedObject: { namespace, name = '' } }, revision }: Entry<core.Event>): Promise<boolean> {
    try {
      const { object } = await this.deps.registry.store(kinds.pods).get({ namespace, name }, { resourceVersion: String(revision) });
      return isOwned(object);
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return false;
      throw error;
    }
  }

  private async keep(collection: CollectionKey, event: core.Event, text: (fresh: Fresh) => string): Promise<void> {
    const id = idOf(event);
    await this.patiently(() => this.deps.documents.put({ ...collection, name: id }, (current, { now }) => (current ? undefined : text({ id, now }))));
  }

  /** Until it works, or this is stopped. What nobody will ever take is left out. */
  private async patiently<V>(work: () => Promise<V>): Promise<V | undefined> {
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
}

const isPassing = (error: unknown): boolean => error instanceof StorageUnavailable || (error instanceof ApiError && (error.code === 429 || error.code >= 500));
