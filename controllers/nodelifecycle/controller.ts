/**
 * Watches over nodes (upstream's pkg/controller/nodelifecycle): those that fall silent become Unknown, conditions become
 * taints, and taints that drive pods off come at a rate that depends on how the zone is. Each node is looked at when
 * something of it changes or is due; ten thousand that are well cost a look every forty seconds or so.
 */
import { keyOf, kinds, withPodCondition, type core } from '../../api';
import type { ControllerFactory, Watch } from '../../client';
import { isNodeReady, readiness } from '../nodes/state';
import { ifPresent, uidOf } from '../ownership';
import { podsByNode } from '../pods/by-node';
import { isPodReady } from '../pods/state';
import { NodeHealth } from './health';
import { withoutNews } from './silence';
import { drivesOff, relabelled, tainted, type DrivingOff } from './taints';
import { Zones } from './zones';

/** kube-controller-manager --node-monitor-period: what a node says stands for that long before it has consequences for its pods. */
const settleMs = 5000;

export const nodeLifecycleController: ControllerFactory = ({ client, informers, clock, recorder, signal }) => {
  const nodes = informers.of(kinds.nodes);
  const podsOf = podsByNode(informers.of(kinds.pods));
  const health = new NodeHealth(informers, clock);
  let hasTurned = false;
  const zones = new Zones(nodes, clock, (areAllDown) => {
    hasTurned = true;
    if (!areAllDown) health.pardon();
  });

  const tell = (node: core.Node, reason: string, message: string): void => recorder.event(node, 'Normal', reason, message);
  nodes.on({
    added: (node) => tell(node, 'RegisteredNode', `Node ${node.metadata.name} event: Registered Node ${node.metadata.name} in Controller`),
    deleted: (node) => tell(node, 'RemovingNode', `Node ${node.metadata.name} event: Removing Node ${node.metadata.name} from Controller`),
  });

  async function declareSilent(node: core.Node): Promise<void> {
    const change = (current: core.Node): core.Node => (uidOf(current) === uidOf(node) && health.left(current) <= 0 ? { ...current, status: withoutNews(current, clock.now()) } : current);
    const written = await ifPresent(client.of(kinds.nodes).update(keyOf(node), change, { subresource: 'status' }));
    if (written && isNodeReady(node) && !isNodeReady(written)) tell(node, 'NodeNotReady', `Node ${node.metadata.name} status is now: NodeNotReady`);
  }

  async function markNotReady(pod: core.Pod): Promise<void> {
    let isMarked = false;
    await ifPresent(client.of(kinds.pods).update(keyOf(pod), (current) => {
      const ready = uidOf(current) === uidOf(pod) ? current.status.conditions?.find(({ type }) => type === 'Ready') : undefined;
      isMarked = ready?.status === 'True';
      return ready && isMarked ? { ...current, status: withPodCondition(current, { ...ready, status: 'False' }, clock.now()) } : current;
    }, { subresource: 'status' }));
    if (isMarked) recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
  }

  /** And how long until it may be otherwise; 0: not by itself. */
  function decide(node: core.Node): readonly [DrivingOff, number] {
    if (!readiness(node) || isNodeReady(node)) return ['ends', 0];
    if (zones.areAllDown) return ['ends', settleMs];
    if (drivesOff(node)) {
      zones.forget(node);
      return ['goes on', 0];
    }
    const unsettled = settleMs - health.age(node);
    const wait = unsettled > 0 ? unsettled : zones.wait(node);
    return [wait > 0 ? 'goes on' : 'begins', wait];
  }

  async function write(node: core.Node, drivingOff: DrivingOff): Promise<void> {
    const change = (current: core.Node): core.Node => (uidOf(current) === uidOf(node) ? relabelled(tainted(current, drivingOff, clock.now())) : current);
    if (change(node) !== node) await ifPresent(client.of(kinds.nodes).update(keyOf(node), change));
  }

  /** A kubelet writes what becomes of its pods; for those of a node that is down somebody else has to. */
  const podWatch: Watch<core.Pod> = {
    definition: kinds.pods,
    keys(pod, old) {
      const { nodeName } = pod.spec;
      if (!nodeName || !isPodReady(pod) || (old?.spec.nodeName === nodeName && isPodReady(old))) return [];
      const node = nodes.lister.get({ name: nodeName });
      return node && readiness(node)?.status === 'Unknown' ? [keyOf(node)] : [];
    },
  };

  /** What no node is driven off for when all are down, and the other way round. */
  const turnWatch: Watch = {
    definition: kinds.nodes,
    keys() {
      if (!hasTurned) return [];
      hasTurned = false;
      return nodes.lister.list().map(keyOf);
    },
  };

  return {
    name: 'node-controller',
    for: kinds.nodes,
    watches: [podWatch as Watch, turnWatch],
    concurrency: 8,
    async reconcile(key) {
      const node = nodes.lister.get(key);
      if (!node || signal.aborted) return undefined;
      const isUnknown = readiness(node)?.status === 'Unknown';
      const left = health.left(node);
      if (left <= 0 && !isUnknown) {
        // What follows from it comes with the change of its status.
        await declareSilent(node);
        return { requeueAfterMs: settleMs };
      }
      const [drivingOff, wait] = decide(node);
      await write(node, drivingOff);
      if (isUnknown) await Promise.all(podsOf(key.name).filter(isPodReady).map(markNotReady));
      // Nothing is due for one that is known to be silent; what it says next will be heard.
      const due = [...(isUnknown ? [] : [left]), ...(wait > 0 ? [wait] : [])];
      return due.length > 0 ? { requeueAfterMs: Math.max(1, Math.min(...due)) } : undefined;
    },
  };
};
