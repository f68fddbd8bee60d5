/** How it is told which volumes are attached to a node (kubernetes pkg/controller/volume/attachdetach, pkg/volume/csi). Pure. */
import { createHash } from 'node:crypto';
import type { core, storage } from '../../../api';

type Volume = core.PersistentVolume;
type Attachment = storage.VolumeAttachment;

/** One node at a time: volumes that cannot be written from several, nor read by many. */
export const isExclusive = ({ spec: { accessModes = [] } }: Volume): boolean =>
  accessModes.length > 0 && !accessModes.includes('ReadWriteMany') && !accessModes.includes('ReadOnlyMany');

const handleOf = ({ spec: { csi } }: Volume): { readonly driver: string; readonly handle: string } => ({ driver: csi?.driver ?? '', handle: csi?.volumeHandle ?? '' });

export function attachmentOf(volume: Volume, nodeName: string): Attachment {
  const { driver, handle } = handleOf(volume);
  const name = `csi-${createHash('sha256').update(`${handle}${driver}${nodeName}`).digest('hex')}`;
  return {
    apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name },
    spec: { attacher: driver, nodeName, source: { persistentVolumeName: volume.metadata.name } }, status: { attached: false },
  };
}

export const volumeNameOf = ({ spec }: Attachment): string => spec.source.persistentVolumeName ?? '';

/** Why an exclusive volume that is attached elsewhere cannot be had. `users`: pods of other nodes that have it. */
export function multiAttachFault(name: string, users: readonly core.Pod[], namespace: string | undefined): string {
  const [near, far] = [users.filter(({ metadata }) => metadata.namespace === namespace), users.filter(({ metadata }) => metadata.namespace !== namespace)];
  const names = near.map(({ metadata }) => metadata.name).join(', ');
  if (users.length === 0) return `Multi-Attach error for volume ${JSON.stringify(name)} Volume is already exclusively attached to one node and can't be attached to another`;
  const others = far.length > 0 ? `${far.length} pod(s) in different namespaces` : '';
  return `Multi-Attach error for volume ${JSON.stringify(name)} Volume is already used by ${near.length > 0 ? `pod(s) ${names}${others && ` and ${others}`}` : others}`;
}
