/** The door of `apiserver/`: who may ask, and in which tongue. */
export { startAggregator, type AggregatorOptions, type RunningAggregator } from './aggregation/aggregator';
export { startTrustPublisher, type TrustDeps } from './aggregation/trust-publisher';
export { openAudit, type AuditSettings, type OpenAudit } from './audit/open';
export { PolicyError } from './audit/policy';
export { startKubernetesService } from './kubernetes-service';
export type { Limits } from './layers/in-flight';
export type { Publisher } from './publisher';
export { createApiServer, type ApiServer, type ApiServerOptions } from './server';
export { Disconnected, MAX_BODY_BYTES, readBody, type Dialect, type DialectContext, type DialectFactory, type VersionInfo } from './dialect';
export { defaultMesosCluster, openBcsScheduler, readSchedulerSwitches } from './dialects/bcs-scheduler';
export { defaultK8sCluster, openBcsStorage, readSwitches } from './dialects/bcs-storage';
export { GlobalSchedulerConfigError, globalSchedulerOptions, startGlobalScheduler, type GlobalSchedulerDeps, type RunningGlobalScheduler } from './dialects/global-scheduler';
export { kubernetes } from './dialects/kubernetes';
export { minik8s, type Minik8sOptions } from './dialects/minik8s';
export { schedulerSimulator } from './dialects/scheduler-simulator';
export { scheduling } from './dialects/scheduling';
export { defaultVersion } from './version';
