/** The plugins that a profile can name: one file and one line each. */
import type { PluginFactory } from '../framework';
import type { PluginArgs } from '../plugin-args';
import { bcsPlugins } from './bcs';
import { defaultBinder } from './default-binder';
import { defaultPreemption, defaultPreemptionArgs } from './default-preemption';
import { dynamicResources } from './dynamic-resources';
import { dynamicResourcesArgs } from './dynamic-resources/args';
import { imageLocality } from './image-locality';
import { interPodAffinity, interPodAffinityArgs } from './inter-pod-affinity';
import { minik8sPolicies } from './minik8s';
import { nodeAffinity, nodeAffinityArgs } from './node-affinity';
import { nodeName } from './node-name';
import { nodePorts } from './node-ports';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation';
import { nodeResourcesFit } from './node-resources-fit';
import { nodeUnschedulable } from './node-unschedulable';
import { nodeVolumeLimits } from './node-volume-limits';
import { podTopologySpread } from './pod-topology-spread';
import { podTopologySpreadArgs } from './pod-topology-spread/args';
import { prioritySort } from './priority-sort';
import { nodeResourcesBalancedAllocationArgs, nodeResourcesFitArgs } from './resource-args';
import { schedulingGates } from './scheduling-gates';
import { taintToleration } from './taint-toleration';
import { volumeBinding, volumeBindingArgs } from './volume-binding';
import { volumeRestrictions } from './volume-restrictions';
import { volumeZone } from './volume-zone';

export const builtInPlugins: Readonly<Record<string, PluginFactory>> = {
  DefaultBinder: defaultBinder,
  DefaultPreemption: defaultPreemption,
  DynamicResources: dynamicResources,
  ImageLocality: imageLocality,
  InterPodAffinity: interPodAffinity,
  NodeAffinity: nodeAffinity,
  NodeName: nodeName,
  NodePorts: nodePorts,
  NodeResourcesBalancedAllocation: nodeResourcesBalancedAllocation,
  NodeResourcesFit: nodeResourcesFit,
  NodeUnschedulable: nodeUnschedulable,
  NodeVolumeLimits: nodeVolumeLimits,
  PodTopologySpread: podTopologySpread,
  PrioritySort: prioritySort,
  SchedulingGates: schedulingGates,
  TaintToleration: taintToleration,
  VolumeBinding: volumeBinding,
  VolumeRestrictions: volumeRestrictions,
  VolumeZone: volumeZone,
  ...bcsPlugins,
  ...minik8sPolicies,
};

/** Those that take arguments. */
export const builtInArgs: Readonly<Record<string, PluginArgs>> = {
  DefaultPreemption: defaultPreemptionArgs,
  DynamicResources: dynamicResourcesArgs,
  InterPodAffinity: interPodAffinityArgs,
  NodeAffinity: nodeAffinityArgs,
  NodeResourcesBalancedAllocation: nodeResourcesBalancedAllocationArgs,
  NodeResourcesFit: nodeResourcesFitArgs,
  PodTopologySpread: podTopologySpreadArgs,
  VolumeBinding: volumeBindingArgs,
};
