/** The kinds that are served: one file and one line each. The names are those of the plurals. */
export { configmaps } from './core/configmaps';
export { endpoints } from './core/endpoints';
export { events } from './core/events';
export { namespaces } from './core/namespaces';
export { nodes } from './core/nodes';
export { pods } from './core/pods';
export { secrets } from './core/secrets';
export { serviceaccounts } from './core/serviceaccounts';
export { services } from './core/services';
export { deployments } from './apps/deployments';
export { replicasets } from './apps/replicasets';
export { jobs } from './batch/jobs';
export { leases } from './coordination/leases';
