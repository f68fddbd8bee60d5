/** Storage that is left where a node can reach it, as a CSI driver tells (KEP-1472; kube-scheduler volumebinding/binder.go, hasEnoughCapacity). */
import { compareQuantities, selectorOf, type core, type storage } from '../../../api';
import type { Claim } from './storage';

type Capacity = storage.CSIStorageCapacity;

/** How large a volume may be; undefined: the driver does not know. */
export const limitOf = ({ maximumVolumeSize, capacity }: Capacity): string | undefined => maximumVolumeSize ?? capacity;

/** Without a topology it is reached from nowhere. */
const isReached = ({ nodeTopology }: Capacity, { metadata: { labels } }: core.Node): boolean => nodeTopology !== undefined && selectorOf(nodeTopology).matches(labels);

export function hasRoom({ spec: { resources } }: Claim, capacities: readonly Capacity[], node: core.Node): boolean {
  const size = resources?.requests?.storage;
  if (size === undefined) return true;
  return capacities.some((capacity) => {
    const limit = limitOf(capacity);
    return limit !== undefined && compareQuantities(limit, size) >= 0 && isReached(capacity, node);
  });
}
