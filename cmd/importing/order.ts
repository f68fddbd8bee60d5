/** In which order objects are made: what others need comes before them. */
import type { KubeObject } from '../../api';

const first = ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'StorageClass'];
const last = ['PersistentVolumeClaim', 'PersistentVolume', 'Node', 'Pod'];

/** Everything between the two, in the order in which it comes. */
function rank({ kind }: Pick<KubeObject, 'kind'>): number {
  if (first.includes(kind)) return first.indexOf(kind) - first.length;
  return last.indexOf(kind) + 1;
}

/** A batch for each step of the order; objects of a batch do not need each other. */
export function inOrder<T extends Pick<KubeObject, 'kind'>>(objects: readonly T[]): readonly (readonly T[])[] {
  const steps = new Map<number, T[]>();
  for (const object of objects) steps.set(rank(object), [...(steps.get(rank(object)) ?? []), object]);
  return [...steps].sort(([a], [b]) => a - b).map(([, batch]) => batch);
}
