/**
 * Where most cpu is free, of equals the first by name; but one launch, or one scaling, gives every node that fits a taskgroup before it gives any a
 * second one (section 7.1 of the document's specification).
 */
import { maxNodeScore, type NodeInfo, type SchedulerPlugin } from '../../framework';
import { Passes } from './taskgroups';

export const bcsFreeCpu = (): SchedulerPlugin => ({
  name: 'BcsFreeCpu',
  sign: () => '',
  score: (_, { facts: { allocatable }, requested }) => allocatable.milliCpu - requested.milliCpu,
  normalize({ pod, snapshot }, scores, nodes) {
    const best = bestOf(scores, nodes, snapshot.view('BcsPasses', () => new Passes()).countsOf(pod));
    scores.fill(0);
    if (best) scores[nodes.indexOf(best)] = maxNodeScore;
  },
});

/** `had`: how many of the pass are on nodes already. Once for all nodes and every pod, so names are compared only where all else is equal. */
function bestOf(free: Float64Array, nodes: readonly NodeInfo[], had: ReadonlyMap<string, number>): NodeInfo | undefined {
  let [best, bestFree, bestHad]: [NodeInfo | undefined, number, number] = [undefined, 0, 0];
  for (let i = 0; i < nodes.length; i++) {
    const [node, nodeFree] = [nodes[i] as NodeInfo, free[i] ?? 0];
    const nodeHad = had.size ? had.get(node.name) ?? 0 : 0;
    const isBetter = !best || nodeHad < bestHad || (nodeHad === bestHad && (nodeFree > bestFree || (nodeFree === bestFree && node.name < best.name)));
    if (isBetter) [best, bestFree, bestHad] = [node, nodeFree, nodeHad];
  }
  return best;
}
