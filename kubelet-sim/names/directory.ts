/** What names are about, by informers and their indices: whoever asks looks up, and searches nothing. */
import { kinds, olderFirst, plainHost, type core, type discovery, type minik8s } from '../../api';
import type { Informers } from '../../client';

export interface Directory {
  /** False until everything has been read for the first time. */
  ready(): boolean;
  hasNamespace(name: string): boolean;
  service(namespace: string, name: string): core.Service | undefined;
  servicesAt(clusterIp: string): readonly core.Service[];
  slicesOf(namespace: string, service: string): readonly discovery.EndpointSlice[];
  /** Those with an endpoint of that name. */
  slicesNaming(namespace: string, service: string, endpoint: string): readonly discovery.EndpointSlice[];
  slicesAt(address: string): readonly discovery.EndpointSlice[];
  pod(namespace: string, name: string): core.Pod | undefined;
  podsAt(address: string): readonly core.Pod[];
  /** The oldest first. */
  dnsOf(host: string): readonly minik8s.Dns[];
}

export const serviceLabel = 'kubernetes.io/service-name';

export const isReady = ({ conditions }: discovery.Endpoint): boolean => conditions?.ready !== false;

/** Its hostname, or one made of its address as CoreDNS makes it. */
export const nameOf = ({ hostname, addresses }: discovery.Endpoint): string => (hostname || (addresses[0] ?? '').replace(/[.:]/g, '-')).toLowerCase();

const serviceOf = ({ metadata: { namespace = '', labels } }: discovery.EndpointSlice): string => `${namespace}/${labels?.[serviceLabel] ?? ''}`;

export function createDirectory(informers: Informers): Directory {
  const [services, slices, pods, namespaces, dns] = [informers.of(kinds.services), informers.of(kinds.endpointslices), informers.of(kinds.pods), informers.of(kinds.namespaces), informers.of(kinds.dns)];
  services.addIndex('names-address', ({ spec }) => spec.clusterIPs ?? []);
  slices.addIndex('names-service', (slice) => [serviceOf(slice)]);
  slices.addIndex('names-endpoint', (slice) => [...new Set(slice.endpoints?.map((endpoint) => `${serviceOf(slice)}/${nameOf(endpoint)}`))]);
  slices.addIndex('names-address', ({ endpoints }) => [...new Set(endpoints?.flatMap(({ addresses }) => addresses))]);
  pods.addIndex('names-address', ({ spec, status }) => (spec.hostNetwork ? [] : (status.podIPs ?? []).flatMap(({ ip }) => (ip ? [ip] : []))));
  dns.addIndex('names-host', ({ spec }) => [plainHost(spec.host)]);
  return {
    ready: () => [services, slices, pods, namespaces, dns].every((informer) => informer.hasSynced()),
    hasNamespace: (name) => namespaces.lister.get({ name }) !== undefined,
    service: (namespace, name) => services.lister.get({ namespace, name }),
    servicesAt: (address) => services.lister.byIndex('names-address', address),
    slicesOf: (namespace, service) => slices.lister.byIndex('names-service', `${namespace}/${service}`),
    slicesNaming: (namespace, service, endpoint) => slices.lister.byIndex('names-endpoint', `${namespace}/${service}/${endpoint}`),
    slicesAt: (address) => slices.lister.byIndex('names-address', address),
    pod: (namespace, name) => pods.lister.get({ namespace, name }),
    podsAt: (address) => pods.lister.byIndex('names-address', address),
    dnsOf: (host) => dns.lister.byIndex('names-host', plainHost(host)).toSorted(olderFirst),
  };
}
