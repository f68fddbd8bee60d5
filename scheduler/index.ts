/** The door of `scheduler/`. */
export { openConfigurations, type Configurations, type ConfigurationSource } from './configuration/configurations';
export { SchedulerSlot } from './control-slot';
export { runScheduler, type SchedulerOptions } from './scheduler';
export type { SchedulerContext } from './scheduler-context';
export { defaultProfile, type PluginChoice, type Profile } from './profile';
export {
  CycleState, isRejection, isSuccess, maxNodeScore, skip, stateKey, unresolvable, unschedulable,
  type Amounts, type Answer, type AssignedPodChange, type ClusterChange, type Code, type Cycle, type Forkable, type HostPort, type Lister, type NodeChange, type NodeFacts,
  type NodeInfo, type NodeSet, type NodeView, type Nomination, type OwnChange, type PluginFactory, type PluginIngredients, type PodInfo, type QueuedPod, type Rejections,
  type SchedulerPlugin, type Sign, type Snapshot, type StateKey, type StorageChange, type Surroundings, type Trial, type Verdict, type Waiting, type Wake,
  type WakeOn, type WhatIf,
} from './framework';
export { nodeFacts } from './node-info';
export { podInfo } from './pod-info';
export {
  decisionVersion, type Basis, type Cause, type Changes, type Decision, type ExtenderVerb, type NodeDecision, type Outcome, type PluginAnswer, type PluginPoint, type PluginScore, type PodName,
  type PointAnswers, type Remedy, type WhatIfAnswer,
} from './records/decision';
export { defaultPrefix } from './records/annotations';
export { recordLevels, type RecordLevel, type RecordOptions } from './records/recording';
