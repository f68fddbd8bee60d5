/** Each resource, alone, has a flavour of which the site takes enough machines (specification, 7.2). */
import { unlimited, type Filter } from './filter';

export const nodeResourcesFit: Filter = {
  name: 'NodeResourcesFit',
  prepare: ({ request: { resources }, options: { spotFake }, quirks, demand, steps }) => (candidate) => {
    if (!steps.spend(demand.choices)) return 'too many flavours to look at';
    const spare = quirks.oneMachineMore ? 1 : 0;
    const short = resources.find(({ flavors, count }) =>
      !flavors.some(({ flavorId, spot }) => (spot ? spotFake : candidate.allocatable(flavorId) >= count + spare)));
    return short ? `resource ${short.name} has no flavour with enough vCPUs and memory` : unlimited;
  },
};
