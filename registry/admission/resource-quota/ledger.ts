/**
 * The quotas of a namespace, from the watch cache while that is known to be good enough: what this process has written it must have
 * seen (k8s.io/apiserver pkg/admission/plugin/resourcequota/resource_access.go).
 */
import { ApiError, keyOf, type core, type UserInfo } from '../../../api';
import type { ResourceStore } from '../../resource-store';

/** Who writes what is used; by this very object its own writes are told from others'. */
export const bookkeeper: UserInfo = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };

export class Ledger {
  /** Namespaces whose quotas were written here since the cache was last known to have seen all of them, and by which write. */
  private readonly written = new Map<string, number>();
  private writes = 0;

  constructor(private readonly quotas: () => ResourceStore<core.ResourceQuota>) {}

  /** A quota of the namespace was written in this process. */
  noteWrite(namespace: string): void {
    this.written.set(namespace, ++this.writes);
  }

  /** False: the namespace has no quota, as far as the cache knows. */
  async mayHaveQuotas(namespace: string): Promise<boolean> {
    return this.written.has(namespace) || (await this.cached(namespace)).length > 0;
  }

  /** May be behind other processes' writes, never behind those of this one. */
  known(namespace: string): Promise<core.ResourceQuota[]> {
    return this.written.has(namespace) ? this.stored(namespace) : this.cached(namespace);
  }

  /** Not older than any acknowledged write. */
  async stored(namespace: string): Promise<core.ResourceQuota[]> {
    const last = this.written.get(namespace);
    const { entries } = await this.quotas().list({ namespace });
    if (this.written.get(namespace) === last) this.written.delete(namespace);
    return entries.map(({ object }) => object);
  }

  /** False: the quota is no longer what `book` was made from. */
  async write(book: core.ResourceQuota): Promise<boolean> {
    try {
      await this.quotas().update(keyOf(book), () => book, { subresource: 'status', user: bookkeeper, fieldManager: 'kube-apiserver' });
      return true;
    } catch (error) {
      if (ApiError.is(error, 'Conflict') || ApiError.is(error, 'NotFound')) return false;
      throw error;
    }
  }

  private async cached(namespace: string): Promise<core.ResourceQuota[]> {
    const { entries } = await this.quotas().list({ namespace, resourceVersion: '0' });
    return entries.map(({ object }) => object);
  }
}
