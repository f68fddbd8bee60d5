/** The webhooks of all configurations of a kind, followed as they change. */
import { kinds, type ResourceDefinition } from '../../../api';
import { CachedReads } from '../cached-reads';
import { Followed } from '../followed';
import type { PluginContext } from '../plugin-context';
import type { Entry } from '../../resource-store';
import { Caller } from './caller';
import { hooksOf, type Configuration, type Hook } from './hook';
import { HookTable } from './table';
import type { ClientConfig, FindService } from './target';

export function followHooks<C extends Configuration>({ registry, clock }: PluginContext, definition: ResourceDefinition<C>): Followed<C, HookTable> {
  const { group, version, names } = definition;
  const slot = Symbol('hooks');
  const services = new CachedReads(registry, kinds.services);
  const findService: FindService = (key) => services.find(key);
  const callerOf = (config: ClientConfig): Caller => new Caller(config, { clock, findService });
  // What has not changed keeps its connections.
  const hooks = (entry: Entry<C>): readonly Hook[] => entry.memo(slot, ({ object }) => hooksOf(object, callerOf));
  return new Followed(() => registry.find(group, version, names.plural) && registry.store(definition), (entries) => new HookTable(entries.flatMap(hooks)));
}
