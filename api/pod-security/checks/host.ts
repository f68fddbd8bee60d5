/** What of the node a pod may not take: namespaces, paths, ports, addresses to probe, Windows' own processes (policy/check_host*.go, check_windowsHostProcess.go). */
import type * as core from '../../schema/types/core.v1';
import { distinct, named, namesOf, plural, quoted, setters, uses, type Check, type CheckPod, type Container } from '../check';

const namespaces: CheckPod = ({ spec }) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]).map((field) => `${field}=true`);
  return shared.length ? { reason: 'host namespaces', detail: shared.join(', ') } : undefined;
};

const paths: CheckPod = ({ spec }) => {
  const volumes = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name);
  return volumes.length ? { reason: 'hostPath volumes', detail: named('volume', volumes) } : undefined;
};

const hostPortsOf = ({ ports = [] }: Container): string[] => ports.flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));

const ports: CheckPod = ({ containers }) => {
  const bad = containers.filter((container) => hostPortsOf(container).length);
  if (!bad.length) return undefined;
  const taken = distinct(bad.flatMap(hostPortsOf));
  return { reason: 'hostPort', detail: `${uses('container', namesOf(bad))} ${plural('hostPort', taken)} ${taken.join(', ')}` };
};

/** Probes and lifecycle handlers alike. */
const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): string[] =>
  [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop]
    .flatMap((handler: Pick<core.Probe, 'httpGet' | 'tcpSocket'> | undefined) => [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? ''])
    .filter((host) => host !== '');

const probes: CheckPod = ({ containers }) => {
  const bad = containers.filter((container) => hostsOf(container).length);
  if (!bad.length) return undefined;
  const hosts = distinct(bad.flatMap(hostsOf));
  return { reason: 'probe or lifecycle host', detail: `${uses('container', distinct(namesOf(bad)))} ${plural('probe or lifecycle host', hosts)} ${quoted(hosts)}` };
};

const processes: CheckPod = (pod) => {
  const who = setters(pod, (context) => context?.windowsOptions?.hostProcess === true);
  return who.length ? { reason: 'hostProcess', detail: `${who.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true` } : undefined;
};

export const hostNamespaces: Check = { id: 'hostNamespaces', level: 'baseline', versions: [{ since: 0, check: namespaces }] };
export const hostPathVolumes: Check = { id: 'hostPathVolumes', level: 'baseline', versions: [{ since: 0, check: paths }] };
export const hostPorts: Check = { id: 'hostPorts', level: 'baseline', versions: [{ since: 0, check: ports }] };
export const hostProbes: Check = { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [{ since: 34, check: probes }] };
export const windowsHostProcess: Check = { id: 'windowsHostProcess', level: 'baseline', versions: [{ since: 0, check: processes }] };
