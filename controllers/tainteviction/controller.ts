/**
 * Deletes pods from nodes whose NoExecute taints they do not tolerate, or not any longer (upstream's pkg/controller/tainteviction).
 * A pod is looked at when its node's taints change, when it comes to such a node, and when its time is over.
 */
import { formatKey, keyOf, kinds, type core, type KubeObject, type ObjectKey } from '../../api';
import type { ControllerFactory, Watch } from '../../client';
import { sameTaints, taintsOf } from '../nodes/state';
import { ifPresent, uidOf } from '../ownership';
import { podsByNode } from '../pods/by-node';
import { disrupted } from '../pods/disrupt';
import { mayStay } from './verdict';

const disruption = { reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' };

export const taintEvictionController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const nodes = informers.of(kinds.nodes);
  const pods = informers.of(kinds.pods);
  const podsOf = podsByNode(pods);
  /** When each pod has to go, on the monotonic clock. A deadline that is set stands as long as the pod may not stay for good. */
  const deadlines = new Map<string, number>();

  function taintsOn({ spec: { nodeName } }: core.Pod): readonly core.Taint[] {
    const node = nodeName ? nodes.lister.get({ name: nodeName }) : undefined;
    return node ? taintsOf(node, 'NoExecute') : [];
  }

  const say = (pod: KubeObject, what: string): void =>
    recorder.event(pod, 'Normal', 'TaintManagerEviction', `${what} Pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`);

  function cancel(key: ObjectKey, pod: core.Pod | undefined): void {
    if (deadlines.delete(formatKey(key))) say(pod ?? { apiVersion: 'v1', kind: 'Pod', metadata: { ...key } }, 'Cancelling deletion of');
  }

  async function evict(pod: core.Pod): Promise<void> {
    deadlines.delete(formatKey(keyOf(pod)));
    say(pod, 'Marking for deletion');
    const resource = client.of(kinds.pods);
    const marked = (current: core.Pod): core.Pod => (uidOf(current) === uidOf(pod) ? { ...current, status: disrupted(current, disruption, clock.now()) } : current);
    const found = await ifPresent(resource.update(keyOf(pod), marked, { subresource: 'status' }));
    if (found && uidOf(found) === uidOf(pod)) await ifPresent(resource.delete(keyOf(pod), { preconditions: { uid: uidOf(pod) } }));
  }

  const nodeWatch: Watch<core.Node> = {
    definition: kinds.nodes,
    keys(node, old) {
      const [now, before] = [taintsOf(node, 'NoExecute'), old ? taintsOf(old, 'NoExecute') : []];
      return sameTaints(now, before) ? [] : podsOf(node.metadata.name ?? '').map(keyOf);
    },
  };

  return {
    name: 'taint-eviction-controller',
    for: kinds.pods,
    concerns: (pod) => deadlines.has(formatKey(keyOf(pod))) || taintsOn(pod as core.Pod).length > 0,
    watches: [nodeWatch as Watch],
    concurrency: 8,
    async reconcile(key) {
      const pod = pods.lister.get(key);
      if (!pod || pod.metadata.deletionTimestamp) return cancel(key, pod);
      const stay = mayStay(taintsOn(pod), pod.spec.tolerations ?? []);
      if (stay === Infinity) return cancel(key, pod);
      const now = clock.monotonic();
      const deadline = Math.min(deadlines.get(formatKey(key)) ?? Infinity, now + stay);
      if (deadline <= now) return evict(pod);
      deadlines.set(formatKey(key), deadline);
      return { requeueAfterMs: deadline - now };
    },
  };
};
