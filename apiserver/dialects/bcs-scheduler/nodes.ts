/** The agents that pods are on. */
import { ApiError, kinds, type core } from '../../../api';
import type { Service } from './call';

/** By name, those that there are. What is a moment old will do: nothing waits for the store. */
export async function nodesNamed({ registry }: Pick<Service, 'registry'>, names: Iterable<string>): Promise<ReadonlyMap<string, core.Node>> {
  const store = registry.store(kinds.nodes);
  const found = await Promise.all([...new Set(names)].filter(Boolean).map(async (name): Promise<[string, core.Node][]> => {
    try {
      return [[name, (await store.get({ name }, { resourceVersion: '0' })).object]];
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return [];
      throw error;
    }
  }));
  return new Map(found.flat());
}
