/** Taskgroups as Pods. */
export { labelsOf } from './metadata';
export { podOf, type PodOf, type Succession } from './pod';
export { resourcesByImage } from './containers';
export { amountOfQuantities, extendedResourceName } from './quantities';
