/** The status of a node that is not heard of any more (tryUpdateNodeHealth in kubernetes pkg/controller/nodelifecycle). Pure. */
import { formatTime, type core } from '../../api';

/** Whether the network is there is not for the kubelet to say. */
const ofKubelet = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

export function withoutNews({ metadata: { creationTimestamp }, status }: core.Node, now: number): core.NodeStatus {
  const known = status.conditions ?? [];
  const missing = ofKubelet.filter((type) => !known.some((condition) => condition.type === type));
  const unknown = { status: 'Unknown', lastTransitionTime: formatTime(now) };
  return {
    ...status,
    conditions: [
      ...known.map((condition) => (ofKubelet.includes(condition.type) && condition.status !== 'Unknown'
        ? { ...condition, ...unknown, reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' } : condition)),
      ...missing.map((type) => ({
        type, ...unknown, reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.', ...(creationTimestamp && { lastHeartbeatTime: creationTimestamp }),
      })),
    ],
  };
}
