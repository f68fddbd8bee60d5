/** Which volumes of CSI drivers a pod uses, and which are attached to a node. */
import { controllerOf, kinds, volumeRules, type core, type storage } from '../../../api';
import type { Lister, PluginIngredients, PodInfo } from '../../framework';
import { provisioned, translated, type DriverVolume } from './migration';

type Claim = core.PersistentVolumeClaim;

const byNode = 'by node, for the scheduler';

/** A claim that the pod needs is not there. */
export class MissingClaim extends Error {}

export class DriverVolumes {
  private readonly claims: Lister<Claim>;
  private readonly volumes: Lister<core.PersistentVolume>;
  private readonly classes: Lister<storage.StorageClass>;
  private readonly attachments: Lister<storage.VolumeAttachment>;

  constructor(informers: PluginIngredients['informers']) {
    this.claims = informers.of<Claim>(kinds.persistentvolumeclaims).lister;
    this.volumes = informers.of<core.PersistentVolume>(kinds.persistentvolumes).lister;
    this.classes = informers.of<storage.StorageClass>(kinds.storageclasses).lister;
    const attachments = informers.of<storage.VolumeAttachment>(kinds.volumeattachments);
    attachments.addIndex(byNode, ({ spec }) => [spec.nodeName]);
    this.attachments = attachments.lister;
  }

  /** Of a pod that is to be placed: throws MissingClaim. */
  needed(pod: PodInfo): DriverVolume[] {
    return this.of(pod, (name) => { throw new MissingClaim(`looking up PVC ${pod.key.namespace ?? ''}/${name}: persistentvolumeclaim ${JSON.stringify(name)} not found`); });
  }

  /** Of a pod that has a node: claims that are gone are not counted. */
  used(pod: PodInfo): DriverVolume[] {
    return this.of(pod, () => undefined);
  }

  attachedTo(node: string): DriverVolume[] {
    return this.attachments.byIndex(byNode, node).flatMap(({ spec: { attacher, source } }) => {
      const volume = source.persistentVolumeName === undefined ? undefined : this.volumes.get({ name: source.persistentVolumeName });
      return attacher && volume?.spec.csi ? [{ driver: attacher, handle: volume.spec.csi.volumeHandle }] : [];
    });
  }

  private of(pod: PodInfo, missing: (claim: string) => void): DriverVolume[] {
    const found: DriverVolume[] = [];
    for (const volume of pod.pod.spec?.volumes ?? []) {
      const name = volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral && `${pod.key.name}-${volume.name}`);
      if (name === undefined) {
        const inline = translated(volume);
        if (inline) found.push(inline);
        continue;
      }
      const claim = this.claims.get({ namespace: pod.key.namespace, name });
      if (!claim) missing(name);
      else if (!volume.ephemeral || isFor(claim, pod)) found.push(...this.behind(claim));
    }
    return found;
  }

  /** The claim's volume, or the one that its class will make. */
  private behind(claim: Claim): DriverVolume[] {
    const volume = claim.spec.volumeName ? this.volumes.get({ name: claim.spec.volumeName }) : undefined;
    if (!volume) return this.toBeMade(claim);
    const { csi, ...others } = volume.spec;
    const seen = csi ? { driver: csi.driver, handle: csi.volumeHandle } : translated(others);
    return seen?.driver && seen.handle ? [seen] : [];
  }

  /** A claim without a class, or of one that is unknown, is bound before its pod is placed. */
  private toBeMade(claim: Claim): DriverVolume[] {
    const storageClass = this.classes.get({ name: volumeRules.classOf(claim) });
    return storageClass ? [provisioned(storageClass.provisioner, `claim ${claim.metadata.namespace ?? ''}/${claim.metadata.name ?? ''}`)] : [];
  }
}

function isFor(claim: Claim, { pod, key }: PodInfo): boolean {
  if (controllerOf(claim)?.uid === pod.metadata.uid) return true;
  throw new Error(`PVC ${key.namespace ?? ''}/${claim.metadata.name ?? ''} was not created for pod ${key.namespace ?? ''}/${key.name} (pod is not owner)`);
}
