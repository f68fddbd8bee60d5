/** Which volumes are to be attached to a node, and how the node names them (kubernetes pkg/controller/volume/attachdetach, pkg/volume/csi). Pure. */
import type * as core from '../schema/types/core.v1';
import type * as storage from '../schema/types/storage.v1';

type Volume = core.PersistentVolume;

/** Drivers of the Container Storage Interface attach their volumes, unless they say that they need not. */
export const isAttachable = ({ spec: { csi } }: Volume, driver: storage.CSIDriver | undefined): boolean => csi !== undefined && driver?.spec.attachRequired !== false;

/** As nodes name it in their status. */
export const attachedName = ({ spec: { csi } }: Volume): string => `kubernetes.io/csi/${csi?.driver ?? ''}^${csi?.volumeHandle ?? ''}`;
