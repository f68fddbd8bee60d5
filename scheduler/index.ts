/** The door of `scheduler/`. */
export { runScheduler, type SchedulerContext, type SchedulerOptions } from './scheduler';
export { defaultProfile, type PluginChoice, type Profile } from './profile';
export {
  CycleState, isRejection, isSuccess, maxNodeScore, skip, stateKey, unresolvable, unschedulable,
  type Amounts, type Answer, type AssignedPodChange, type ClusterChange, type Code, type Cycle, type Forkable, type HostPort, type Lister, type NodeChange, type NodeFacts,
  type NodeInfo, type NodeSet, type NodeView, type Nomination, type OwnChange, type PluginFactory, type PluginIngredients, type PodInfo, type QueuedPod, type Rejections,
  type SchedulerPlugin, type Sign, type Snapshot, type StateKey, type StorageChange, type Surroundings, type Trial, type Verdict, type Waiting, type Wake,
  type WakeOn, type WhatIf,
} from './framework';
