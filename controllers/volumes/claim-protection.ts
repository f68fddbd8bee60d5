/** Claims stay while pods on nodes use them (kubernetes pkg/controller/volume/pvcprotection). */
import { controllerOf, formatKey, keyOf, kinds, volumeProtection, type core, type ObjectKey } from '../../api';
import type { ControllerFactory } from '../../client';
import { claimsOf, podsByClaim } from './pod-claims';
import { protect } from './protection';

/** A pod that no node has seen will not start with a claim that is to be deleted. */
const claimsOnNode = (pod: core.Pod): ObjectKey[] => (pod.spec.nodeName ? claimsOf(pod) : []);

/** The node is done with it, or it was deleted by force: a claim made for it can go, so that neither waits for the other. */
const isShutDown = ({ metadata }: core.Pod): boolean => metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;

function uses(pod: core.Pod, claim: core.PersistentVolumeClaim): boolean {
  if (!claimsOnNode(pod).some((key) => formatKey(key) === formatKey(keyOf(claim)))) return false;
  if (pod.spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name)) return true;
  return !isShutDown(pod) && controllerOf(claim)?.uid === pod.metadata.uid;
}

export const claimProtectionController: ControllerFactory = ({ client, informers }) => {
  const podsOf = podsByClaim(informers.of(kinds.pods));
  return protect({
    name: 'persistentvolumeclaim-protection-controller',
    definition: kinds.persistentvolumeclaims,
    finalizer: volumeProtection.claim,
    client,
    lister: informers.of(kinds.persistentvolumeclaims).lister,
    async isUsed(claim) {
      if (podsOf(claim).some((pod) => uses(pod, claim))) return true;
      // A pod that the informer has not heard of yet counts too.
      const { items } = await client.of(kinds.pods).list({ namespace: claim.metadata.namespace });
      return items.some((pod) => uses(pod, claim));
    },
    watches: [{ definition: kinds.pods, keys: (pod) => claimsOnNode(pod as core.Pod) }],
  });
};
