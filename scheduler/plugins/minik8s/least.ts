/**
 * Where there is least already: pods, or a share of the node's CPU or memory. What a client of the minik8s API says that a node uses
 * counts; else what its pods ask for, as scoring reckons it everywhere (a pod that asks for nothing counts a little). What
 * is measured of pods trails behind: a burst of them would all go to the node that was idle a moment ago.
 */
import { cpuUsageAnnotation, memUsageAnnotation, podCountAnnotation, reportedAmount } from '../../../api';
import type { NodeInfo, PluginFactory } from '../../framework';
import { policy, withLeast } from './policy';

const share = (used: number, all: number): number => (all > 0 ? used / all : Infinity);

const byLeast = (name: string, amount: (node: NodeInfo) => number): PluginFactory => () => policy(name, (nodes) => withLeast(nodes, amount));

/** Pods that nobody has placed here are seen by who reports alone. */
export const leastPods = byLeast('LeastPods', ({ pods, facts }) => Math.max(pods.length, reportedAmount(facts.node, podCountAnnotation) ?? 0));

/** A core is a hundred percent. */
export const leastCpu = byLeast('LeastCPU', ({ scored, facts: { node, allocatable } }) => {
  const percent = reportedAmount(node, cpuUsageAnnotation);
  return share(percent === undefined ? scored.milliCpu : percent * 10, allocatable.milliCpu);
});

export const leastMemory = byLeast('LeastMemory', ({ scored, facts: { node, allocatable } }) => {
  const percent = reportedAmount(node, memUsageAnnotation);
  return percent === undefined ? share(scored.memory, allocatable.memory) : percent / 100;
});
