/**
 * Makes volumes for claims of any class, and deletes them, in the words of the sidecar container that storage drivers have
 * for it (kubernetes-csi/external-provisioner). A key without a namespace is a volume's.
 */
import { ApiError, keyOf, kinds, type core, type storage, volumeRules } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { ifPresent, uidOf } from '../../ownership';
import { driverOf } from './driver';
import { isSimulated, volumeFor, volumeName } from './volume';

const { annotations, classOf, has } = volumeRules;

type Claim = core.PersistentVolumeClaim;
type Volume = core.PersistentVolume;

const wants = (claim: Claim): boolean => has(claim, annotations.provisioner) && !claim.spec.volumeName && !claim.metadata.deletionTimestamp;

const isOver = (volume: Volume): boolean => has(volume, annotations.provisionedBy) && volume.status.phase === 'Released'
  && volume.spec.persistentVolumeReclaimPolicy === 'Delete' && !volume.metadata.deletionTimestamp;

export const volumeProvisioner: ControllerFactory = ({ client, informers, recorder }) => {
  const claims = informers.of(kinds.persistentvolumeclaims);
  const volumes = informers.of(kinds.persistentvolumes);
  const classes = informers.of(kinds.storageclasses);
  const nodes = informers.of(kinds.nodes);

  const classFor = (object: Claim | Volume): storage.StorageClass | undefined => classes.lister.get({ name: classOf(object) });

  async function provision(claim: Claim, storageClass: storage.StorageClass): Promise<void> {
    const { namespace, name } = claim.metadata;
    if (claim.spec.selector) {
      recorder.event(claim, 'Warning', 'ProvisioningFailed', `failed to provision volume with StorageClass ${JSON.stringify(storageClass.metadata.name)}: claim Selector is not supported`);
      return;
    }
    recorder.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${namespace}/${name}"`);
    const node = nodes.lister.get({ name: claim.metadata.annotations?.[annotations.selectedNode] ?? '' });
    try {
      await client.of(kinds.persistentvolumes).create(volumeFor(claim, storageClass, node));
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) return;
      const why = error instanceof Error ? error.message : String(error);
      recorder.event(claim, 'Warning', 'ProvisioningFailed', `failed to provision volume with StorageClass ${JSON.stringify(storageClass.metadata.name)}: ${why}`);
      throw error;
    }
    recorder.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volumeName(claim)}`);
  }

  const volumeWatch: Watch<Volume> = { definition: kinds.persistentvolumes, keys: (volume) => (isOver(volume) ? [keyOf(volume)] : []) };

  return {
    name: 'volume-provisioner',
    for: kinds.persistentvolumeclaims,
    concerns: (claim) => wants(claim as Claim),
    watches: [volumeWatch as Watch],
    async reconcile(key) {
      if (key.namespace === undefined) {
        const volume = volumes.lister.get(key);
        const storageClass = volume && classFor(volume);
        if (!volume || !isOver(volume) || (storageClass && !isSimulated(storageClass))) return;
        await ifPresent(client.of(kinds.persistentvolumes).delete(key, { preconditions: { uid: uidOf(volume) } }));
        return;
      }
      const claim = claims.lister.get(key);
      const storageClass = claim && classFor(claim);
      if (!claim || !wants(claim) || !storageClass || !isSimulated(storageClass) || volumes.lister.get({ name: volumeName(claim) })) return;
      if (driverOf(storageClass.provisioner) === claim.metadata.annotations?.[annotations.provisioner]) await provision(claim, storageClass);
    },
  };
};
