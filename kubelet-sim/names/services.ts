/**
 * Names of services and their endpoints (kubernetes/dns docs/specification.md; CoreDNS' plugin `kubernetes` where that
 * leaves something open). `rest`: the labels before `svc.<zone>`, the last one the namespace.
 */
import type { Answer } from 'dns-packet';
import type { core, discovery } from '../../api';
import { isReady, nameOf, type Directory } from './directory';
import { a, cname, srv } from './records';

/** What there is by a name. Undefined: there is no such name. */
export type Records = readonly Answer[] | undefined;

export interface Named {
  /** All records by that name, of whatever type. */
  readonly records: Records;
  /** Addresses of what they point to. */
  readonly targets?: readonly Answer[];
}

const nothing: Named = { records: undefined };
const isHeadless = ({ spec }: core.Service): boolean => spec.clusterIP === 'None';

export function namedService(directory: Directory, zone: string, rest: readonly string[]): Named {
  const [namespace, name, ...inner] = rest.toReversed();
  if (namespace === undefined || name === undefined) return { records: namespace === undefined || directory.hasNamespace(namespace) ? [] : undefined };
  const service = directory.service(namespace, name);
  if (!service) return nothing;
  const place: Place = { directory, service, namespace, name, domain: `${name}.${namespace}.svc.${zone}` };
  if (inner.length === 0) return wholeService(place);
  const [first = '', second] = inner;
  if (first === '_tcp' || first === '_udp' || first === '_sctp') return ports(place, first.slice(1), second, inner.length);
  return inner.length === 1 ? oneEndpoint(place, first) : nothing;
}

interface Place {
  readonly directory: Directory;
  readonly service: core.Service;
  readonly namespace: string;
  readonly name: string;
  /** Of the service. */
  readonly domain: string;
}

const clusterIps = ({ service: { spec }, domain }: Place): Answer[] => (spec.clusterIPs ?? []).map((address) => a(domain, address));

function wholeService(place: Place): Named {
  const { service, domain } = place;
  if (service.spec.type === 'ExternalName') return { records: [cname(domain, service.spec.externalName ?? '')] };
  const { records = [], targets } = ports(place, undefined, undefined, 0);
  const addresses = isHeadless(service) ? readyOf(place).flatMap(({ endpoint }) => endpoint.addresses).map((address) => a(domain, address)) : clusterIps(place);
  // A headless service of which nobody is ready is not there.
  return addresses.length ? { records: [...addresses, ...records], targets } : nothing;
}

interface ReadyEndpoint { readonly slice: discovery.EndpointSlice; readonly endpoint: discovery.Endpoint }

const readyIn = (slices: readonly discovery.EndpointSlice[]): ReadyEndpoint[] =>
  slices.flatMap((slice) => (slice.endpoints ?? []).filter(isReady).map((endpoint) => ({ slice, endpoint })));

const readyOf = ({ directory, namespace, name }: Place): ReadyEndpoint[] => readyIn(directory.slicesOf(namespace, name));

function oneEndpoint(place: Place, label: string): Named {
  const { directory, namespace, name, domain } = place;
  const found = readyIn(directory.slicesNaming(namespace, name, label)).filter(({ endpoint }) => nameOf(endpoint) === label);
  return found.length ? { records: found.flatMap(({ endpoint }) => endpoint.addresses.map((address) => a(`${label}.${domain}`, address))) } : nothing;
}

const isPort = (protocol: string | undefined, port: string | undefined) => (one: { readonly name?: string; readonly protocol?: string }): boolean =>
  Boolean(one.name) && (protocol === undefined || (one.protocol ?? 'TCP').toLowerCase() === protocol) && (port === undefined || `_${one.name}` === port);

/** `depth`: labels before the service's. Without a port's it is a name on the way to others. */
function ports(place: Place, protocol: string | undefined, port: string | undefined, depth: number): Named {
  const { service, domain } = place;
  const wanted = isPort(protocol, port);
  const known = (service.spec.ports ?? []).filter(wanted);
  if (depth > 2 || (depth > 0 && known.length === 0)) return nothing;
  if (depth === 1) return { records: [] };
  const owner = port === undefined ? domain : `${port}._${protocol ?? ''}.${domain}`;
  if (!isHeadless(service)) return { records: known.map((one) => srv(owner, domain, one.port)), targets: clusterIps(place) };
  const ready = readyOf(place);
  if (depth > 0 && ready.length === 0) return nothing;
  const targetOf = ({ endpoint }: ReadyEndpoint): string => `${nameOf(endpoint)}.${domain}`;
  return {
    records: ready.flatMap((one) => (one.slice.ports ?? []).filter(wanted).map((each) => srv(owner, targetOf(one), each.port ?? 0))),
    targets: ready.flatMap((one) => one.endpoint.addresses.map((address) => a(targetOf(one), address))),
  };
}
