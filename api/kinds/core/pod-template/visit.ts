/** All containers of a pod with their paths, in upstream's order (pkg/apis/core/pods VisitContainersWithPath). */
import type * as core from '../../../schema/types/core.v1';

type AnyContainer = core.Container | core.EphemeralContainer;

export interface PlacedContainer {
  readonly container: AnyContainer;
  readonly at: string;
}

const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

export function containersOf(spec: core.PodSpec, field: string): PlacedContainer[] {
  const all: PlacedContainer[] = [];
  for (const list of lists) (spec[list] as readonly AnyContainer[] | undefined)?.forEach((container, i) => all.push({ container, at: `${field}.${list}[${i}]` }));
  return all;
}
