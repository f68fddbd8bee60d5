/** What the volume pools of a zone come to, by volume type (specification, 5.8). */
import type { VolumePoolRecord } from '../records';
import type { Volumes } from '../world';

export function volumesOf(pools: readonly VolumePoolRecord[]): ReadonlyMap<string, Volumes> {
  const volumes = new Map<string, Volumes>();
  for (const { volumeType, totalCapacity, provisionedCapacity, maxOverSubscriptionRatio: ratio } of pools) {
    const sum = volumes.get(volumeType) ?? { total: 0, provisioned: 0 };
    volumes.set(volumeType, {
      total: sum.total + totalCapacity * (ratio > 0 ? ratio : 1),
      provisioned: sum.provisioned + provisionedCapacity,
    });
  }
  return volumes;
}
