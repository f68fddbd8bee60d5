/** Types of the objects of bkbcs.tencent.com/v1. */
export type { BcsAdmissionWebhook, BcsAdmissionWebhookSpec } from './bcsadmissionwebhooks';
export type { AgentResource, BcsAgentSetting, BcsAgentSettingSpec } from './bcsagentsettings';
export type { ApplicationOrder, BcsApplication, BcsApplicationSpec, BcsApplicationStatus, Transaction } from './bcsapplications';
export type { BcsCommand, BcsCommandSpec, BcsCommandStatus, CommandedTask, CommandedTaskgroup, CommandOutcome, CommandStatus } from './bcscommands';
export type { BcsDeployment, BcsDeploymentSpec, BcsDeploymentStatus, RolledApplication, RollingOperation, Rollout } from './bcsdeployments';
export type { BcsLegacyKind, BcsLegacyKindSpec } from './bcslegacykinds';
export type { BcsLegacyResource, BcsLegacyResourceSpec } from './bcslegacyresources';
export type { BcsVersion, BcsVersionSpec } from './bcsversions';
