/** A pod as the scheduler sees it: everything that loops need, read out of the object once. */
import { bcsRules, formatKey, keyOf, type core, type ObjectKey } from '../api';
import type { Amounts } from './amounts';
import { podRequests } from './pod-requests';

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

export interface PodInfo {
  readonly pod: core.Pod;
  readonly uid: string;
  readonly key: ObjectKey;
  /** `namespace/name`. */
  readonly id: string;
  readonly priority: number;
  readonly requests: Amounts;
  /** Requests with defaults for containers that name none; see pod-requests.ts. */
  readonly scored: Amounts;
  readonly hostPorts: readonly HostPort[];
  readonly tolerations: readonly core.Toleration[];
}

const noPorts: readonly HostPort[] = [];
const noTolerations: readonly core.Toleration[] = [];
const anyAddress = '0.0.0.0';

function hostPortsOf(spec: core.PodSpec): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  const sidecars = spec.initContainers?.filter((container) => container.restartPolicy === 'Always') ?? [];
  for (const container of [...spec.containers, ...sidecars]) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? []) {
      if (hostPort) (ports ??= []).push({ ip: hostIP || anyAddress, protocol: protocol ?? 'TCP', port: hostPort });
    }
  }
  return ports ?? noPorts;
}

/** With those that a taskgroup of BCS was given with its agent: no container says them. */
function withAgentPorts(own: readonly HostPort[], pod: core.Pod): readonly HostPort[] {
  if (pod.metadata.annotations?.[bcsRules.marks.portsAnnotation] === undefined) return own;
  const given = bcsRules.portsOf(pod).flat().filter(({ hostPort }) => hostPort > 0).map(({ hostPort, protocol }) => ({ ip: anyAddress, protocol: protocol.toUpperCase() === 'UDP' ? 'UDP' : 'TCP', port: hostPort }));
  return [...own, ...given.filter(({ port, protocol }) => !own.some((other) => other.port === port && other.protocol === protocol))];
}

export function podInfo(pod: core.Pod): PodInfo {
  const key = keyOf(pod);
  const spec = pod.spec ?? { containers: [] };
  return {
    pod, key, id: formatKey(key),
    uid: pod.metadata.uid ?? formatKey(key),
    priority: spec.priority ?? 0,
    ...podRequests(pod),
    hostPorts: withAgentPorts(hostPortsOf(spec), pod),
    tolerations: spec.tolerations ?? noTolerations,
  };
}

/** Two sockets that cannot be open on one host: same protocol and port, and addresses that meet. */
export const portsCollide = (a: HostPort, b: HostPort): boolean =>
  a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === anyAddress || b.ip === anyAddress);
