/** The door of `kubelet-sim/`. */
export { runKubeletSim, type KubeletSimOptions } from './kubelet-sim';
export { defaultCapacity, nodeName, simulatedLabel, type NodeCapacity } from './node-spec';
export type { PodEvent, Stage, StageContext, Step } from './stage';
export { podStages } from './stages';
