/**
 * How a function goes over to another content without a call being lost: the pods of the new one come beside the old ones, of which as many
 * stay as new ones are not ready yet (D-19 of the specification). Pure.
 */
import { functionPods, type apps } from '../../../api';

type ReplicaSet = apps.ReplicaSet;

export const hashOfSet = ({ metadata }: ReplicaSet): string | undefined => metadata.labels?.[functionPods.contentHashLabel];

const sizeOf = ({ spec }: ReplicaSet): number => spec.replicas ?? 1;
const readyOf = ({ status }: ReplicaSet): number => status.readyReplicas ?? 0;

/** The sizes that sets should have; those that have theirs are left out. Pods of old sets that are not ready are no loss. */
export function nextSizes(desired: number, current: ReplicaSet, old: readonly ReplicaSet[]): ReadonlyMap<ReplicaSet, number> {
  const sizes = new Map([[current, desired]]);
  let missing = Math.max(0, desired - readyOf(current));
  for (const set of [...old].sort(newestFirst)) {
    const kept = Math.min(missing, readyOf(set), sizeOf(set));
    sizes.set(set, kept);
    missing -= kept;
  }
  return new Map([...sizes].filter(([set, size]) => size !== sizeOf(set)));
}

/** Nothing of it is left, not even pods on their way out, which may still answer a call. */
export const isOver = ({ spec, status, metadata }: ReplicaSet): boolean =>
  spec.replicas === 0 && status.replicas === 0 && (status.terminatingReplicas ?? 0) === 0 && status.observedGeneration === metadata.generation;

const newestFirst = (a: ReplicaSet, b: ReplicaSet): number => order(b.metadata.creationTimestamp, a.metadata.creationTimestamp) || order(b.metadata.name, a.metadata.name);

const order = (a = '', b = ''): number => (a < b ? -1 : Number(a > b));
