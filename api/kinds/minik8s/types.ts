/** Types of the objects of minik8s.io/v1. */
export type { Function, FunctionActivator, FunctionEnvVar, FunctionSpec, FunctionStatus, FunctionWindow, Runtime } from './functions';
export type {
  Workflow, WorkflowChoiceData, WorkflowClaim, WorkflowFuncData, WorkflowNode, WorkflowNodeStatus, WorkflowPhase, WorkflowSpec, WorkflowStatus,
} from './workflows';
export type { Dns, DnsPath, DnsSpec, DnsStatus } from './dns';
export type { SlurmJob, SlurmJobScript, SlurmJobSpec, SlurmJobStatus, SlurmState } from './slurmjobs';
export type { JobFile } from './jobfiles';
