/** Tells the cluster's Events as events and alarms. */
import { ApiError, kinds, type CollectionKey, type core } from '../../../../api';
import type { Entry, Fresh, Registry, ResourceStore } from '../../../../registry';
import { alarmsOf, alarmText } from '../events/alarm';
import { eventsOf, eventText } from '../events/event';
import { alarmOf, isOwned, isWarningOfPod } from './alarms';
import { eventOf, idOf, isTold } from './events';
import { startFeeding, type Desk, type Feed, type FeedDeps, type Tale } from './feeding';
import { Following, type Change, type Follower } from './following';

export const startFeed = (deps: FeedDeps): Feed => startFeeding(deps, 'events', (desk) => new EventTale(deps, desk));

/** It has come as far as the store's revisions. */
class EventTale implements Tale, Follower {
  private readonly events: ResourceStore<core.Event>;
  private readonly following: Following;
  private furthest = 0;

  constructor(private readonly deps: FeedDeps, private readonly desk: Desk) {
    this.events = deps.registry.store(kinds.events);
    this.following = new Following(this.events as unknown as ResourceStore, this, deps);
  }

  async now(): Promise<number> {
    return (await this.events.list({ limit: 1 })).revision;
  }

  run(signal: AbortSignal): Promise<void> {
    return this.following.run(signal);
  }

  begun(signal: AbortSignal): Promise<void> {
    return this.following.begun(signal);
  }

  reached(): Promise<void> {
    return this.following.reached();
  }

  begins(): void {}

  async take({ type, entry }: Change): Promise<void> {
    const event = entry as Entry<core.Event>;
    const { position, pace, isPaused } = this.desk;
    if (type === 'DELETED' || isPaused || entry.revision <= position.reached) return;
    this.furthest = Math.max(this.furthest, entry.revision);
    if (isTold(event.object)) await pace.begin(() => this.tell(event));
  }

  whole(revision: number): void {
    this.furthest = Math.max(this.furthest, revision);
  }

  async even(): Promise<void> {
    await this.desk.pace.idle();
    this.desk.position.moveTo(this.furthest);
  }

  private async tell(entry: Entry<core.Event>): Promise<void> {
    const { cluster, registry } = this.deps;
    await this.keep(eventsOf(cluster), entry.object, (fresh) => eventText(eventOf(cluster, entry), fresh));
    if (isWarningOfPod(entry.object) && await this.desk.patiently(() => isAboutOwned(registry, entry))) {
      await this.keep(alarmsOf(cluster), entry.object, (fresh) => alarmText(alarmOf(cluster, entry), fresh));
    }
  }

  private keep(collection: CollectionKey, event: core.Event, text: (fresh: Fresh) => string): Promise<void> {
    return this.desk.keep(collection, idOf(event), text);
  }
}

/** A pod that has gone has no owner any more. */
async function isAboutOwned(registry: Registry, { object: { involvedObject: { namespace, name = '' } }, revision }: Entry<core.Event>): Promise<boolean> {
  try {
    const { object } = await registry.store(kinds.pods).get({ namespace, name }, { resourceVersion: String(revision) });
    return isOwned(object);
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return false;
    throw error;
  }
}
