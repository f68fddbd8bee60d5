/** One resource of the registry: reads from its watch cache, writes through the pipeline. */
import type {
  Clock, DeleteOptions, KubeObject, ListOptions, ObjectKey, Random, ResourceDefinition, UpdateOptions, WatchOptions, WriteOptions,
} from '../api';
import type { AdmissionChain } from './admission';
import { readPage } from './pages';
import { readOne } from './reads';
import type { Entry, Frame, Page, ResourceStore } from './resource-store';
import { translated } from './storage-errors';
import type { KV } from './storage/kv';
import type { WatchCache } from './watch-cache';
import { openWatch } from './watching';
import { createObject } from './writes/create';
import { deleteObject } from './writes/delete';
import { invokeAction, readProjection, updateProjection, viewOf } from './writes/subresources';
import { updateObject } from './writes/update';

export interface StoreContext<T extends KubeObject> {
  readonly definition: ResourceDefinition<T>;
  readonly kv: KV;
  readonly cache: WatchCache<T>;
  readonly clock: Clock;
  readonly random: Random;
  readonly admission: AdmissionChain;
}

export class Store<T extends KubeObject> implements ResourceStore<T> {
  constructor(private readonly context: StoreContext<T>) {}

  get definition(): ResourceDefinition<T> {
    return this.context.definition;
  }

  get(key: ObjectKey, options: { readonly resourceVersion?: string } = {}): Promise<Entry<T>> {
    return translated(readOne(this.context, key, options.resourceVersion));
  }

  list(options: ListOptions = {}): Promise<Page<T>> {
    return translated(readPage(this.context, options));
  }

  watch(options: WatchOptions, signal: AbortSignal): Promise<AsyncIterable<readonly Frame<T>[]>> {
    return translated(openWatch(this.context, options, signal));
  }

  create(input: unknown, namespace: string | undefined, options: WriteOptions = {}): Promise<Entry<T>> {
    return translated(this.started(() => createObject(this.context, input, namespace, options)));
  }

  update(key: ObjectKey, change: (current: T) => unknown, options: UpdateOptions & { readonly allowCreate?: boolean } = {}): Promise<{ readonly entry: Entry<T>; readonly created: boolean }> {
    return translated(this.started(() => updateObject(this.context, { key, change, options, view: viewOf(this.definition, options.subresource) })));
  }

  delete(key: ObjectKey, options: DeleteOptions = {}): Promise<{ readonly entry: Entry<T>; readonly gone: boolean }> {
    return translated(deleteObject(this.context, key, options));
  }

  project(key: ObjectKey, projection: string): Promise<KubeObject> {
    return translated(readProjection(this.context, key, projection));
  }

  updateProjection(key: ObjectKey, projection: string, change: (current: KubeObject) => unknown, options: WriteOptions = {}): Promise<KubeObject> {
    return translated(updateProjection(this.context, key, projection, change, options));
  }

  invoke(key: ObjectKey, action: string, body: unknown, options: WriteOptions = {}): Promise<void> {
    return translated(invokeAction(this.context, key, action, body, options));
  }

  /** Writes hand their new state to the cache, so it must be following first. */
  private async started<V>(work: () => Promise<V>): Promise<V> {
    await this.context.cache.start();
    return work();
  }
}
