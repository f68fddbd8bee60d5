/** What a request asks for, summed up once for all sites. */
import type { Quirks } from './quirks';
import type { AllocationRequest } from './request';

export interface Demand {
  /** Flavours that are named, over all resources. */
  readonly choices: number;
  /** GB by volume type that one copy takes. */
  readonly storage: ReadonlyMap<string, number>;
  /** GB by volume type, each resource once however many machines it has: what scores look at (7.4). */
  readonly storageOfOneEach: ReadonlyMap<string, number>;
  /** Addresses that one copy takes. */
  readonly addresses: number;
  /** Resources that need addresses. */
  readonly addressed: number;
  /** How often each flavour is named, by id: what scores look at (7.4). */
  readonly named: ReadonlyMap<string, number>;
}

export function demandOf({ resources }: AllocationRequest, { lastCountWins }: Pick<Quirks, 'lastCountWins'>): Demand {
  const storage = new Map<string, number>();
  const storageOfOneEach = new Map<string, number>();
  const named = new Map<string, number>();
  const record = (sums: Map<string, number>, type: string, size: number) => sums.set(type, (lastCountWins ? 0 : (sums.get(type) ?? 0)) + size);
  for (const resource of resources) {
    for (const [type, size] of resource.storage) {
      record(storage, type, size * resource.count);
      record(storageOfOneEach, type, size);
    }
    for (const { flavorId } of resource.flavors) named.set(flavorId, (named.get(flavorId) ?? 0) + 1);
  }
  const addressed = resources.filter(({ needsAddress }) => needsAddress);
  return {
    choices: resources.reduce((sum, { flavors }) => sum + flavors.length, 0),
    storage,
    storageOfOneEach,
    named,
    addresses: addressed.reduce((sum, { count }) => sum + count, 0),
    addressed: addressed.length,
  };
}
