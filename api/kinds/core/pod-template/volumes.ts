/** Volumes of a pod: named, one source each, well-formed. */
import { duplicate, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { label, when } from '../../checks';
import { validateVolumeSource } from '../volume-sources/of-pods';

export interface CheckedVolumes {
  readonly faults: FieldError[];
  /** Those without a fault, by their names: what containers can mount. */
  readonly sound: ReadonlyMap<string, core.Volume>;
}

const noVolumes: CheckedVolumes = { faults: [], sound: new Map() };

/** `pod`: the pod's name; a template has none. */
export function checkVolumes(volumes: readonly core.Volume[] | undefined, field: string, pod: string | undefined): CheckedVolumes {
  if (!volumes?.length) return noVolumes;
  const faults: FieldError[] = [];
  const sound = new Map<string, core.Volume>();
  const claims = new Set(pod ? volumes.filter(({ ephemeral }) => ephemeral).map(({ name }) => `${pod}-${name}`) : []);
  volumes.forEach((volume, i) => {
    const at = `${field}[${i}]`;
    const found = [
      ...validateVolumeSource(volume, at, pod),
      ...(volume.name ? label(volume.name, `${at}.name`) : [required(`${at}.name`)]),
      ...when(sound.has(volume.name), () => duplicate(`${at}.name`, volume.name)),
    ];
    if (found.length) faults.push(...found);
    else sound.set(volume.name, volume);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim && claims.has(claim)) faults.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim, 'must not reference a PVC that gets created for an ephemeral volume'));
  });
  return { faults, sound };
}
