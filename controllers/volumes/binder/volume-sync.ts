/** What is to be done about a volume (kubernetes pkg/controller/volume/persistentvolume, syncVolume). */
import { kinds, type Client, type core, volumeRules } from '../../../api';
import type { EventRecorder } from '../../../client';
import { ifPresent, uidOf } from '../../ownership';
import { deletion, recycling } from './reclaim';
import type { VolumeStore } from './store';

const { annotations, has, sameMode } = volumeRules;

type Claim = core.PersistentVolumeClaim;
type Volume = core.PersistentVolume;

export interface VolumeSync {
  readonly store: VolumeStore;
  readonly client: Client;
  readonly recorder: EventRecorder;
}

export async function syncVolume(sync: VolumeSync, volume: Volume): Promise<void> {
  const { store } = sync;
  const { claimRef } = volume.spec;
  if (!claimRef?.uid) {
    await store.setVolumePhase(volume, 'Available');
    return;
  }
  const claim = await claimOf(sync, volume);
  if (!claim) return release(sync, volume);
  if (!claim.spec.volumeName) return tellMismatch(sync, volume, claim);
  if (claim.spec.volumeName === volume.metadata.name) {
    await store.setVolumePhase(volume, 'Bound');
    return;
  }
  // The claim has taken another one. What was made for it alone goes; anything else is free again.
  if (has(volume, annotations.provisionedBy) && volume.spec.persistentVolumeReclaimPolicy === 'Delete') return release(sync, volume);
  return store.unbind(volume);
}

/** The claim that the volume belongs to, if it is still that one. That it is not there counts only when the store says so. */
async function claimOf({ store, client }: VolumeSync, { spec: { claimRef } }: Volume): Promise<Claim | undefined> {
  const key = { namespace: claimRef?.namespace, name: claimRef?.name ?? '' };
  const isIt = (claim: Claim | undefined): boolean => claim !== undefined && uidOf(claim) === claimRef?.uid;
  const known = store.claim(key);
  if (isIt(known)) return known;
  const live = await ifPresent(client.of(kinds.persistentvolumeclaims).get(key));
  return isIt(live) ? live : undefined;
}

function tellMismatch({ recorder }: VolumeSync, volume: Volume, claim: Claim): void {
  if (sameMode(claim, volume)) return;
  const why = 'due to incompatible volumeMode.';
  recorder.event(volume, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${JSON.stringify(claim.metadata.name)} ${why}`);
  recorder.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume ${JSON.stringify(volume.metadata.name)} to requested PersistentVolumeClaim ${why}`);
}

async function release({ store, recorder }: VolumeSync, volume: Volume): Promise<void> {
  const released = volume.status.phase === 'Failed' ? volume : await store.setVolumePhase(volume, 'Released');
  if (!released || released.status.phase === 'Failed') return;
  const policy = released.spec.persistentVolumeReclaimPolicy;
  const fault = policy === 'Delete' ? deletion(released) : policy === 'Recycle' ? recycling(released) : 'left';
  if (fault === 'left') return;
  if (fault) {
    await store.setVolumePhase(released, 'Failed', { reason: policy === 'Delete' ? 'VolumeFailedDelete' : 'VolumeFailedRecycle', message: fault.message });
  } else if (policy === 'Delete') {
    await store.deleteVolume(released);
  } else {
    recorder.event(released, 'Normal', 'VolumeRecycled', 'Volume recycled');
    await store.unbind(withoutReservation(released));
  }
}

/** Whoever had it reserved has had it. */
const withoutReservation = (volume: Volume): Volume =>
  ({ ...volume, metadata: { ...volume.metadata, annotations: { ...volume.metadata.annotations, [annotations.boundByController]: 'yes' } } });
