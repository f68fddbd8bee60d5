/** A pod's claims by what is to be done for them; or why the pod must wait (upstream's podHasPVCs, GetPodVolumeClaims). */
import { controllerOf, volumeRules, type core } from '../../../api';
import { unresolvable, type PodInfo, type Verdict } from '../../framework';
import type { Claim, Storage } from './storage';

export interface PodClaims {
  readonly bound: readonly Claim[];
  /** Those that wait for their pod's node. */
  readonly open: readonly Claim[];
}

const unbound = unresolvable('pod has unbound immediate PersistentVolumeClaims');

/** Undefined: the pod uses none. */
export function podClaims({ pod, key }: PodInfo, storage: Storage): PodClaims | Verdict | undefined {
  const bound: Claim[] = [];
  const open: Claim[] = [];
  let waits = false;
  for (const volume of pod.spec?.volumes ?? []) {
    const name = volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral && `${key.name}-${volume.name}`);
    if (name === undefined) continue;
    const claim = storage.claim({ namespace: key.namespace, name });
    const problem = wrong(pod, name, claim, volume.ephemeral !== undefined);
    if (!claim || problem) return unresolvable(problem ?? '');
    if (volumeRules.isBound(claim)) bound.push(claim);
    else if (!claim.spec.volumeName && volumeRules.waitsForConsumer(storage.classOf(claim))) open.push(claim);
    else waits = true;
  }
  if (waits) return unbound;
  return bound.length || open.length ? { bound, open } : undefined;
}

function wrong(pod: core.Pod, name: string, claim: Claim | undefined, ephemeral: boolean): string | undefined {
  if (!claim) return ephemeral ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"` : `persistentvolumeclaim "${name}" not found`;
  if (claim.status?.phase === 'Lost') return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`;
  if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
  if (ephemeral && controllerOf(claim)?.uid !== pod.metadata.uid) {
    return `PVC ${claim.metadata.namespace ?? ''}/${name} was not created for pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''} (pod is not owner)`;
  }
  return undefined;
}
