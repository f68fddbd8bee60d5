/** The agents that pods are on. */
import { kinds, type core } from '../../../api';
import type { Service } from './call';
import { orNothing } from './or-nothing';

/** By name, those that there are. What is a moment old will do: nothing waits for the store. */
export async function nodesNamed({ registry }: Pick<Service, 'registry'>, names: Iterable<string>): Promise<ReadonlyMap<string, core.Node>> {
  const store = registry.store(kinds.nodes);
  const found = await Promise.all([...new Set(names)].filter(Boolean).map(async (name): Promise<[string, core.Node][]> => {
    const entry = await orNothing(store.get({ name }, { resourceVersion: '0' }));
    return entry ? [[name, entry.object]] : [];
  }));
  return new Map(found.flat());
}
