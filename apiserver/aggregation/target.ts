/**
 * Where the service of an APIService leads (k8s.io/kube-aggregator pkg/controllers/status/remote; k8s.io/apiserver pkg/util/proxy).
 *
 * Pods run simulated, and nothing is ever sent to another machine: a service leads somewhere only when it does so by a loopback
 * address. Such an address is no valid endpoint, but two names are valid that mean one (RFC 6761, 6.3): a service of type
 * ExternalName may be called `localhost`, and an EndpointSlice of type FQDN may have `metrics.localhost`.
 */
import { isIPv4 } from 'node:net';
import type { apiregistration, core, discovery } from '../../api';

export interface Target {
  /** A loopback address, or a name that means one. */
  readonly host: string;
  readonly port: number;
}

/** Why there is no way: reason and message of the condition. */
export interface Unreachable {
  readonly reason: string;
  readonly message: string;
}

/** What of an EndpointSlice counts here; Endpoints that nobody mirrored are read as one. */
export interface Endpoints {
  readonly endpoints?: readonly Pick<discovery.Endpoint, 'addresses' | 'conditions'>[] | null;
  readonly ports?: readonly discovery.EndpointPort[] | null;
}

export interface Surroundings {
  readonly service: core.Service | undefined;
  readonly slices: readonly Endpoints[];
}

/** What is asked there first. */
export const discoveryPath = ({ group = '', version = '' }: apiregistration.APIServiceSpec): string => (group ? `/apis/${group}/${version}` : `/api/${version}`);

export const isLoopback = (host: string): boolean => (isIPv4(host) ? host.startsWith('127.') : /^(?:localhost|.+\.localhost|::1)$/i.test(host));

export function locate(spec: apiregistration.APIServiceSpec, { service, slices }: Surroundings): Target | Unreachable {
  const { name = '', namespace = '', port = 443 } = spec.service ?? {};
  const text = `service/${name} in ${JSON.stringify(namespace)}`;
  if (!service) return { reason: 'ServiceNotFound', message: `${text} is not present` };
  if (service.spec.type === 'ExternalName') return onlyLoopback(spec, [{ host: (service.spec.externalName ?? '').replace(/\.$/, ''), port }]);
  const found = service.spec.ports?.find((each) => each.port === port);
  if (!found) return { reason: 'ServicePortError', message: `${text} is not listening on port ${port}` };
  if (slices.length === 0) return { reason: 'EndpointsNotFound', message: `cannot find endpointslices for ${text}` };
  const portName = found.name ?? '';
  const targets = slices.flatMap((slice) => targetsOf(slice, portName));
  if (targets.length === 0) return { reason: 'MissingEndpoints', message: `endpointslices for ${text} have no addresses with port name ${JSON.stringify(portName)}` };
  return onlyLoopback(spec, targets);
}

function targetsOf({ endpoints, ports }: Endpoints, portName: string): Target[] {
  const port = ports?.find(({ name = '' }) => name === portName)?.port;
  if (port === undefined) return [];
  return (endpoints ?? []).filter(({ conditions }) => conditions?.ready ?? true).flatMap(({ addresses }) => (addresses ?? []).map((host) => ({ host, port })));
}

function onlyLoopback(spec: apiregistration.APIServiceSpec, targets: readonly Target[]): Target | Unreachable {
  const target = targets.find(({ host }) => isLoopback(host));
  if (target) return target;
  const message = `failing or missing response from ${urlOf(targets[0]!, discoveryPath(spec))}: nothing is sent to addresses that are not loopback`;
  return { reason: 'FailedDiscoveryCheck', message };
}

export const hostPort = ({ host, port }: Target): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

export const urlOf = (target: Target, path: string): string => `https://${hostPort(target)}${path}`;

/** Endpoints as the slices that kube-controller-manager would mirror them to (endpointslicemirroring). */
export const slicesOf = ({ subsets }: core.Endpoints): Endpoints[] =>
  (subsets ?? []).map(({ addresses, ports }) => ({ endpoints: (addresses ?? []).map(({ ip }) => ({ addresses: [ip] })), ports: ports?.map(({ name = '', port }) => ({ name, port })) }));
