/** What kubelets say of their nodes (pkg/kubelet/kubelet.go BirthCry, kubelet_node_status.go, nodestatus/setters.go, cm/node_container_manager_linux.go). */
import type { core } from '../api';
import type { EventRecorder } from '../client';

/** As kubelets name their node: they speak of it before it has a uid. */
const named = (name: string): core.Node => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name }, spec: {}, status: {} });

/** By condition and its status. */
const reasons: Readonly<Record<string, string>> = {
  'MemoryPressure False': 'NodeHasSufficientMemory', 'MemoryPressure True': 'NodeHasInsufficientMemory', 'DiskPressure False': 'NodeHasNoDiskPressure', 'DiskPressure True': 'NodeHasDiskPressure',
  'PIDPressure False': 'NodeHasSufficientPID', 'Ready True': 'NodeReady',
};

/** Each writes half a dozen events: thousands of nodes would keep everybody else's waiting, and the events of an hour in memory. */
const mostBirths = 500;

export class NodeEvents {
  /** By uid. */
  private readonly born = new Set<string>();

  constructor(private readonly recorder: EventRecorder) {}

  /** Its kubelet has started; said once of each node. `isNew`: nobody has heard of it before. */
  birth({ metadata: { name = '', uid = '' }, status: { conditions = [] } }: core.Node, isNew: boolean): void {
    if (this.born.size >= mostBirths || this.born.has(uid)) return;
    this.born.add(uid);
    this.say(name, 'Starting', 'Starting kubelet.');
    for (const { type, status } of conditions) if (type !== 'Ready') this.is(name, type, status);
    this.say(name, 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    if (isNew && conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) this.is(name, 'Ready', 'True');
  }

  /** Its conditions are others now. */
  changed({ metadata: { name = '' }, status: { conditions: before = [] } }: core.Node, after: readonly core.NodeCondition[] = []): void {
    for (const { type, status } of after) if (before.find((each) => each.type === type)?.status !== status) this.is(name, type, status);
  }

  evicting(node: core.Node, resource: string): void {
    this.say(node.metadata.name ?? '', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`, 'Warning');
  }

  rebooted(node: core.Node, bootId: string): void {
    const { name = '' } = node.metadata;
    this.say(name, 'Rebooted', `Node ${name} has been rebooted, boot id: ${bootId}`, 'Warning');
  }

  forget(uid: string): void {
    this.born.delete(uid);
  }

  private is(name: string, condition: string, status: string): void {
    const reason = reasons[`${condition} ${status}`];
    if (reason) this.say(name, reason, `Node ${name} status is now: ${reason}`);
  }

  private say(name: string, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): void {
    this.recorder.event(named(name), type, reason, message);
  }
}
