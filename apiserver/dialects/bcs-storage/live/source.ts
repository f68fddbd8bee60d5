/** One kind as a live source: the registry's own watch, told as documents. */
import type { Clock, CollectionKey, KubeObject, Logger, ResourceDefinition } from '../../../../api';
import type { Entry, LiveSink, LiveSource, Registry } from '../../../../registry';
import { changed, created, keyOf, LiveObject } from './document';
import { Following } from './following';
import { heartbeats } from './heartbeat';
import { Known, type KnownListener } from './known';

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
    const teller = new Known(new Teller(this.collection, this.definition, sink, clock));
    this.following = new Following(store, teller, this.deps, () => registry.find(group, version, names.plural) !== store);
    void this.following.run(signal);
    await this.following.begun(signal);
  }

  async reached(revision: number): Promise<void> {
    await this.following?.reached(revision);
  }
}

/** Tells objects as documents. */
class Teller implements KnownListener<KubeObject> {
  private isFirst = true;
  private readonly isHeartbeat;

  constructor(private readonly collection: CollectionKey, definition: ResourceDefinition, private readonly sink: LiveSink, private readonly clock: Clock) {
    this.isHeartbeat = heartbeats(definition);
  }

  isPart(entry: Entry): boolean {
    return !isSkipped(entry);
  }

  matters(before: KubeObject, after: KubeObject): boolean {
    return !this.isHeartbeat?.(before, after);
  }

  put(entry: Entry): void {
    this.sink.put(new LiveObject(this.collection, entry, seenAt(entry.object, this.isFirst, this.clock)));
  }

  gone(before: Entry, revision: number): void {
    this.sink.gone(keyOf(this.collection, before), revision);
  }

  whole(): void {
    this.isFirst = false;
  }
}

/** What was there before anybody looked says itself when it was changed. */
const seenAt = (object: KubeObject, isFirst: boolean, clock: Clock): number => (isFirst ? changed(object) : Math.max(clock.now(), created(object)));
