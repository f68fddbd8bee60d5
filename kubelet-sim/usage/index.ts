/** What simulated containers and nodes use of processors and memory. */
export { nothing, type Usage } from './amount';
export { followUsages } from './book';
export { cadvisorMetrics, resourceMetrics, summary, type StatsDeps } from './kubelet-stats';
export { usageRoutes } from './routes';
export { Usages, type MeasuredContainer } from './usages';
