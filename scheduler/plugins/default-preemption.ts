/**
 * Says what preemption could do for a pod that fits nowhere, in upstream's words. It evicts nobody yet, and says so
 * on nodes where evicting pods of lower priority might make room.
 */
import { nodesAvailable } from '../diagnosis';
import { unresolvable, unschedulable, type NodeInfo, type PodInfo, type SchedulerPlugin, type Verdict } from '../framework';

const notHelpful = unresolvable('Preemption is not helpful for scheduling');
const noVictims = unresolvable('No preemption victims found for incoming pod');
const notSupported = unresolvable('Preemption of pods with lower priority is not supported');

function prospects(pod: PodInfo, node: NodeInfo, verdict: Verdict): Verdict {
  if (verdict.code === 'UnschedulableAndUnresolvable') return notHelpful;
  return node.pods.some((other) => other.priority < pod.priority) ? notSupported : noVictims;
}

export const defaultPreemption = (): SchedulerPlugin => ({
  name: 'DefaultPreemption',
  postFilter({ pod, snapshot }, rejections) {
    if (pod.pod.spec?.preemptionPolicy === 'Never') return unschedulable('preemption: not eligible due to preemptionPolicy=Never.');
    const counts = new Map<Verdict, number>();
    rejections.forEachNode((node, verdict) => {
      const prospect = prospects(pod, node, verdict);
      counts.set(prospect, (counts.get(prospect) ?? 0) + 1);
    });
    return unschedulable(`preemption: ${nodesAvailable(snapshot.nodes.length, counts)}`);
  },
});
