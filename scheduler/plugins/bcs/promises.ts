/**
 * What a taskgroup is given with its agent, from the moment when it is given one in memory: ports, and which of the agent's attributes are
 * remembered. It goes to the pod with its binding; then the pod says it.
 */
import { bcsRules } from '../../../api';
import type { NodeInfo, PodInfo } from '../../framework';

export interface Promised {
  /** Random ports, in the order in which they were asked for. */
  readonly ports: readonly number[];
  readonly attributes: bcsRules.Attributes;
}

/** Of pods that have a node in memory; the pod that an event tells of is another one. */
export const promises = new WeakMap<PodInfo, Promised>();

const { first, last } = bcsRules.timing.placement.ports;

/** As many of the agent's own ports as are asked for, the lowest first; fewer where there are no more. */
export function freePorts(node: NodeInfo, count: number): readonly number[] {
  if (count === 0) return [];
  const used = new Set(node.usedPorts.map(({ port }) => port));
  for (const pod of node.pods) promises.get(pod)?.ports.forEach((port) => used.add(port));
  const found: number[] = [];
  for (let port = first; port <= last && found.length < count; port++) if (!used.has(port)) found.push(port);
  return found;
}
