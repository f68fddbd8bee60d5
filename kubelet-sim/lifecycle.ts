/**
 * The engine: takes each pod of a simulated node through its stages. It is a controller like any other, so that queueing,
 * back-off and restarts are the shared mechanism's; stages are the only place that knows what a pod's life looks like.
 */
import { ApiError, kinds, type core, type ObjectKey } from '../api';
import type { Controller, ControllerFactory, Lister } from '../client';
import { podCidr } from './node-spec';
import { isSimulated } from './nodes';
import { PodAddresses } from './pod-addresses';
import type { Stage, Step } from './stage';
import { podStages } from './stages';

const workers = 64;

/** When each pod was first seen in its present situation. */
class Situations {
  private readonly entered = new Map<string, { readonly situation: string; readonly at: number }>();

  /** Milliseconds since the pod came into this situation. */
  waited(uid: string, situation: string, now: number): number {
    const known = this.entered.get(uid);
    if (known?.situation === situation) return now - known.at;
    this.entered.set(uid, { situation, at: now });
    return 0;
  }

  forget(uid: string): void {
    this.entered.delete(uid);
  }
}

export const podLifecycle = (stages: readonly Stage[] = podStages): ControllerFactory => ({ client, informers, clock, recorder }) => {
  const nodes = informers.of(kinds.nodes);
  const pods = informers.of(kinds.pods);
  const addresses = new PodAddresses();
  const situations = new Situations();
  pods.addIndex(byNode, (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []));
  pods.on({
    added: (pod) => addresses.adopt(pod),
    updated: (pod) => addresses.adopt(pod),
    deleted: (pod) => { addresses.release(pod); situations.forget(pod.metadata.uid ?? ''); },
  });

  function stepOf(pod: core.Pod, node: core.Node): Step | undefined {
    const now = clock.now();
    for (const stage of stages) {
      const situation = stage.situation(pod);
      if (situation === undefined) continue;
      const hostIP = node.status.addresses?.find((a) => a.type === 'InternalIP')?.address ?? '';
      const podIP = (): string => (pod.spec.hostNetwork ? hostIP : addresses.addressFor(pod, node.spec.podCIDR ?? podCidr(0)));
      return stage.next(pod, { now, hostIP, podIP, waited: situations.waited(pod.metadata.uid ?? '', `${stage.name}/${situation}`, now) });
    }
    return undefined;
  }

  async function take(key: ObjectKey, pod: core.Pod, step: Exclude<Step, { type: 'wait' }>): Promise<void> {
    for (const { type, reason, message, fieldPath } of step.events ?? []) recorder.event(pod, type, reason, message, fieldPath);
    const resource = client.of(kinds.pods);
    if (step.type === 'remove') await resource.delete(key, { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } });
    else await resource.update(key, (current) => ({ ...current, metadata: { ...current.metadata, uid: pod.metadata.uid }, status: sameState(pod, current, step.status) }), { subresource: 'status' });
  }

  const controller: Controller<core.Pod> = {
    name: 'kubelet',
    for: kinds.pods,
    watches: [nodeReadyWatch(pods.lister)],
    concurrency: workers,
    async reconcile(key) {
      const pod = pods.lister.get(key);
      const node = pod?.spec.nodeName ? nodes.lister.get({ name: pod.spec.nodeName }) : undefined;
      if (!pod || !node || !isSimulated(node)) return;
      const step = stepOf(pod, node);
      if (!step) return;
      if (step.type === 'wait') return { requeueAfterMs: step.ms };
      await take(key, pod, step).catch(ignoreStale);
    },
  };
  return controller as unknown as Controller;
};

const byNode = 'node';

/** Pods bound before their node was there begin to live when it comes. */
const nodeReadyWatch = (pods: Lister<core.Pod>) => ({
  definition: kinds.nodes as never,
  keys: (node: unknown, old: unknown) => (old ? [] : pods.byIndex(byNode, (node as core.Node).metadata.name ?? '')
    .map((pod) => ({ namespace: pod.metadata.namespace, name: pod.metadata.name ?? '' }))),
});

/** The step was worked out for `seen`; when somebody changed the pod meanwhile, conditions of others are kept. */
function sameState(seen: core.Pod, current: core.Pod, next: core.PodStatus): core.PodStatus {
  if (seen.metadata.resourceVersion === current.metadata.resourceVersion) return next;
  const ours = new Set(next.conditions?.map((c) => c.type));
  const theirs = current.status.conditions?.filter((c) => !ours.has(c.type)) ?? [];
  return { ...next, conditions: [...(next.conditions ?? []), ...theirs] };
}

/** The pod has gone or is another one: the informer will say so. */
function ignoreStale(error: unknown): void {
  if (!ApiError.is(error, 'NotFound') && !ApiError.is(error, 'Conflict')) throw error;
}
