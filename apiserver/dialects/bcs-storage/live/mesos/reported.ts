/** What the original's watcher reads of the scheduler's records (sections 5.12 to 5.14 of the scheduler's specification). */

export interface ApplicationRecord {
  readonly Kind: string;
  readonly Name: string;
  readonly ObjectMeta: Metadata;
  readonly DefineInstances: number;
  readonly Instances: number;
  readonly RunningInstances: number;
  readonly RunAs: string;
  readonly Status: string;
  readonly LastStatus: string;
  /** Seconds since 1970. */
  readonly Created: number;
  readonly UpdateTime: number;
  readonly Message: string;
  readonly Pods: readonly { readonly name: string }[];
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface TaskgroupRecord {
  readonly ID: string;
  readonly Kind: string;
  readonly AppID: string;
  readonly RunAs: string;
  readonly ObjectMeta: Metadata;
  readonly HostName: string;
  readonly Status: string;
  readonly LastStatus: string;
  readonly Message: string;
  readonly StartTime: number;
  readonly UpdateTime: number;
  readonly KillPolicy: object;
  readonly RestartPolicy: object;
  readonly BcsEventMsg: object | null;
  readonly Taskgroup: readonly TaskRecord[];
}

export interface TaskRecord {
  readonly Name: string;
  readonly Status: string;
  readonly LastStatus: string;
  readonly Message: string;
  readonly UpdateTime: number;
  readonly Image: string;
  readonly Command: string;
  readonly Arguments: readonly string[];
  readonly Network: string;
  readonly PortMappings: readonly { readonly ContainerPort: number; readonly HostPort: number; readonly Name: string; readonly Protocol: string }[];
  readonly Volumes: readonly { readonly ContainerPath: string; readonly HostPath: string; readonly Mode: string }[];
  readonly Env: Readonly<Record<string, string>>;
  readonly Labels: Readonly<Record<string, string>>;
  readonly HealthCheckStatus: readonly object[];
  readonly AgentIPAddress: string;
}

/** Seconds since 1970 as RFC 3339, and 0 as Go writes it. */
export const timeOf = (seconds: number): string => (seconds ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : '0001-01-01T00:00:00Z');
