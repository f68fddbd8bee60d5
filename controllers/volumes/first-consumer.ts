/**
 * A claim that waits for its first pod learns where that runs, and takes a volume there or asks for one. In a cluster of
 * Kubernetes the scheduler does that before it places the pod (its plugin VolumeBinding); this scheduler does not look at
 * volumes yet, so it is done once the pod has been placed.
 */
import { keyOf, kinds, type core } from '../../api';
import type { ControllerFactory, Watch } from '../../client';
import { annotations, classOf, has, noProvisioner, waitsForConsumer, withAnnotations } from './binder/facts';
import { bestMatch } from './binder/matching';
import { VolumeStore } from './binder/store';
import { claimsOf, podsByClaim } from './pod-claims';

const isOpen = (claim: core.PersistentVolumeClaim): boolean =>
  !claim.spec.volumeName && !has(claim, annotations.bindCompleted) && !has(claim, annotations.selectedNode) && !claim.metadata.deletionTimestamp;

export const firstConsumerController: ControllerFactory = ({ client, informers, recorder }) => {
  const store = new VolumeStore({ client, informers, recorder });
  const nodes = informers.of(kinds.nodes);
  const podsOf = podsByClaim(informers.of(kinds.pods));

  const nodeFor = (claim: core.PersistentVolumeClaim): core.Node | undefined =>
    podsOf(claim).flatMap(({ spec: { nodeName } }) => (nodeName ? nodes.lister.get({ name: nodeName }) ?? [] : []))[0];

  const podWatch: Watch<core.Pod> = { definition: kinds.pods, keys: (pod, old) => (pod.spec.nodeName && !old?.spec.nodeName ? claimsOf(pod) : []) };

  const volumeWatch: Watch<core.PersistentVolume> = {
    definition: kinds.persistentvolumes,
    keys: (volume) => (!volume.spec.claimRef && volume.status.phase === 'Available' ? store.waitingFor(classOf(volume)).map(keyOf) : []),
  };

  return {
    name: 'first-consumer-controller',
    for: kinds.persistentvolumeclaims,
    concerns: (claim) => isOpen(claim as core.PersistentVolumeClaim),
    watches: [podWatch as Watch, volumeWatch as Watch],
    async reconcile(key) {
      const claim = store.claim(key);
      const storageClass = claim && store.classFor(claim);
      const node = claim && isOpen(claim) && waitsForConsumer(storageClass) ? nodeFor(claim) : undefined;
      if (!claim || !storageClass || !node) return;
      const volume = bestMatch(claim, { volumes: store.candidates(claim), waits: true, node });
      if (volume) await store.reserve(volume, claim);
      else if (storageClass.provisioner !== noProvisioner) await store.writeClaim(claim, withAnnotations(claim, { [annotations.selectedNode]: node.metadata.name ?? '' }));
    },
  };
};
