/** Writes the pod's binding subresource. */
import type { PluginIngredients, SchedulerPlugin } from '../framework';

export const defaultBinder = ({ bind }: PluginIngredients): SchedulerPlugin => ({
  name: 'DefaultBinder',
  async bind({ pod }, node) {
    await bind(pod, node);
    return undefined;
  },
});
