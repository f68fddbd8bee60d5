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
export function sumOfContainers(spec: core.PodSpec, part: 'requests' | 'limits'): Sums {
  const [sums, sidecars, most]: [Sums, Sums, Sums] = [{}, {}, {}];
  for (const { resources } of spec.containers ?? []) add(sums, resources?.[part]);
  for (const { resources, restartPolicy } of spec.initContainers ?? []) {
    if (restartPolicy !== 'Always') raise(most, add({ ...sidecars }, resources?.[part]));
    else {
      add(sums, resources?.[part]);
      raise(most, add(sidecars, resources?.[part]));
    }
  }
  raise(sums, most);
  return sums;
}
