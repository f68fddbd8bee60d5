/**
 * Binds claims and volumes (upstream's pkg/controller/volume/persistentvolume). A key without a namespace is a volume's.
 * Where upstream looks at everything again every 15 seconds, each change here leads to whom it can concern.
 */
import { keyOf, kinds, type core, type KubeObject, type ObjectKey, volumeRules } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { claimsOf, podsByClaim } from '../pod-claims';
import { syncClaim } from './claim-sync';
import { VolumeStore } from './store';
import { syncVolume } from './volume-sync';

const { classOf, namesNoClass } = volumeRules;

export const volumeBinder: ControllerFactory = ({ client, informers, recorder }) => {
  const store = new VolumeStore({ client, informers, recorder });
  const podsOf = podsByClaim(informers.of(kinds.pods));

  /** The volume itself, the claim that has it, and claims that it could be for. */
  const volumeWatch: Watch<core.PersistentVolume> = {
    definition: kinds.persistentvolumes,
    keys(volume, old) {
      const owners = [volume, ...(old ? [old] : [])].flatMap(({ spec: { claimRef } }) => (claimRef ? [{ namespace: claimRef.namespace, name: claimRef.name ?? '' }] : []));
      const isFree = !volume.spec.claimRef && volume.status.phase === 'Available';
      return [keyOf(volume), ...owners, ...(isFree ? store.waitingFor(classOf(volume)).map(keyOf) : [])];
    },
  };

  /** A volume whose claim changed or went. */
  const claimWatch: Watch<core.PersistentVolumeClaim> = {
    definition: kinds.persistentvolumeclaims,
    keys: (claim) => [
      ...(claim.spec.volumeName ? [{ name: claim.spec.volumeName }] : []), ...store.candidates(claim).filter(({ spec }) => spec.claimRef).map(keyOf),
    ],
  };

  /** Claims that wait for the class, or for any. */
  const classWatch: Watch = { definition: kinds.storageclasses, keys: ({ metadata: { name = '' } }: KubeObject) => [...store.waitingFor(name), ...store.waitingFor('').filter(namesNoClass)].map(keyOf) };

  /** Claims tell which pods they wait for. */
  const podWatch: Watch<core.Pod> = {
    definition: kinds.pods,
    keys: (pod, old): ObjectKey[] => (old || pod.spec.nodeName ? [] : claimsOf(pod).filter((key) => store.claim(key)?.status.phase === 'Pending')),
  };

  return {
    name: 'persistentvolume-controller',
    for: kinds.persistentvolumeclaims,
    watches: [volumeWatch as Watch, claimWatch as Watch, classWatch, podWatch as Watch],
    async reconcile(key) {
      if (key.namespace === undefined) {
        const volume = store.volume(key.name);
        if (volume) await syncVolume({ store, client, recorder }, volume);
        return;
      }
      const claim = store.claim(key);
      if (claim) await syncClaim({ store, recorder, podsOf }, claim);
    },
  };
};
