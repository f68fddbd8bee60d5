/** What is found out once for all requests of a resource, operation and subresource. */
import type { ResourceDefinition } from '../../api';
import type { Attempt } from '../admission';

interface Remembered<V> {
  readonly versions: Attempt['versions'];
  readonly found: V;
}

/**
 * What is found may hold on to the versions of a resource, by which an attempt shows its objects: where these are made for one
 * write (a webhook converts between them), it is found out anew.
 */
export class RememberedByRequest<V> {
  private readonly known = new WeakMap<ResourceDefinition, Map<string, Remembered<V>>>();

  constructor(private readonly find: (attempt: Attempt) => V) {}

  of(attempt: Attempt): V {
    const { requested, versions, operation, subresource } = attempt;
    let slots = this.known.get(requested);
    if (!slots) this.known.set(requested, slots = new Map());
    const slot = `${operation}/${subresource}`;
    const before = slots.get(slot);
    if (before && before.versions === versions) return before.found;
    const found = this.find(attempt);
    slots.set(slot, { versions, found });
    return found;
  }
}
