/** One resource of Amounts by the name that it has in a pod's requests. */
import type { Amounts, NodeInfo } from '../framework';

export function amountOf(amounts: Amounts, resource: string): number {
  switch (resource) {
    case 'cpu': return amounts.milliCpu;
    case 'memory': return amounts.memory;
    case 'ephemeral-storage': return amounts.ephemeralStorage;
    default: return amounts.scalars?.get(resource) ?? 0;
  }
}

export const freeOn = ({ facts, requested }: NodeInfo, resource: string): number => amountOf(facts.allocatable, resource) - amountOf(requested, resource);

const insufficient = /^Insufficient (.+)$/;

/** The resource that a reason of NodeResourcesFit says is short. */
export const shortResource = (reason: string): string | undefined => insufficient.exec(reason)?.[1];
