/** What a Dns object says of its services, as they are just now. Pure. */
import { formatTime, omit, type core, type meta, type minik8s } from '../../../api';

/** A service of the object's own namespace. */
export type ServiceNamed = (name: string) => core.Service | undefined;

/** Its paths with the cluster IPs that their services have; the same array when nothing is to be changed. */
export function freshPaths(paths: minik8s.DnsPath[], serviceNamed: ServiceNamed): minik8s.DnsPath[] {
  const fresh = paths.map((path) => {
    const address = clusterIpOf(serviceNamed(path.svcName));
    if ((path.svcIp ?? '') === address) return path;
    const rest = omit(path, 'svcIp');
    return address ? { ...rest, svcIp: address } : rest;
  });
  return fresh.some((path, i) => path !== paths[i]) ? fresh : paths;
}

const clusterIpOf = (service: core.Service | undefined): string => (service?.spec.clusterIP === 'None' ? '' : service?.spec.clusterIP ?? '');

interface Verdict { readonly reason: string; readonly message: string; readonly ready: boolean }

function verdictOn({ paths = [] }: minik8s.DnsSpec, serviceNamed: ServiceNamed): Verdict {
  const missing = [...new Set(paths.map(({ svcName }) => svcName))].filter((name) => !serviceNamed(name));
  if (missing.length) return { ready: false, reason: 'ServiceNotFound', message: `service${missing.length > 1 ? 's' : ''} ${missing.map((name) => JSON.stringify(name)).join(', ')} not found` };
  const closed = paths.filter(({ svcName, svcPort }) => !hasPort(serviceNamed(svcName), svcPort));
  if (closed.length) return { ready: false, reason: 'PortNotFound', message: closed.map(({ svcName, svcPort }) => `service ${JSON.stringify(svcName)} has no TCP port ${svcPort}`).join(', ') };
  if (!paths.length) return { ready: true, reason: 'NoPaths', message: 'the host leads nowhere: it has no paths' };
  return { ready: true, reason: 'ServicesFound', message: 'every path leads to a service' };
}

const hasPort = (service: core.Service | undefined, wanted: string): boolean =>
  service?.spec.ports?.some(({ port, protocol = 'TCP' }) => String(port) === wanted && protocol === 'TCP') ?? false;

/** The same object when there is nothing new to be said. */
export function dnsStatus({ metadata: { generation }, spec, status = {} }: minik8s.Dns, serviceNamed: ServiceNamed, now: number): minik8s.DnsStatus {
  const { ready, reason, message } = verdictOn(spec, serviceNamed);
  const before = status.conditions?.find(({ type }) => type === 'Ready');
  const wanted = { type: 'Ready', status: ready ? 'True' : 'False', reason, message, ...(generation !== undefined && { observedGeneration: generation }) } as const;
  if (before && Object.entries(wanted).every(([key, value]) => before[key as keyof meta.Condition] === value)) return status;
  const time = formatTime(now);
  const lastTransitionTime = before?.status === wanted.status ? before.lastTransitionTime : time;
  const others = (status.conditions ?? []).filter((condition) => condition !== before);
  return { ...status, phase: ready ? 'Ready' : 'Pending', updateTime: time, conditions: [...others, { ...wanted, lastTransitionTime }] };
}
