/** What the binder knows and writes: its own writes count before the informers show them, and every write is of the state that was looked at. */
import { formatKey, keyOf, kinds, same, volumeRules, omit, type Client, type core, type ObjectKey, type storage } from '../../../api';
import type { EventRecorder, Informers, Lister } from '../../../client';
import { OwnWrites } from '../../own-writes';
import { ifPresent, uidOf } from '../../ownership';

const { annotations, classOf, has, reservedFor, withAnnotations } = volumeRules;

type Claim = core.PersistentVolumeClaim;
type Volume = core.PersistentVolume;

const byClass = 'unclaimed, by class';
const byClaim = 'by claim';
const waiting = 'waiting, by class';

export interface VolumeStoreOptions {
  readonly client: Client;
  readonly informers: Informers;
  readonly recorder: EventRecorder;
}

export class VolumeStore {
  readonly classes: Lister<storage.StorageClass>;
  private readonly volumes: Lister<Volume>;
  private readonly claims: Lister<Claim>;
  private readonly ownVolumes: OwnWrites<Volume>;
  private readonly ownClaims: OwnWrites<Claim>;

  constructor(private readonly options: VolumeStoreOptions) {
    const { informers } = options;
    const [volumes, claims] = [informers.of(kinds.persistentvolumes), informers.of(kinds.persistentvolumeclaims)];
    volumes.addIndex(byClass, (volume) => (volume.spec.claimRef ? [] : [classOf(volume)]));
    volumes.addIndex(byClaim, ({ spec: { claimRef } }) => (claimRef ? [formatKey({ namespace: claimRef.namespace, name: claimRef.name ?? '' })] : []));
    claims.addIndex(waiting, (claim) => (has(claim, annotations.bindCompleted) ? [] : [classOf(claim)]));
    this.classes = informers.of(kinds.storageclasses).lister;
    this.volumes = volumes.lister;
    this.claims = claims.lister;
    this.ownVolumes = new OwnWrites(volumes);
    this.ownClaims = new OwnWrites(claims);
  }

  volume(name: string): Volume | undefined {
    const cached = this.volumes.get({ name });
    return cached && this.ownVolumes.newest(cached);
  }

  claim(key: ObjectKey): Claim | undefined {
    const cached = this.claims.get(key);
    return cached && this.ownClaims.newest(cached);
  }

  classFor(claim: Claim): storage.StorageClass | undefined {
    return this.classes.get({ name: classOf(claim) });
  }

  /** Volumes that the claim could take. */
  candidates(claim: Claim): readonly Volume[] {
    const found = [...this.volumes.byIndex(byClaim, formatKey(keyOf(claim))), ...this.volumes.byIndex(byClass, classOf(claim))];
    return found.map((volume) => this.ownVolumes.newest(volume));
  }

  /** Claims of a class that have no volume yet. */
  waitingFor(storageClass: string): readonly Claim[] {
    return this.claims.byIndex(waiting, storageClass);
  }

  /** Undefined: it is not there any more. A Conflict: somebody else was faster, and it is to be looked at again. */
  async writeVolume(volume: Volume, next: Volume, subresource?: 'status'): Promise<Volume | undefined> {
    if (same(volume, next)) return volume;
    const written = await ifPresent(this.options.client.of(kinds.persistentvolumes).update(keyOf(volume), () => next, subresource && { subresource }));
    return written && this.ownVolumes.note(written);
  }

  async writeClaim(claim: Claim, next: Claim, subresource?: 'status'): Promise<Claim | undefined> {
    if (same(claim, next)) return claim;
    const written = await ifPresent(this.options.client.of(kinds.persistentvolumeclaims).update(keyOf(claim), () => next, subresource && { subresource }));
    return written && this.ownClaims.note(written);
  }

  async deleteVolume(volume: Volume): Promise<void> {
    await ifPresent(this.options.client.of(kinds.persistentvolumes).delete(keyOf(volume), { preconditions: { uid: uidOf(volume) } }));
  }

  /** With an event when the phase is another one than before. */
  async setVolumePhase(volume: Volume, phase: NonNullable<core.PersistentVolumeStatus['phase']>, why?: { readonly reason: string; readonly message: string }): Promise<Volume | undefined> {
    if (volume.status.phase === phase) return volume;
    const written = await this.writeVolume(volume, { ...volume, status: { ...omit(volume.status, 'message'), phase, ...(why && { message: why.message }) } }, 'status');
    if (written && why) this.options.recorder.event(volume, 'Warning', why.reason, why.message);
    return written;
  }

  /** A claim without a volume has no size and no modes. */
  async setClaimPhase(claim: Claim, phase: 'Bound' | 'Lost' | 'Pending', volume?: Volume): Promise<Claim | undefined> {
    const rest = omit(claim.status, 'accessModes', 'capacity');
    // What has grown since it was bound is told by who made it grow.
    const size = (claim.status.phase === 'Bound' && claim.status.capacity) || volume?.spec.capacity;
    const attributes = volume?.spec.volumeAttributesClassName;
    return this.writeClaim(claim, {
      ...claim,
      status: volume ? { ...rest, phase, accessModes: volume.spec.accessModes, capacity: size, ...(attributes && { currentVolumeAttributesClassName: attributes }) } : { ...rest, phase },
    }, 'status');
  }

  /** Both know each other afterwards: the volume first, so that no two claims can have it. */
  async bind(volume: Volume, claim: Claim): Promise<void> {
    const bound = await this.reserve(volume, claim);
    const shown = bound && await this.setVolumePhase(bound, 'Bound');
    if (!shown) return;
    const name = shown.metadata.name ?? '';
    const named = claim.spec.volumeName === name ? claim : withAnnotations({ ...claim, spec: { ...claim.spec, volumeName: name } }, { [annotations.boundByController]: 'yes' });
    const written = await this.writeClaim(claim, has(named, annotations.bindCompleted) ? named : withAnnotations(named, { [annotations.bindCompleted]: 'yes' }));
    if (written) await this.setClaimPhase(written, 'Bound', shown);
  }

  /** The volume is the claim's from now on. */
  reserve(volume: Volume, claim: Claim): Promise<Volume | undefined> {
    return this.writeVolume(volume, reservedFor(volume, claim));
  }

  /** Free again, or reserved as a user had it. */
  async unbind(volume: Volume): Promise<void> {
    const { metadata, spec } = volume;
    const byController = has(volume, annotations.boundByController);
    const written = await this.writeVolume(volume, byController
      ? { ...volume, metadata: { ...metadata, annotations: omit(metadata.annotations ?? {}, annotations.boundByController) }, spec: omit(spec, 'claimRef') }
      : { ...volume, spec: { ...spec, claimRef: omit(spec.claimRef ?? {}, 'uid', 'resourceVersion') } });
    if (written) await this.setVolumePhase(written, 'Available');
  }
}
