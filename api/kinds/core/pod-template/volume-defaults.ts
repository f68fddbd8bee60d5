/** Defaults of volumes (kubernetes pkg/apis/core/v1/defaults.go). */
import type * as core from '../../../schema/types/core.v1';
import { defaultPullPolicy } from './image';

/** rw-r--r-- for owner, group, others. */
const readableByAll = 0o644;

export function defaultVolume(volume: core.Volume): void {
  if (volumeSources(volume).length === 0) volume.emptyDir = {};
  const { secret, configMap, downwardAPI, projected, hostPath, ephemeral, image } = volume;
  for (const files of [secret, configMap, downwardAPI, projected]) if (files) files.defaultMode ??= readableByAll;
  if (downwardAPI) defaultFieldRefs(downwardAPI.items);
  if (projected) defaultProjected(projected);
  if (hostPath) hostPath.type ??= '';
  if (ephemeral?.volumeClaimTemplate) ephemeral.volumeClaimTemplate.spec.volumeMode ??= 'Filesystem';
  if (image) image.pullPolicy ??= defaultPullPolicy(image.reference ?? '');
}

/** The names of the sources that are set: a valid volume has exactly one. */
export const volumeSources = (volume: core.Volume): (keyof core.Volume)[] =>
  (Object.keys(volume) as (keyof core.Volume)[]).filter((key) => key !== 'name' && volume[key] !== undefined);

function defaultProjected(projected: core.ProjectedVolumeSource): void {
  for (const { serviceAccountToken, downwardAPI } of projected.sources ?? []) {
    if (serviceAccountToken) serviceAccountToken.expirationSeconds ??= 3600;
    if (downwardAPI) defaultFieldRefs(downwardAPI.items);
  }
}

function defaultFieldRefs(items: readonly core.DownwardAPIVolumeFile[] | undefined): void {
  for (const { fieldRef } of items ?? []) if (fieldRef) fieldRef.apiVersion ??= 'v1';
}
