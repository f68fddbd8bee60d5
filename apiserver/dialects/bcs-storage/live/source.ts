/** One kind as a live source: the registry's own watch, told as documents. */
import type { Clock, CollectionKey, Logger, ResourceDefinition } from '../../../../api';
import type { Entry, LiveSink, LiveSource, Registry } from '../../../../registry';
import { changed, created, keyOf, LiveObject } from './document';
import { Following, nameOf, type Change, type Follower } from './following';
import { heartbeats } from './heartbeat';

export interface SourceDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
}

/** bcs-k8s-watch passes over them. */
const isSkipped = ({ key: { namespace, name } }: Entry): boolean => namespace === 'kube-system' || name === 'kubernetes';

export class KindSource implements LiveSource {
  private following: Following | undefined;

  constructor(readonly collection: CollectionKey, private readonly definition: ResourceDefinition, private readonly deps: SourceDeps) {}

  async open(sink: LiveSink, signal: AbortSignal): Promise<void> {
    const { registry, clock } = this.deps;
    const store = registry.store(this.definition);
    const { group, version, names } = this.definition;
    const teller = new Teller(this.collection, this.definition, sink, clock);
    this.following = new Following(store, teller, this.deps, () => registry.find(group, version, names.plural) !== store);
    void this.following.run(signal);
    await this.following.begun(signal);
  }

  async reached(revision: number): Promise<void> {
    await this.following?.reached(revision);
  }
}

/** What has not changed is told no second time, and after a break what is no longer there is gone. */
class Teller implements Follower {
  private readonly told = new Map<string, Entry>();
  /** Told before, and not yet seen in the state that comes; undefined: it has come. */
  private missing: Set<string> | undefined;
  private isFirst = true;
  private readonly isHeartbeat;

  constructor(private readonly collection: CollectionKey, definition: ResourceDefinition, private readonly sink: LiveSink, private readonly clock: Clock) {
    this.isHeartbeat = heartbeats(definition);
  }

  begins(): void {
    this.missing = new Set(this.told.keys());
  }

  take({ type, entry }: Change): void {
    if (isSkipped(entry)) return;
    const name = nameOf(entry);
    this.missing?.delete(name);
    if (type === 'DELETED') {
      this.forget(name, entry.revision);
      return;
    }
    const before = this.told.get(name);
    if (before?.revision === entry.revision || (before && this.isHeartbeat?.(before.object, entry.object))) return;
    this.told.set(name, entry);
    this.sink.put(new LiveObject(this.collection, entry, this.seenAt(entry)));
  }

  whole(revision: number): void {
    for (const name of this.missing ?? []) this.forget(name, revision);
    this.missing = undefined;
    this.isFirst = false;
  }

  /** What was there before anybody looked says itself when it was changed. */
  private seenAt({ object }: Entry): number {
    return this.isFirst ? changed(object) : Math.max(this.clock.now(), created(object));
  }

  private forget(name: string, revision: number): void {
    const before = this.told.get(name);
    if (!before) return;
    this.told.delete(name);
    this.sink.gone(keyOf(this.collection, before), revision);
  }
}
