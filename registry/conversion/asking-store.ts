/** A store of one version of a kind; its writes wait for conversions that they need midway (see needed.ts). */
import type { ApplyOptions, DeleteOptions, KubeObject, ListOptions, ObjectKey, ResourceDefinition, UpdateOptions, WatchOptions, WriteOptions } from '../../api';
import type { Entry, Frame, Page, ResourceStore } from '../resource-store';
import { translated } from '../storage-errors';
import type { Store } from '../store';
import type { Face } from '../writes/ownership';
import { NeededConversions } from './needed';
import type { Convert } from './webhook';

type Written = Promise<{ readonly entry: Entry; readonly created: boolean }>;

export class AskingStore implements ResourceStore {
  constructor(private readonly plain: Store<KubeObject>, private readonly convert: Convert, private readonly faceWith: (conversions: NeededConversions) => Face<KubeObject>) {}

  get definition(): ResourceDefinition {
    return this.plain.definition;
  }

  get(key: ObjectKey, options?: { readonly resourceVersion?: string }): Promise<Entry> {
    return this.plain.get(key, options);
  }

  list(options?: ListOptions): Promise<Page> {
    return this.plain.list(options);
  }

  watch(options: WatchOptions, signal: AbortSignal): Promise<AsyncIterable<readonly Frame[]>> {
    return this.plain.watch(options, signal);
  }

  create(input: unknown, namespace: string | undefined, options?: WriteOptions): Promise<Entry> {
    return this.write((store) => store.create(input, namespace, options));
  }

  update(key: ObjectKey, change: (current: KubeObject) => unknown, options?: UpdateOptions & { readonly allowCreate?: boolean }): Written {
    return this.write((store) => store.update(key, change, options));
  }

  apply(key: ObjectKey, configuration: unknown, options?: ApplyOptions): Written {
    return this.write((store) => store.apply(key, configuration, options));
  }

  delete(key: ObjectKey, options?: DeleteOptions): Promise<{ readonly entry: Entry; readonly gone: boolean }> {
    return this.write((store) => store.delete(key, options));
  }

  project(key: ObjectKey, projection: string): Promise<KubeObject> {
    return this.plain.project(key, projection);
  }

  updateProjection(key: ObjectKey, projection: string, change: (current: KubeObject) => unknown, options?: WriteOptions): Promise<KubeObject> {
    return this.write((store) => store.updateProjection(key, projection, change, options));
  }

  applyProjection(key: ObjectKey, projection: string, configuration: unknown, options?: ApplyOptions): Promise<KubeObject> {
    return this.write((store) => store.applyProjection(key, projection, configuration, options));
  }

  invoke(key: ObjectKey, action: string, body: unknown, options?: WriteOptions): Promise<KubeObject | undefined> {
    return this.write((store) => store.invoke(key, action, body, options));
  }

  private write<V>(work: (store: Store<KubeObject>) => Promise<V>): Promise<V> {
    const conversions = new NeededConversions(this.convert);
    const store = this.plain.seenAs(this.faceWith(conversions));
    return translated(conversions.run(() => work(store)));
  }
}
