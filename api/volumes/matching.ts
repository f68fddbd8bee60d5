/** Which volume is the best for a claim (kubernetes pkg/controller/volume/persistentvolume/index.go, component-helpers storage/volume). Pure. */
import { compareQuantities } from '../quantity';
import { requiredNodes } from '../scheduling/node-selecting';
import type * as core from '../schema/types/core.v1';
import { selectorOf } from '../selector';
import { classOf, isMeantFor, requestOf, sizeOf } from './facts';

type Claim = core.PersistentVolumeClaim;
type Volume = core.PersistentVolume;

/** Why the claim cannot have the volume; undefined: it can. */
export function mismatch(claim: Claim, volume: Volume): string | undefined {
  if (compareQuantities(sizeOf(volume), requestOf(claim)) < 0) return 'requested PV is too small';
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match';
  if ((volume.spec.volumeAttributesClassName ?? '') !== (claim.spec.volumeAttributesClassName ?? '')) return 'volumeAttributesClassName does not match';
  if (!sameMode(claim, volume)) return 'incompatible volumeMode';
  return claim.spec.accessModes?.every((mode) => volume.spec.accessModes?.includes(mode)) ?? true ? undefined : 'incompatible accessMode';
}

export const sameMode = (claim: Claim, volume: Volume): boolean => (claim.spec.volumeMode ?? 'Filesystem') === (volume.spec.volumeMode ?? 'Filesystem');

/** Whether pods on the node can have the volume. */
export function reaches({ spec: { nodeAffinity } }: Volume, { metadata: { name = '', labels = {} } }: core.Node): boolean {
  if (!nodeAffinity?.required) return true;
  const matches = requiredNodes({ containers: [], affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: nodeAffinity.required } } });
  return matches?.({ name, labels }) ?? true;
}

export interface Search {
  /** Unclaimed volumes of the claim's class, and those that name the claim. */
  readonly volumes: readonly Volume[];
  /** A claim that waits for its first pod takes no volume but one that is meant for it, until it is known where that runs. */
  readonly waits: boolean;
  readonly node?: core.Node;
}

/** The one that is meant for it, else the smallest that is large enough. */
export function bestMatch(claim: Claim, { volumes, waits, node }: Search): Volume | undefined {
  const usable = volumes.filter((volume) => sameMode(claim, volume) && !volume.metadata.deletionTimestamp);
  const meant = usable.find((volume) => isMeantFor(volume, claim) && compareQuantities(sizeOf(volume), requestOf(claim)) >= 0);
  if (meant) return node && !reaches(meant, node) ? undefined : meant;
  if (waits && !node) return undefined;
  const selector = claim.spec.selector ? selectorOf(claim.spec.selector) : undefined;
  const fitting = usable.filter((volume) => !volume.spec.claimRef && volume.status.phase === 'Available'
    && mismatch(claim, volume) === undefined && (selector?.matches(volume.metadata.labels) ?? true) && (!node || reaches(volume, node)));
  return fitting.reduce<Volume | undefined>((best, volume) => (best && compareQuantities(sizeOf(best), sizeOf(volume)) <= 0 ? best : volume), undefined);
}
