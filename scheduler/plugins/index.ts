/** The plugins that a profile can name: one file and one line each. */
import type { PluginFactory } from '../framework';
import { defaultBinder } from './default-binder';
import { defaultPreemption } from './default-preemption';
import { nodeAffinity } from './node-affinity';
import { nodeName } from './node-name';
import { nodePorts } from './node-ports';
import { nodeResourcesFit } from './node-resources-fit';
import { nodeUnschedulable } from './node-unschedulable';
import { prioritySort } from './priority-sort';
import { schedulingGates } from './scheduling-gates';
import { taintToleration } from './taint-toleration';

export const builtInPlugins: Readonly<Record<string, PluginFactory>> = {
  DefaultBinder: defaultBinder,
  DefaultPreemption: defaultPreemption,
  NodeAffinity: nodeAffinity,
  NodeName: nodeName,
  NodePorts: nodePorts,
  NodeResourcesFit: nodeResourcesFit,
  NodeUnschedulable: nodeUnschedulable,
  PrioritySort: prioritySort,
  SchedulingGates: schedulingGates,
  TaintToleration: taintToleration,
};
