/** The kinds that a tool's `--resources` names. */
import type { Client, ResourceDefinition } from '../api';
import { createKindFinder } from '../client';
import { UsageError } from './flag';

/** In their order. Throws UsageError for what the cluster does not have, or does not let be listed (watched). */
export async function kindsNamed(client: Client, names: readonly string[], to: 'list' | 'watch'): Promise<ResourceDefinition[]> {
  const finder = createKindFinder(client);
  const found: ResourceDefinition[] = [];
  for (const name of names) {
    const definition = await finder.named(name);
    if (!definition?.verbs.includes(to)) {
      throw new UsageError(`--resources: ${JSON.stringify(name)}: ${definition ? `cannot be ${to}ed` : 'the cluster has no such resource'}`);
    }
    found.push(definition);
  }
  return found;
}
