/** Which changes may help a pod that waits for its volumes (kube-scheduler plugins/volumebinding/volume_binding.go). */
import { compareQuantities, same, type storage } from '../../../api';
import type { PodInfo, StorageChange, Wake } from '../../framework';
import { migratedPlugins } from '../node-volume-limits/migration';
import { isNew, uses } from '../pod-volumes';
import { limitOf } from './capacity';

/** Of a change of a kind that is known to be of T. */
const objects = <T>({ object, old }: StorageChange): { readonly now: T; readonly before: T | undefined } =>
  ({ now: object as T, before: old as T | undefined });

function otherTopologies(change: StorageChange): boolean {
  const { now, before } = objects<storage.StorageClass>(change);
  return !same(now.allowedTopologies, before?.allowedTopologies);
}

function otherPlugins(change: StorageChange): boolean {
  const { now, before } = objects<storage.CSINode>(change);
  return migratedPlugins(now) !== migratedPlugins(before);
}

function moreRoom(change: StorageChange): boolean {
  const { now, before } = objects<storage.CSIStorageCapacity>(change);
  const [limit, old] = [limitOf(now), before && limitOf(before)];
  return limit !== undefined && (old === undefined || compareQuantities(limit, old) > 0);
}

/** A driver no longer asks for capacity to be looked at; upstream looks at inline volumes alone. */
function asksNoMore({ pod }: PodInfo, change: StorageChange): boolean {
  const { now, before } = objects<storage.CSIDriver>(change);
  return Boolean(before?.spec.storageCapacity && !now.spec.storageCapacity && pod.spec?.volumes?.some(({ csi }) => csi?.driver === now.metadata.name));
}

export const wakesVolumes: readonly Wake[] = [
  { subject: 'Node', kinds: ['NodeAdded', 'NodeLabelsChanged'] },
  { subject: 'Storage', kinds: ['VolumeChanged'] },
  { subject: 'Storage', kinds: ['StorageClassChanged'], helps: (_pod, change) => isNew(change) || otherTopologies(change) },
  { subject: 'Storage', kinds: ['ClaimChanged'], helps: (pod, { object }) => uses(pod, object) },
  { subject: 'Storage', kinds: ['CsiNodeChanged'], helps: (_pod, change) => isNew(change) || otherPlugins(change) },
  { subject: 'Storage', kinds: ['CsiDriverChanged'], helps: asksNoMore },
  { subject: 'Storage', kinds: ['CapacityChanged'], helps: (_pod, change) => isNew(change) || moreRoom(change) },
];
