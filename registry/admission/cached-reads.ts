/**
 * What plugins know of other objects, from the watch cache: no question to the store while nothing changes. What this
 * process itself has written since counts at once: the next read waits until the cache has seen it.
 */
import { ApiError, type KubeObject, type ObjectKey, type ResourceDefinition } from '../../api';
import type { Attempt, Settlement } from '../admission';
import type { Registry, ResourceStore } from '../resource-store';
import { isOf } from './attempts';

export class CachedReads<T extends KubeObject> {
  private behind = false;
  private catchingUp: Promise<unknown> | undefined;

  constructor(private readonly registry: Registry, private readonly definition: ResourceDefinition<T>) {}

  /** For the plugin's `settled`. */
  note(attempt: Attempt, settlement: Settlement): void {
    if (settlement !== 'failed' && isOf(attempt, this.definition)) this.behind = true;
  }

  /** Undefined for what the cache does not know; see `find`. */
  async get(key: ObjectKey): Promise<T | undefined> {
    const store = await this.upToDate();
    return orNothing(store?.get(key, { resourceVersion: '0' }));
  }

  /** The same, but what the cache does not know is asked of the store: another server may have made it just now. */
  async find(key: ObjectKey): Promise<T | undefined> {
    return await this.get(key) ?? orNothing(this.store?.get(key));
  }

  async list(namespace?: string): Promise<readonly T[]> {
    const store = await this.upToDate();
    if (!store) return [];
    const { entries } = await store.list({ namespace, resourceVersion: '0' });
    return entries.map(({ object }) => object);
  }

  /** Undefined where the kind is not served. */
  private get store(): ResourceStore<T> | undefined {
    const { group, version, names } = this.definition;
    return this.registry.find(group, version, names.plural) && this.registry.store(this.definition);
  }

  private async upToDate(): Promise<ResourceStore<T> | undefined> {
    const { store } = this;
    if (this.behind && store) {
      this.behind = false;
      // A read that takes nothing older than what was acknowledged brings the cache there.
      this.catchingUp = store.list({ limit: 1 });
    }
    if (this.catchingUp) await this.catchUp(this.catchingUp);
    return store;
  }

  private async catchUp(reading: Promise<unknown>): Promise<void> {
    try {
      await reading;
    } catch (error) {
      this.behind = true;
      throw error;
    } finally {
      if (this.catchingUp === reading) this.catchingUp = undefined;
    }
  }
}

async function orNothing<T extends KubeObject>(reading: Promise<{ readonly object: T }> | undefined): Promise<T | undefined> {
  try {
    return (await reading)?.object;
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return undefined;
    throw error;
  }
}
