/** Volumes come from the cluster's own kinds (policy/check_restrictedVolumes.go). */
import type * as core from '../../schema/types/core.v1';
import { distinct, named, uses, type Check, type CheckPod } from '../check';
import { hostPathVolumes } from './host';

const allowed = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'] as const;

const restricted = [
  'hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', 'nfs', 'iscsi', 'glusterfs', 'rbd', 'flexVolume', 'cinder', 'cephfs', 'flocker', 'fc',
  'azureFile', 'vsphereVolume', 'quobyte', 'azureDisk', 'photonPersistentDisk', 'portworxVolume', 'scaleIO', 'storageos',
] as const;

const isRestricted = (volume: core.Volume): boolean => !allowed.some((source) => volume[source]);

const typeOf = (volume: core.Volume): string => restricted.find((source) => volume[source]) ?? 'unknown';

const check: CheckPod = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter(isRestricted);
  if (!bad.length) return undefined;
  const types = distinct(bad.map(typeOf));
  return { reason: 'restricted volume types', detail: `${uses('volume', bad.map(({ name }) => name))} ${named('restricted volume type', types)}` };
};

export const restrictedVolumes: Check = { id: 'restrictedVolumes', level: 'restricted', versions: [{ since: 0, check, overrides: [hostPathVolumes.id] }] };
