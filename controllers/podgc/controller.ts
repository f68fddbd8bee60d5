/**
 * Takes away pods that nobody will (upstream's pkg/controller/podgc): those of nodes that are gone or out of service, those that
 * were to go before they had a node, and the oldest of too many that have ended. Level-based, where upstream looks at all pods every 20 s.
 */
import { ApiError, keyOf, kinds, type core, type ObjectKey } from '../../api';
import type { ControllerFactory, Watch } from '../../client';
import { isNodeReady } from '../nodes/state';
import { ifPresent, uidOf } from '../ownership';
import { podsByNode } from '../pods/by-node';
import { disrupted, type Disruption } from '../pods/disrupt';
import { isPodFinished } from '../pods/state';
import { surplus } from './surplus';

/** A node may be made anew under its name: nodes of a cloud come and go. */
const quarantineMs = 40_000;
/** kube-controller-manager --terminated-pod-gc-threshold. */
const mostEnded = 12_500;
const sweepMs = 20_000;

const outOfService = 'node.kubernetes.io/out-of-service';
const byEnd = 'ended';

const orphaned: Disruption = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' };

/** Pods have a namespace: this is none of them. */
const sweepKey: ObjectKey = { name: 'ended pods' };

const isOut = (node: core.Node): boolean => !isNodeReady(node) && (node.spec.taints ?? []).some(({ key }) => key === outOfService);

export const podGcController: ControllerFactory = ({ client, informers, clock }) => {
  const resource = client.of(kinds.pods);
  const nodes = informers.of(kinds.nodes);
  const pods = informers.of(kinds.pods);
  const podsOf = podsByNode(pods);
  pods.addIndex(byEnd, (pod) => (isPodFinished(pod) ? [''] : []));
  /** Since when each node with pods has not been there. */
  const missing = new Map<string, number>();
  let swept = -Infinity;
  nodes.on({ added: ({ metadata: { name = '' } }) => missing.delete(name) });

  const nodeOf = ({ spec: { nodeName } }: core.Pod): core.Node | undefined => (nodeName ? nodes.lister.get({ name: nodeName }) : undefined);

  async function remove(pod: core.Pod, disruption?: Disruption): Promise<void> {
    const failed = (current: core.Pod): core.Pod => (uidOf(current) !== uidOf(pod) || isPodFinished(current) ? current
      : { ...current, status: { ...(disruption ? disrupted(current, disruption, clock.now()) : current.status), phase: 'Failed' } });
    if (!isPodFinished(pod)) await ifPresent(resource.update(keyOf(pod), failed, { subresource: 'status' }));
    await ifPresent(resource.delete(keyOf(pod), { gracePeriodSeconds: 0, preconditions: { uid: uidOf(pod) } }));
  }

  /** How much of its quarantine is left for a node that is missing; undefined: it is there. */
  async function quarantine(name: string): Promise<number | undefined> {
    const since = missing.get(name) ?? clock.monotonic();
    missing.set(name, since);
    const left = since + quarantineMs - clock.monotonic();
    if (left > 0) return left;
    const isThere = (await ifPresent(client.of(kinds.nodes).get({ name }))) !== undefined;
    if (isThere) missing.delete(name);
    return isThere ? undefined : 0;
  }

  async function collect(pod: core.Pod): Promise<void | { readonly requeueAfterMs: number }> {
    const { spec: { nodeName }, metadata: { deletionTimestamp, deletionGracePeriodSeconds } } = pod;
    const node = nodeOf(pod);
    if (nodeName && !node) {
      const left = await quarantine(nodeName);
      if (left === 0) await remove(pod, orphaned);
      return left ? { requeueAfterMs: left } : undefined;
    }
    // Whose finalizers are waited for has nothing more to be done to it.
    if (!deletionTimestamp || (isPodFinished(pod) && deletionGracePeriodSeconds === 0)) return;
    if (!node || isOut(node)) await remove(pod);
  }

  async function sweep(): Promise<void | { readonly requeueAfterMs: number }> {
    const early = swept + sweepMs - clock.monotonic();
    if (early > 0) return { requeueAfterMs: early };
    swept = clock.monotonic();
    await Promise.all(surplus(pods.lister.byIndex(byEnd, ''), mostEnded).map((pod) => remove(pod)));
  }

  const endWatch: Watch<core.Pod> = { definition: kinds.pods, keys: (pod, old) => (isPodFinished(pod) && !(old && isPodFinished(old)) ? [sweepKey] : []) };

  const nodeWatch: Watch<core.Node> = {
    definition: kinds.nodes,
    keys(node, old) {
      const isGone = !old && !nodes.lister.get(keyOf(node));
      return isGone || (isOut(node) && !(old && isOut(old))) ? podsOf(node.metadata.name ?? '').map(keyOf) : [];
    },
  };

  return {
    name: 'pod-garbage-collector',
    for: kinds.pods,
    concerns: (pod) => pod.metadata.deletionTimestamp !== undefined || ((pod as core.Pod).spec.nodeName !== undefined && nodeOf(pod as core.Pod) === undefined),
    watches: [nodeWatch as Watch, endWatch as Watch],
    async reconcile(key) {
      if (key.name === sweepKey.name) return sweep();
      const pod = pods.lister.get(key);
      try {
        return pod ? await collect(pod) : undefined;
      } catch (error) {
        // A namesake has taken its place.
        if (ApiError.is(error, 'Conflict')) return undefined;
        throw error;
      }
    },
  };
};
