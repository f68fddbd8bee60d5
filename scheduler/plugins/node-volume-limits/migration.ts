/** Volumes of the older, built-in kinds that CSI drivers serve today, where the node says so (k8s.io/csi-translation-lib). */
import type { core, storage } from '../../../api';

export interface DriverVolume {
  readonly driver: string;
  /** Tells it apart from other volumes of the driver. */
  readonly handle: string;
  /** The older kind that the node must have handed over to the driver, else the volume is not counted. */
  readonly migratedFrom?: string;
}

/** Inline in a pod, or in a volume; both say the same where it matters here. */
type Sources = Pick<core.Volume, 'gcePersistentDisk' | 'awsElasticBlockStore' | 'azureDisk' | 'cinder' | 'vsphereVolume' | 'portworxVolume'>
& { readonly azureFile?: { readonly shareName?: string; readonly secretName?: string } };

interface Migration {
  readonly from: string;
  readonly driver: string;
  readonly handle: (sources: Sources) => string | undefined;
}

/** AWS volumes may be named with their zone: `aws://us-east-1a/vol-1`. */
const lastPart = (id: string | undefined): string | undefined => id?.slice(id.lastIndexOf('/') + 1);

const migrations: readonly Migration[] = [
  { from: 'kubernetes.io/gce-pd', driver: 'pd.csi.storage.gke.io', handle: ({ gcePersistentDisk }) => gcePersistentDisk?.pdName },
  { from: 'kubernetes.io/aws-ebs', driver: 'ebs.csi.aws.com', handle: ({ awsElasticBlockStore }) => lastPart(awsElasticBlockStore?.volumeID) },
  { from: 'kubernetes.io/cinder', driver: 'cinder.csi.openstack.org', handle: ({ cinder }) => cinder?.volumeID },
  { from: 'kubernetes.io/azure-disk', driver: 'disk.csi.azure.com', handle: ({ azureDisk }) => azureDisk?.diskURI },
  { from: 'kubernetes.io/azure-file', driver: 'file.csi.azure.com', handle: ({ azureFile }) => azureFile && `${azureFile.secretName ?? ''}#${azureFile.shareName ?? ''}` },
  { from: 'kubernetes.io/vsphere-volume', driver: 'csi.vsphere.vmware.com', handle: ({ vsphereVolume }) => vsphereVolume?.volumePath },
  { from: 'kubernetes.io/portworx-volume', driver: 'pxd.portworx.com', handle: ({ portworxVolume }) => portworxVolume?.volumeID },
];

/** What the driver sees of a volume of an older kind; undefined: it is of no such kind. */
export function translated(sources: Sources): DriverVolume | undefined {
  for (const { from, driver, handle } of migrations) {
    const found = handle(sources);
    if (found !== undefined) return { driver, handle: found, migratedFrom: from };
  }
  return undefined;
}

const byProvisioner = new Map(migrations.map((migration) => [migration.from, migration]));

/** The driver behind a class's provisioner, for a volume that does not exist yet. */
export function provisioned(provisioner: string, handle: string): DriverVolume {
  const migration = byProvisioner.get(provisioner);
  return migration ? { driver: migration.driver, handle, migratedFrom: migration.from } : { driver: provisioner, handle };
}

const annotation = 'storage.alpha.kubernetes.io/migrated-plugins';

/** The older kinds that the node has handed over to drivers, in one text. */
export const migratedPlugins = (node: storage.CSINode | undefined): string => node?.metadata.annotations?.[annotation] ?? '';

export const isCounted = ({ migratedFrom }: DriverVolume, node: storage.CSINode | undefined): boolean =>
  migratedFrom === undefined || migratedPlugins(node).split(',').includes(migratedFrom);
