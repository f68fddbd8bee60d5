/** What is to be done about a claim (kubernetes pkg/controller/volume/persistentvolume, syncClaim). */
import { isDefaultStorageClass, newestDefault, type core, type storage, volumeRules } from '../../../api';
import type { EventRecorder } from '../../../client';
import { uidOf } from '../../ownership';
import { driverOf } from '../provisioner/driver';
import type { VolumeStore } from './store';

const { annotations, bestMatch, classOf, has, isMeantFor, mismatch, namesNoClass, noProvisioner, waitsForConsumer, withAnnotations } = volumeRules;

type Claim = core.PersistentVolumeClaim;

export interface ClaimSync {
  readonly store: VolumeStore;
  readonly recorder: EventRecorder;
  podsOf(claim: Claim): readonly core.Pod[];
}

export async function syncClaim(sync: ClaimSync, claim: Claim): Promise<void> {
  if (has(claim, annotations.bindCompleted)) await syncBound(sync, claim);
  else if (claim.spec.volumeName) await syncRequested(sync, claim, claim.spec.volumeName);
  else await syncUnbound(sync, claim);
}

async function syncUnbound(sync: ClaimSync, claim: Claim): Promise<void> {
  const { store, recorder } = sync;
  // Its change brings it back here.
  if (await takeDefaultClass(store, claim)) return;
  const storageClass = store.classFor(claim);
  const waits = waitsForConsumer(storageClass);
  const volume = bestMatch(claim, { volumes: store.candidates(claim), waits });
  if (volume) return store.bind(volume, claim);
  if (waits && !has(claim, annotations.selectedNode)) tellWaiting(sync, claim);
  else if (classOf(claim)) await provision(sync, claim, storageClass);
  else recorder.event(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
  await store.setClaimPhase(store.claim({ namespace: claim.metadata.namespace, name: claim.metadata.name ?? '' }) ?? claim, 'Pending');
}

/** A claim that was there before there was a default class (KEP-3333). */
async function takeDefaultClass(store: VolumeStore, claim: Claim): Promise<boolean> {
  const storageClass = namesNoClass(claim) ? newestDefault(store.classes.list(), isDefaultStorageClass) : undefined;
  if (!storageClass) return false;
  await store.writeClaim(claim, { ...claim, spec: { ...claim.spec, storageClassName: storageClass.metadata.name } });
  return true;
}

function tellWaiting({ recorder, podsOf }: ClaimSync, claim: Claim): void {
  const pods = podsOf(claim).filter(({ spec }) => !spec.nodeName).map(({ metadata }) => metadata.name ?? '').sort();
  if (pods.length === 0) recorder.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  else recorder.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for pod${pods.length > 1 ? 's' : ''} ${pods.join(',')} to be scheduled`);
}

/** Says who is to make a volume: provisioners look for their name. */
async function provision({ store, recorder }: ClaimSync, claim: Claim, storageClass: storage.StorageClass | undefined): Promise<void> {
  if (!storageClass) {
    recorder.event(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io ${JSON.stringify(classOf(claim))} not found`);
    return;
  }
  if (storageClass.provisioner === noProvisioner) {
    recorder.event(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${noProvisioner}`);
    return;
  }
  const name = driverOf(storageClass.provisioner);
  await store.writeClaim(claim, withAnnotations(claim, { [annotations.olderProvisioner]: name, [annotations.provisioner]: name }));
  recorder.event(claim, 'Normal', 'ExternalProvisioning', `Waiting for a volume to be created either by the external provisioner '${name}' ` +
    'or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.');
}

/** A claim that names its volume. */
async function syncRequested({ store, recorder }: ClaimSync, claim: Claim, name: string): Promise<void> {
  const volume = store.volume(name);
  if (volume && isMeantFor(volume, claim)) return store.bind(volume, claim);
  if (volume && !volume.spec.claimRef) {
    const fault = mismatch(claim, volume);
    if (!fault) return store.bind(volume, claim);
    recorder.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(name)}: ${fault}`);
  } else if (volume) {
    recorder.event(claim, 'Warning', 'FailedBinding', `volume ${JSON.stringify(name)} already bound to a different claim.`);
  }
  await store.setClaimPhase(claim, 'Pending');
}

async function syncBound({ store, recorder }: ClaimSync, claim: Claim): Promise<void> {
  const lost = async (reason: string, message: string): Promise<void> => {
    if (claim.status.phase === 'Lost') return;
    await store.setClaimPhase(claim, 'Lost');
    recorder.event(claim, 'Warning', reason, message);
  };
  if (!claim.spec.volumeName) return lost('ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  const volume = store.volume(claim.spec.volumeName);
  if (!volume) return lost('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  const { claimRef } = volume.spec;
  if (!claimRef || claimRef.uid === uidOf(claim)) return store.bind(volume, claim);
  return lost('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}
