/** The cluster and its agents: sections 3.3 and 3.5 of the document's specification. */
export { clusterRoutes } from './cluster';
export { agentResourceRoute, agentSettingRoutes } from './settings';
