/** What a Dns object says of its services, as they are just now. Pure. */
import { formatTime, olderFirst, omit, pathPrefix, type core, type meta, type minik8s } from '../../../api';

/** A service of the object's own namespace. */
export type ServiceNamed = (name: string) => core.Service | undefined;

/** What a Dns object is judged by. */
export interface Surroundings {
  readonly serviceNamed: ServiceNamed;
  /** All Dns objects of its host, itself included. */
  readonly sameHost: readonly minik8s.Dns[];
}

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

function verdictOn(object: minik8s.Dns, { serviceNamed, sameHost }: Surroundings): Verdict {
  const { paths = [] } = object.spec;
  const missing = [...new Set(paths.map(({ svcName }) => svcName))].filter((name) => !serviceNamed(name));
  if (missing.length) return { ready: false, reason: 'ServiceNotFound', message: `service${missing.length > 1 ? 's' : ''} ${missing.map((name) => JSON.stringify(name)).join(', ')} not found` };
  const closed = paths.filter(({ svcName, svcPort }) => !hasPort(serviceNamed(svcName), svcPort));
  if (closed.length) return { ready: false, reason: 'PortNotFound', message: closed.map(({ svcName, svcPort }) => `service ${JSON.stringify(svcName)} has no TCP port ${svcPort}`).join(', ') };
  const taken = takenPaths(object, sameHost);
  if (taken.length) return { ready: false, reason: 'PathTaken', message: taken.join(', ') };
  if (!paths.length) return { ready: true, reason: 'NoPaths', message: 'the host leads nowhere: it has no paths' };
  return { ready: true, reason: 'ServicesFound', message: 'every path leads to a service' };
}

const hasPort = (service: core.Service | undefined, wanted: string): boolean =>
  service?.spec.ports?.some(({ port, protocol = 'TCP' }) => String(port) === wanted && protocol === 'TCP') ?? false;

/** Paths that an older object of the host has already. */
function takenPaths({ metadata: { namespace, name }, spec: { paths = [] } }: minik8s.Dns, sameHost: readonly minik8s.Dns[]): string[] {
  const ordered = sameHost.toSorted(olderFirst);
  const elders = ordered.slice(0, Math.max(0, ordered.findIndex(({ metadata }) => metadata.namespace === namespace && metadata.name === name)));
  const owners = new Map(elders.toReversed().flatMap(({ metadata, spec }) => (spec.paths ?? []).map(({ subPath }) => [pathPrefix(subPath), `${metadata.namespace ?? ''}/${metadata.name ?? ''}`] as const)));
  return paths.flatMap(({ subPath }) => (owners.has(pathPrefix(subPath)) ? [`path ${JSON.stringify(subPath)} is that of Dns ${owners.get(pathPrefix(subPath)) ?? ''}`] : []));
}

/** The same object when there is nothing new to be said. */
export function dnsStatus(object: minik8s.Dns, surroundings: Surroundings, now: number): minik8s.DnsStatus {
  const { metadata: { generation }, status = {} } = object;
  const { ready, reason, message } = verdictOn(object, surroundings);
  const before = status.conditions?.find(({ type }) => type === 'Ready');
  const wanted = { type: 'Ready', status: ready ? 'True' : 'False', reason, message, ...(generation !== undefined && { observedGeneration: generation }) } as const;
  if (before && Object.entries(wanted).every(([key, value]) => before[key as keyof meta.Condition] === value)) return status;
  const time = formatTime(now);
  const lastTransitionTime = before?.status === wanted.status ? before.lastTransitionTime : time;
  const others = (status.conditions ?? []).filter((condition) => condition !== before);
  return { ...status, phase: ready ? 'Ready' : 'Pending', updateTime: time, conditions: [...others, { ...wanted, lastTransitionTime }] };
}
