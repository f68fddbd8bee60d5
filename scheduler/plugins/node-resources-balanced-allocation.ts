/** Rather where CPU and memory would be used more evenly than they are (kube-scheduler plugins/noderesources/balanced_allocation.go). */
import { skip, type PluginIngredients, type SchedulerPlugin } from '../framework';
import { amountsText } from '../amounts';
import { nodeResourcesBalancedAllocationArgs } from './resource-args';
import { balanced, gauges, requestOf } from './resource-scores';

export const nodeResourcesBalancedAllocation = ({ args }: Pick<PluginIngredients, 'args'>): SchedulerPlugin => {
  const { resources } = nodeResourcesBalancedAllocationArgs.of(args);
  const score = balanced(gauges(resources, 'requests'));
  return {
    name: 'NodeResourcesBalancedAllocation',
    sign: ({ requests }) => amountsText(requests),
    // Pods that ask for nothing would all go to one node (kubernetes issue 129138).
    preScore: ({ pod }) => (resources.some(({ name }) => requestOf(pod, name) !== 0) ? undefined : skip),
    score: ({ pod }, node) => score(pod, node),
  };
};
