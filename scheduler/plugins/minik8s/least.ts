/**
 * Where there is least already: pods, or the share of the node's CPU or memory that its pods ask for, as scoring reckons
 * it everywhere (a pod that asks for nothing counts a little). What pods really use trails behind: a burst of them would all
 * go to the node that was idle a moment ago.
 */
import type { NodeInfo, PluginFactory } from '../../framework';
import { policy, withLeast } from './policy';

const share = (used: number, all: number): number => (all > 0 ? used / all : Infinity);

const byLeast = (name: string, amount: (node: NodeInfo) => number): PluginFactory => () => policy(name, (nodes) => withLeast(nodes, amount));

export const leastPods = byLeast('LeastPods', ({ pods }) => pods.length);
export const leastCpu = byLeast('LeastCPU', ({ scored, facts }) => share(scored.milliCpu, facts.allocatable.milliCpu));
export const leastMemory = byLeast('LeastMemory', ({ scored, facts }) => share(scored.memory, facts.allocatable.memory));
