/** What all containers of a pod take together (k8s.io/component-helpers resource AggregateContainerRequests). */
import { addQuantities, compareQuantities } from '../../../quantity';
import type * as core from '../../../schema/types/core.v1';

type Sums = Record<string, string>;

function add(sums: Sums, more: Readonly<Sums> = {}): Sums {
  for (const [name, quantity] of Object.entries(more)) sums[name] = sums[name] === undefined ? quantity : addQuantities(sums[name], quantity);
  return sums;
}

function raise(sums: Sums, to: Readonly<Sums>): void {
  for (const [name, quantity] of Object.entries(to)) if (sums[name] === undefined || compareQuantities(quantity, sums[name]) > 0) sums[name] = quantity;
}

/** Init containers run one after the other, beside the sidecars that started before them; sidecars go on beside the others (KEP-753). */
export function sumOver(spec: core.PodSpec, taken: (container: core.Container) => Readonly<Sums> | undefined): Sums {
  const [sums, sidecars, most]: [Sums, Sums, Sums] = [{}, {}, {}];
  for (const container of spec.containers ?? []) add(sums, taken(container));
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy !== 'Always') raise(most, add({ ...sidecars }, taken(container)));
    else {
      add(sums, taken(container));
      raise(most, add(sidecars, taken(container)));
    }
  }
  raise(sums, most);
  return sums;
}

/** By what the containers ask for. */
export const sumOfContainers = (spec: core.PodSpec, part: 'requests' | 'limits'): Sums => sumOver(spec, ({ resources }) => resources?.[part]);
