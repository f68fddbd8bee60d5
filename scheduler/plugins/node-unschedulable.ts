/** Keeps pods off cordoned nodes, unless they tolerate the taint that stands for it. */
import { tolerated } from '../../api';
import { unresolvable, type NodeFacts, type PodInfo, type SchedulerPlugin } from '../framework';

const cordoned = unresolvable('node(s) were unschedulable');
const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' as const };

const open = (pod: PodInfo, node: NodeFacts): boolean => !node.unschedulable || tolerated(taint, pod.tolerations);

export const nodeUnschedulable = (): SchedulerPlugin => ({
  name: 'NodeUnschedulable',
  sign: ({ tolerations }) => JSON.stringify(tolerations),
  filter: ({ pod }, { facts }) => (open(pod, facts) ? undefined : cordoned),
  wakeOn: [
    { subject: 'Node', kinds: ['NodeAdded', 'NodeTaintsChanged'], helps: (pod, { node, old }) => open(pod, node) && !(old && open(pod, old)) },
    { subject: 'Self', kinds: ['OwnTolerationsChanged'] },
  ],
});
