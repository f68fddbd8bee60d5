/** What is left on nodes for taskgroups that want to grow where they are. */
import { addQuantities, bcsRules, isPodFinished, sumOfContainers, type core } from '../../../api';
import type { Lister } from '../../../client';

type Quantities = Readonly<Record<string, string>>;

/** Of a node that is gone nothing is left. */
export function roomOn(nodes: Lister<core.Node>, podsOf: (node: string) => readonly core.Pod[]): (node: string) => bcsRules.Amount {
  return (name) => {
    const allocatable = nodes.get({ name })?.status.allocatable ?? {};
    const taken = podsOf(name).filter((pod) => !isPodFinished(pod)).map(({ spec }) => bcsRules.amountOfQuantities(together(sumOfContainers(spec, 'requests'), spec.overhead)));
    const used = taken.reduce(bcsRules.plus, bcsRules.nothing);
    const all = bcsRules.amountOfQuantities(allocatable);
    return { cpu: all.cpu - used.cpu, memory: all.memory - used.memory, disk: all.disk - used.disk };
  };
}

function together(one: Quantities, other: Quantities = {}): Quantities {
  const sums: Record<string, string> = { ...one };
  for (const [name, quantity] of Object.entries(other)) sums[name] = sums[name] === undefined ? quantity : addQuantities(sums[name], quantity);
  return sums;
}
