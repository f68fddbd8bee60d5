/** Claims stay while pods on nodes use them (kubernetes pkg/controller/volume/pvcprotection). */
import { controllerOf, formatKey, keyOf, kinds, parseKey, volumeProtection, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { protect } from './protection';

const byClaim = 'claims of scheduled pods';

/** Keys of the claims that the pod uses. A pod that no node has seen will not start with a claim that is to be deleted. */
function claimsOf(pod: core.Pod): string[] {
  const { namespace, name = '' } = pod.metadata;
  if (!pod.spec.nodeName) return [];
  const names = (pod.spec.volumes ?? []).flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${name}-${volume.name}` : []));
  return names.map((claim) => formatKey({ namespace, name: claim }));
}

/** The node is done with it, or it was deleted by force: a claim made for it can go, so that neither waits for the other. */
const isShutDown = ({ metadata }: core.Pod): boolean => metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;

function uses(pod: core.Pod, claim: core.PersistentVolumeClaim): boolean {
  if (!claimsOf(pod).includes(formatKey(keyOf(claim)))) return false;
  if (pod.spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name)) return true;
  return !isShutDown(pod) && controllerOf(claim)?.uid === pod.metadata.uid;
}

export const claimProtectionController: ControllerFactory = ({ client, informers }) => {
  const pods = informers.of(kinds.pods);
  pods.addIndex(byClaim, claimsOf);
  return protect({
    name: 'persistentvolumeclaim-protection-controller',
    definition: kinds.persistentvolumeclaims,
    finalizer: volumeProtection.claim,
    client,
    lister: informers.of(kinds.persistentvolumeclaims).lister,
    async isUsed(claim) {
      if (pods.lister.byIndex(byClaim, formatKey(keyOf(claim))).some((pod) => uses(pod, claim))) return true;
      // A pod that the informer has not heard of yet counts too.
      const { items } = await client.of(kinds.pods).list({ namespace: claim.metadata.namespace });
      return items.some((pod) => uses(pod, claim));
    },
    watches: [{ definition: kinds.pods, keys: (pod) => claimsOf(pod as core.Pod).map(parseKey) }],
  });
};
