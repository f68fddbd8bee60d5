/** One resource of the registry: reads from its watch cache, writes through the pipeline. */
import type {
  ApplyOptions, Clock, ClusterAccess, Conversion, DeleteOptions, KubeObject, ListOptions, ObjectKey, Random, ResourceDefinition, UpdateOptions, WatchOptions, WriteOptions,
} from '../api';
import type { AdmissionChain } from './admission/chain';
import { asResources } from './object-resources';
import { readPage } from './pages';
import { readOne } from './reads';
import type { Entry, Frame, Page, ResourceStore } from './resource-store';
import { translated } from './storage-errors';
import type { KV } from './storage/kv';
import type { WatchCache } from './watch-cache';
import { openWatch } from './watching';
import { createObject } from './writes/create';
import { deleteObject } from './writes/delete';
import { applying, onExisting, ownersByChange, trackedBy, type Face } from './writes/ownership';
import { runProcedure } from './writes/procedures';
import { applyProjection, readProjection, updateProjection } from './writes/projections';
import { invokeAction, subresourceOf, viewOf } from './writes/subresources';
import { updateObject } from './writes/update';

export interface StoreContext<T extends KubeObject> {
  readonly definition: ResourceDefinition<T>;
  readonly kv: KV;
  readonly cache: WatchCache<T>;
  readonly clock: Clock;
  readonly random: Random;
  readonly admission: AdmissionChain;
  readonly face: Face<T>;
  readonly cluster: ClusterAccess;
}

type UpdateOrCreate = UpdateOptions & { readonly allowCreate?: boolean };
type Written<T extends KubeObject> = Promise<{ readonly entry: Entry<T>; readonly created: boolean }>;

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
    const owners = ownersByChange(trackedBy(this.context, options));
    return translated(this.started(() => createObject(this.context, { input, namespace, options, owners })));
  }

  update(key: ObjectKey, change: (current: T) => unknown, options: UpdateOrCreate = {}): Written<T> {
    return translated(this.started(() => {
      const view = viewOf(this.definition, options.subresource);
      const creates = !view && Boolean(options.allowCreate && this.definition.strategy.createOnUpdate);
      return updateObject(this.context, { key, change: onExisting(change, ownersByChange(trackedBy(this.context, options))), options, view, creates });
    }));
  }

  apply(key: ObjectKey, configuration: unknown, options: ApplyOptions = {}): Written<T> {
    return translated(this.started(() => {
      const view = viewOf(this.definition, options.subresource);
      return updateObject(this.context, { key, change: applying(trackedBy(this.context, options), configuration, options), options, view, creates: !view });
    }));
  }

  delete(key: ObjectKey, options: DeleteOptions = {}): Promise<{ readonly entry: Entry<T>; readonly gone: boolean }> {
    return translated(deleteObject(this.context, key, options));
  }

  project(key: ObjectKey, projection: string): Promise<KubeObject> {
    return translated(readProjection(this.context, key, projection));
  }

  updateProjection(key: ObjectKey, projection: string, change: (current: KubeObject) => unknown, options: WriteOptions = {}): Promise<KubeObject> {
    return translated(updateProjection(this.context, { key, name: projection, options }, change));
  }

  applyProjection(key: ObjectKey, projection: string, configuration: unknown, options: ApplyOptions = {}): Promise<KubeObject> {
    return translated(applyProjection(this.context, { key, name: projection, options }, configuration, options));
  }

  /** The same objects, written by clients that see them through another version, which may have rules of its own. */
  seenAs(face: Face<T>, rules?: Conversion<KubeObject, T>['rules']): Store<T> {
    const { definition } = this.context;
    return new Store({ ...this.context, face, definition: rules ? { ...definition, strategy: { ...definition.strategy, ...rules } } : definition });
  }

  async invoke(key: ObjectKey, action: string, body: unknown, options: WriteOptions = {}): Promise<KubeObject | undefined> {
    const { cluster } = this.context;
    const found = subresourceOf(this.definition, action);
    if (found?.type === 'procedure') return translated(runProcedure(this.context, found, { key, name: action, body, options, own: asResources(this), cluster }));
    await translated(invokeAction(this.context, key, action, body, options));
    return undefined;
  }

  /** Writes hand their new state to the cache, so it must be following first. */
  private async started<V>(work: () => Promise<V>): Promise<V> {
    await this.context.cache.start();
    return work();
  }
}
