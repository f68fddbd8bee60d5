/**
 * Lets volumes grow with their claims, in the words of kubernetes-csi/external-resizer and of a kubelet: a file system
 * on a device grows when a pod has it mounted (KEP-284, KEP-1790).
 */
import { compareQuantities, formatTime, keyOf, kinds, same, volumeRules, omit, type core } from '../../api';
import type { ControllerFactory, Watch } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { isPodFinished } from '../pods/state';
import { claimsOf, podsByClaim } from './pod-claims';
import { isSimulated } from './provisioner/volume';

const { requestOf, sizeOf } = volumeRules;

type Claim = core.PersistentVolumeClaim;

const pending = 'FileSystemResizePending';

const grows = (claim: Claim): boolean =>
  claim.status.phase === 'Bound' && claim.status.capacity?.storage !== undefined && compareQuantities(requestOf(claim), claim.status.capacity.storage) > 0;

const withoutPending = (status: core.PersistentVolumeClaimStatus): core.PersistentVolumeClaimStatus => {
  const conditions = status.conditions?.filter(({ type }) => type !== pending) ?? [];
  return { ...omit(status, 'conditions', 'allocatedResourceStatuses'), ...(conditions.length > 0 && { conditions }) };
};

export function grown(claim: Claim): core.PersistentVolumeClaimStatus {
  const storage = requestOf(claim);
  return { ...withoutPending(claim.status), capacity: { ...claim.status.capacity, storage }, allocatedResources: { storage } };
}

function waitingForPod(claim: Claim, now: number): core.PersistentVolumeClaimStatus {
  const condition = claim.status.conditions?.find(({ type }) => type === pending) ?? {
    type: pending, status: 'True' as const, lastTransitionTime: formatTime(now), message: 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.',
  };
  const status = withoutPending(claim.status);
  return { ...status, conditions: [...(status.conditions ?? []), condition], allocatedResources: { storage: requestOf(claim) }, allocatedResourceStatuses: { storage: 'NodeResizePending' } };
}

export const volumeResizer: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const claims = informers.of(kinds.persistentvolumeclaims);
  const volumes = informers.of(kinds.persistentvolumes);
  const classes = informers.of(kinds.storageclasses);
  const podsOf = podsByClaim(informers.of(kinds.pods));

  const isMounted = (claim: Claim): boolean => podsOf(claim).some((pod) => pod.status.phase === 'Running' && !isPodFinished(pod));

  async function expand(claim: Claim, volume: core.PersistentVolume): Promise<void> {
    recorder.event(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${volume.metadata.name}`);
    await client.of(kinds.persistentvolumes).update(keyOf(volume), (current) => (uidOf(current) !== uidOf(volume) || compareQuantities(sizeOf(current), requestOf(claim)) >= 0
      ? current : { ...current, spec: { ...current.spec, capacity: { ...current.spec.capacity, storage: requestOf(claim) } } }));
  }

  async function setStatus(claim: Claim, status: core.PersistentVolumeClaimStatus): Promise<boolean> {
    if (same(status, claim.status)) return false;
    return (await ifPresent(client.of(kinds.persistentvolumeclaims).update(keyOf(claim), () => ({ ...claim, status }), { subresource: 'status' }))) !== undefined;
  }

  async function finish(claim: Claim, volume: core.PersistentVolume): Promise<void> {
    const onDevice = volume.spec.csi !== undefined && volume.spec.volumeMode !== 'Block';
    if (onDevice && !isMounted(claim)) {
      if (await setStatus(claim, waitingForPod(claim, clock.now()))) recorder.event(claim, 'Normal', 'FileSystemResizeRequired', 'Require file system resize of volume on node');
      return;
    }
    if (!(await setStatus(claim, grown(claim)))) return;
    if (onDevice) recorder.event(claim, 'Normal', 'FileSystemResizeSuccessful', `MountVolume.NodeExpandVolume succeeded for volume ${JSON.stringify(volume.metadata.name)}`);
    else recorder.event(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded');
  }

  const podWatch: Watch<core.Pod> = { definition: kinds.pods, keys: (pod, old) => (pod.status.phase === 'Running' && old?.status.phase !== 'Running' ? claimsOf(pod) : []) };

  return {
    name: 'volume-resizer',
    for: kinds.persistentvolumeclaims,
    concerns: (claim) => grows(claim as Claim),
    watches: [podWatch as Watch],
    async reconcile(key) {
      const claim = claims.lister.get(key);
      const volume = claim && grows(claim) ? volumes.lister.get({ name: claim.spec.volumeName ?? '' }) : undefined;
      if (!claim || volume?.spec.claimRef?.uid !== uidOf(claim)) return;
      const storageClass = classes.lister.get({ name: volume.spec.storageClassName ?? '' });
      if (!storageClass?.allowVolumeExpansion || !isSimulated(storageClass)) return;
      if (compareQuantities(sizeOf(volume), requestOf(claim)) < 0) await expand(claim, volume);
      await finish(claim, volume);
    },
  };
};
