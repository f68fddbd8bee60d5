/** Which claims a pod uses, and which pods use a claim. */
import { formatKey, keyOf, volumeRules, type core } from '../../api';
import type { Informer } from '../../client';

const byClaim = 'claims used';

export const { claimsOf } = volumeRules;

export function podsByClaim(pods: Informer<core.Pod>): (claim: core.PersistentVolumeClaim) => readonly core.Pod[] {
  pods.addIndex(byClaim, (pod) => claimsOf(pod).map(formatKey));
  return (claim) => pods.lister.byIndex(byClaim, formatKey(keyOf(claim)));
}
