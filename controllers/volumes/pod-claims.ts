/** Which claims a pod uses, and which pods use a claim. */
import { formatKey, keyOf, type core, type ObjectKey } from '../../api';
import type { Informer } from '../../client';

const byClaim = 'claims used';

/** Keys of the claims that the pod uses, those made for it alone included. */
export function claimsOf({ metadata: { namespace, name = '' }, spec: { volumes = [] } }: core.Pod): ObjectKey[] {
  const names = volumes.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${name}-${volume.name}` : []));
  return names.map((claim) => ({ namespace, name: claim }));
}

export function podsByClaim(pods: Informer<core.Pod>): (claim: core.PersistentVolumeClaim) => readonly core.Pod[] {
  pods.addIndex(byClaim, (pod) => claimsOf(pod).map(formatKey));
  return (claim) => pods.lister.byIndex(byClaim, formatKey(keyOf(claim)));
}
