/** The door of `kubelet-sim/`. */
export type { HostAccess } from './host/access';
export { runKubeletSim, type KubeletSimOptions } from './kubelet-sim';
export { NodePoolFault, readNodePools, totalOf, type NodePool } from './node-pools';
export { defaultCapacity, simulatedLabel, type NodeCapacity } from './node-spec';
export type { PodEvent, Stage, StageContext, Step } from './stage';
export { presets, type Defaults, type Preset } from './presets';
export { podStages } from './stages';
