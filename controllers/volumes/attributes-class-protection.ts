/** Classes of volume attributes stay while a claim or a volume is of them (kubernetes pkg/controller/volume/vacprotection). */
import { kinds, volumeProtection, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { protect } from './protection';

const byClass = 'volume attributes classes';

const present = (...names: (string | undefined)[]): string[] => [...new Set(names.filter((name) => name !== undefined && name !== ''))] as string[];

/** The one it is to be of, the one it is of, and the one it is on its way to. */
const classesOfClaim = ({ spec, status }: core.PersistentVolumeClaim): string[] =>
  present(spec.volumeAttributesClassName, status.currentVolumeAttributesClassName, status.modifyVolumeStatus?.targetVolumeAttributesClassName);

const classesOfVolume = ({ spec }: core.PersistentVolume): string[] => present(spec.volumeAttributesClassName);

export const attributesClassProtectionController: ControllerFactory = ({ client, informers }) => {
  const claims = informers.of(kinds.persistentvolumeclaims);
  const volumes = informers.of(kinds.persistentvolumes);
  claims.addIndex(byClass, classesOfClaim);
  volumes.addIndex(byClass, classesOfVolume);
  const keys = (names: readonly string[]) => names.map((name) => ({ name }));
  return protect({
    name: 'volumeattributesclass-protection-controller',
    definition: kinds.volumeattributesclasses,
    finalizer: volumeProtection.attributesClass,
    client,
    lister: informers.of(kinds.volumeattributesclasses).lister,
    async isUsed({ metadata: { name = '' } }) {
      if ([claims, volumes].some(({ lister }) => lister.byIndex(byClass, name).length > 0)) return true;
      // What the informers have not heard of yet counts too.
      return (await client.of(kinds.persistentvolumeclaims).list()).items.some((claim) => classesOfClaim(claim).includes(name))
        || (await client.of(kinds.persistentvolumes).list()).items.some((volume) => classesOfVolume(volume).includes(name));
    },
    watches: [
      { definition: kinds.persistentvolumeclaims, keys: (claim, old) => keys([claim, ...old ? [old] : []].flatMap((each) => classesOfClaim(each as core.PersistentVolumeClaim))) },
      { definition: kinds.persistentvolumes, keys: (volume, old) => keys([volume, ...old ? [old] : []].flatMap((each) => classesOfVolume(each as core.PersistentVolume))) },
    ],
  });
};
