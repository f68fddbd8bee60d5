/** The rules of the BCS scheduler's document, pure: what its API, its controllers, its scheduler plugins and its simulated agents share. */
export {
  newSetting, readAgentResource, readSettings, readSettingUpdate, readTaints, settingRecord, settingUpdateFault, withDisabled, withResource, withSetting, withTaints, withUpdate,
} from './agent-settings';
export { agentIp, agentOf, attributesOf, freeAddresses, freeAddressesName, saysNothing, settingIp, settingName, type Agent } from './agents';
export { bcsNameOf, definitionOf, soundDefinition, statusOf, versionName, versionOf } from './application';
export {
  applicationsMeant, beginningOf, commanded, commandInfo, isOver, keptUntil, notRunningMessage, readCommand, runningMessage, tasksOf, withTasks,
} from './commands';
export { attributesText, readAttributes, Tally } from './attributes';
export {
  attributeOf, constraintFault, fitsConstraint, itemsOf, namesIn, partsOf, toleratesTaints, type Attribute, type Attributes, type Candidate, type Constraint, type ConstraintItem, type Kin,
} from './constraints';
export {
  DefinitionFault, memberText, readApplication, readDeployment, type ApplicationDefinition, type Container, type ContainerPort, type DeploymentDefinition, type HealthCheck, type PodTemplate,
  type Process, type Resources, type RollingUpdate,
} from './definition';
export {
  applicationOf, bindingOf, definitionOfDeployment, extensionName, recordOfDeployment, rollingOf, statusOfDeployment, type Binding,
} from './deployments';
export * as admission from './admission';
export * as config from './config';
export { endpointOf, type Backing } from './endpoints';
export { healthReports, isRemoteCheck, localHealth, readHealthReport, taskgroupOfTask, withHealthReport } from './health-reports';
export { clusterName, compareNanos, nanosFrom, parseTaskgroupId, taskgroupId, taskgroupName, taskId, type TaskgroupId } from './ids';
export * as legacy from './legacy';
export * as marks from './marks';
export {
  completedMessage, keptMessage, MessageFault, messageText, messageTypes, readMessage, stagedMessage, UnknownMessage, type EventMessage, type MessageContent,
} from './messages';
export { labelName, objectName } from './names';
export { clusterResources, offerOf, type Manned } from './offers';
export { amountOfQuantities, extendedResourceName, labelsOf, podOf, resourcesByImage, type Succession } from './pod';
export { countOfRandom, portAnnotations, portsOf, portsWantedBy, type TaskPorts } from './ports';
export * as records from './records';
export { askedAddress, isWhereAsked, requestedIp, requestIpFault, type RequestedIp } from './request-ips';
export { amountOf, limitsOf, neededBy, nothing, plus, requestsOf, type Amount } from './resources';
export { restartOf, type Restart, type RestartHistory, type RestartPolicy } from './restarts';
export {
  deploymentMay, hasEnded, isFinal, isLive, mayBegin, runs, statusOfApplication, type ApplicationOperation, type ApplicationStatus,
  type DeploymentOperation, type DeploymentStatus, type SubStatus, type TaskgroupStatus, type TaskStatus,
} from './statuses';
export { isNodeLost, taskgroupOf, type Task, type Taskgroup } from './taskgroup';
export { timing, type Timing } from './timing';
export { selectorFault, strategyFault, workloadFaults, type WorkloadFault } from './workload-faults';
export { apiVersion } from '../kinds/bcs/kind';
