/** Objects that others are seen together with. */
import { selectorOf, type KubeObject, type ResourceDefinition } from '../../../../api';
import type { Registry } from '../../../../registry';

export async function inExtent<T extends KubeObject>(registry: Registry, definition: ResourceDefinition<T>, namespace: string | undefined, matchLabels?: Record<string, string>): Promise<readonly T[]> {
  const { items } = await registry.of(definition).list({ ...(namespace !== undefined && { namespace }), ...(matchLabels && { labels: selectorOf({ matchLabels }) }) });
  return items;
}
