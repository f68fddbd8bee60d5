/** The document's endpoints, in its order; then what its source knows of beside (sections 3.1 to 3.9 of its specification). */
import type { Route } from './call';
import { admissionRoutes, admissionRoutesOfSource } from './endpoints/admission';
import { agentResourceRoute, agentSettingRoutes, clusterRoutes } from './endpoints/agents';
import { applicationDefinitionRoute, applicationRoutes, processRoutes } from './endpoints/applications';
import { configRoutes } from './endpoints/config';
import { deploymentDefinitionRoute, deploymentRoutes } from './endpoints/deployments';
import { customRoutes } from './endpoints/custom';
import { legacyRoutes } from './endpoints/legacy';
import { commandRoutes, commitRoute, healthReportRoute, messageRoutes, processActRoutes } from './endpoints/life';

export const documented: readonly Route[] = [
  ...applicationRoutes,
  ...messageRoutes,
  ...configRoutes,
  ...clusterRoutes,
  ...deploymentRoutes,
  ...agentSettingRoutes,
  commitRoute,
  applicationDefinitionRoute,
  deploymentDefinitionRoute,
  ...commandRoutes,
  ...customRoutes,
  ...admissionRoutes,
];

export const others: readonly Route[] = [
  ...processRoutes,
  ...processActRoutes,
  agentResourceRoute,
  ...legacyRoutes,
  ...admissionRoutesOfSource,
  healthReportRoute,
];

export const routes: readonly Route[] = [...documented, ...others];
