/**
 * What minik8s' policies have in common: one of them alone says which of the nodes that fit is the best, and it always
 * names one, so that no draw decides between equals. A node that the pod wishes for (minik8s' `spec.nodeName`) comes
 * first if it fits: it fits when it is there, ready and has room.
 */
import { nodeWishAnnotation } from '../../../api';
import { maxNodeScore, type NodeInfo, type PodInfo, type SchedulerPlugin } from '../../framework';

/** The first one: nodes by name, as the store lists them. */
export const firstByName = (nodes: readonly NodeInfo[]): NodeInfo => nodes.reduce((a, b) => (b.name < a.name ? b : a));

/** The one with the least; the first by name of equals. */
export const withLeast = (nodes: readonly NodeInfo[], amount: (node: NodeInfo) => number): NodeInfo => {
  const lowest = Math.min(...nodes.map(amount));
  return firstByName(nodes.filter((node) => amount(node) === lowest));
};

const wished = ({ pod }: PodInfo, nodes: readonly NodeInfo[]): NodeInfo | undefined => {
  const name = pod.metadata.annotations?.[nodeWishAnnotation];
  return name ? nodes.find((node) => node.name === name) : undefined;
};

/** `choose`: from at least one node. */
export const policy = (name: string, choose: (nodes: readonly NodeInfo[]) => NodeInfo, more: Pick<SchedulerPlugin, 'reserve'> = {}): SchedulerPlugin => ({
  name,
  score: () => 0,
  normalize({ pod }, scores, nodes) {
    if (nodes.length) scores[nodes.indexOf(wished(pod, nodes) ?? choose(nodes))] = maxNodeScore;
  },
  ...more,
});
