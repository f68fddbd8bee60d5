/** The policies that the minik8s document names (docs/dialects/minik8s-scheduling.md). */
import type { SchedulingPolicy } from '../../../api';
import type { PluginFactory } from '../../framework';
import { leastCpu, leastMemory, leastPods } from './least';
import { randomNode } from './random';
import { roundRobin } from './round-robin';

export const minik8sPolicies: Readonly<Record<SchedulingPolicy, PluginFactory>> = {
  RoundRobin: roundRobin,
  Random: randomNode,
  LeastPods: leastPods,
  LeastCPU: leastCpu,
  LeastMemory: leastMemory,
};
