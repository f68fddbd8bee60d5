/**
 * A pod that was to be disrupted says so; one that is still there two minutes later was not, and says that (upstream's
 * pkg/controller/disruption syncStalePodDisruption, KEP-3329).
 */
import { keyOf, kinds, withPodCondition, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { isPodFinished } from '../pods/state';

const timeoutMs = 2 * 60 * 1000;
const type = 'DisruptionTarget';

/** Since when, in milliseconds; undefined when there is nothing to take back. A kubelet may take its time to end a pod. */
function targetSince(pod: core.Pod): number | undefined {
  if (pod.metadata.deletionTimestamp || isPodFinished(pod)) return undefined;
  const condition = pod.status.conditions?.find((each) => each.type === type);
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
  return Date.parse(condition.lastTransitionTime ?? '') || 0;
}

export const staleTargetController: ControllerFactory = ({ client, informers, clock }) => {
  const pods = informers.of(kinds.pods);
  return {
    name: 'disruption-target-controller',
    for: kinds.pods,
    concerns: (pod) => targetSince(pod as core.Pod) !== undefined,
    async reconcile(key) {
      const pod = pods.lister.get(key);
      const since = pod && targetSince(pod);
      if (since === undefined) return;
      const left = since + timeoutMs - clock.now();
      if (left > 0) return { requeueAfterMs: left };
      await client.of(kinds.pods).update(keyOf(pod as core.Pod), (current) => (
        targetSince(current) === since ? { ...current, status: withPodCondition(current, { type, status: 'False' }, clock.now()) } : current
      ), { subresource: 'status' });
    },
  };
};
