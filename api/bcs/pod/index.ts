/** Taskgroups as Pods. */
export { labelsOf } from './metadata';
export { podFault, podOf, type PodOf, type Succession } from './pod';
export { extendedResourceName } from './quantities';
