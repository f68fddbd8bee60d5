/** A local copy of each resource, kept by one list and watch, shared by everybody in the process who asks. */
import { keyOf, type Client, type Clock, type KubeObject, type Logger, type Random, type ResourceDefinition } from '../api';
import type { Informer, InformerHandler, Informers, Lister } from './client';
import { Reflector, type ObjectEvent, type ReflectorSink } from './reflector';
import { Store } from './store';

export interface InformersOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export function createInformers(options: InformersOptions): Informers {
  const informers = new Map<string, SharedInformer<KubeObject>>();
  return {
    of<T extends KubeObject>(definition: ResourceDefinition<T>): Informer<T> {
      const name = `${definition.names.plural}.${definition.version}.${definition.group}`;
      const informer = informers.get(name) ?? new SharedInformer<KubeObject>(definition, options);
      informers.set(name, informer);
      // The map holds informers of all kinds; the name leads to the one made from this definition.
      return informer as unknown as Informer<T>;
    },
    start(signal) {
      for (const informer of informers.values()) informer.start(signal);
    },
    async synced(signal) {
      const aborted = whenAborted(signal);
      await Promise.race([Promise.all([...informers.values()].map((informer) => informer.synced)), aborted.promise]);
      aborted.forget();
    },
  };
}

class SharedInformer<T extends KubeObject> implements Informer<T>, ReflectorSink<T> {
  readonly synced: Promise<void>;
  private readonly store = new Store<T>();
  /** Replaced as a whole, so that a round of calls is not disturbed by who comes and goes meanwhile. */
  private handlers: readonly InformerHandler<T>[] = [];
  private readonly resource: string;
  private running = false;
  private hasList = false;
  private finishSync: () => void = () => undefined;

  constructor(private readonly definition: ResourceDefinition<T>, private readonly options: InformersOptions) {
    const { names: { plural }, group } = definition;
    this.resource = group ? `${plural}.${group}` : plural;
    this.synced = new Promise((resolve) => { this.finishSync = resolve; });
  }

  get lister(): Lister<T> {
    return this.store;
  }

  hasSynced(): boolean {
    return this.hasList;
  }

  addIndex(name: string, values: (object: T) => readonly string[]): void {
    this.store.addIndex(name, values);
  }

  on(handler: InformerHandler<T>): () => void {
    // A copy: the same handler may be added twice and must leave one at a time.
    const entry: InformerHandler<T> = {
      added: (object) => handler.added?.(object),
      updated: (object, old) => handler.updated?.(object, old),
      deleted: (object) => handler.deleted?.(object),
    };
    this.handlers = [...this.handlers, entry];
    for (const object of this.store.list()) this.call(entry, (h) => h.added?.(object));
    return () => { this.handlers = this.handlers.filter((other) => other !== entry); };
  }

  /** Harmless while running. After a stop it may be started again: the first list then says what was missed. */
  start(signal: AbortSignal): void {
    if (this.running || signal.aborted) return;
    this.running = true;
    const { client, clock, random, log } = this.options;
    const reflector = new Reflector<T>({ source: client.of(this.definition), sink: this, resource: this.resource, clock, random, log });
    void reflector.run(signal).finally(() => { this.running = false; });
  }

  replace(items: readonly T[]): void {
    const gone = new Set(this.store.list());
    for (const item of items) {
      const known = this.store.get(keyOf(item));
      if (known) gone.delete(known);
      if (!known || !sameState(known, item)) this.put(item);
    }
    for (const object of gone) this.remove(object);
    this.hasList = true;
    this.finishSync();
  }

  apply(event: ObjectEvent<T>): void {
    if (event.type === 'DELETED') this.remove(event.object);
    else this.put(event.object);
  }

  private put(object: T): void {
    const known = this.store.get(keyOf(object));
    // Another uid: the object was deleted and made again while nobody looked.
    if (known && known.metadata.uid !== object.metadata.uid) this.remove(known);
    const old = this.store.set(object);
    this.tell((handler) => (old ? handler.updated?.(object, old) : handler.added?.(object)));
  }

  private remove(object: T): void {
    if (this.store.delete(keyOf(object))) this.tell((handler) => handler.deleted?.(object));
  }

  private tell(message: (handler: InformerHandler<T>) => void): void {
    for (const handler of this.handlers) this.call(handler, message);
  }

  private call(handler: InformerHandler<T>, message: (handler: InformerHandler<T>) => void): void {
    try {
      message(handler);
    } catch (error) {
      this.options.log.error('informer handler failed', { resource: this.resource, error: error instanceof Error ? error.stack : String(error) });
    }
  }
}

const sameState = (a: KubeObject, b: KubeObject): boolean =>
  a.metadata.resourceVersion !== undefined && a.metadata.resourceVersion === b.metadata.resourceVersion && a.metadata.uid === b.metadata.uid;

function whenAborted(signal: AbortSignal): { promise: Promise<void>; forget: () => void } {
  let finish: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => { finish = resolve; });
  if (signal.aborted) finish();
  signal.addEventListener('abort', finish, { once: true });
  return { promise, forget: () => signal.removeEventListener('abort', finish) };
}
