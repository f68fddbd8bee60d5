/** One pod as an endpoint of a service (kubernetes staging/src/k8s.io/endpointslice/utils.go). Pure. */
import type { core, discovery } from '../../api';
import { addressesOf, namedFamilies, type Family } from '../endpoints/families';
import { publishesUnready, targetPort } from '../endpoints/subsets';
import { uidOf } from '../ownership';
import { isPodFinished, isPodReady } from '../pods/state';
import { wantsHints } from './topology/mode';

export const zoneLabel = 'topology.kubernetes.io/zone';

/** A service that has neither families nor an address has both. */
export function familiesOf(service: core.Service): readonly Family[] {
  const named = namedFamilies(service);
  return named.length > 0 ? named : ['IPv4', 'IPv6'];
}

/** Pods that are leaving stay in, marked as terminating. */
export const hasEndpoint = (pod: core.Pod): boolean => !isPodFinished(pod) && Boolean(pod.status.podIP);

/** Of the ports of the service those that the pod has. */
export const portsOf = ({ spec: { ports = [] } }: core.Service, pod: core.Pod): discovery.EndpointPort[] => ports.flatMap((port) => {
  const number = targetPort(port, pod);
  if (number === undefined) return [];
  return [{ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: number, ...(port.appProtocol && { appProtocol: port.appProtocol }) }];
});

export function endpointOf(service: core.Service, pod: core.Pod, node: core.Node | undefined, family: Family): discovery.Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = publishesUnready(service) || (serving && !terminating);
  const zone = node?.metadata.labels?.[zoneLabel];
  const { nodeName, hostname, subdomain } = pod.spec;
  const endpoint: discovery.Endpoint = {
    addresses: addressesOf(pod, family),
    conditions: { ready, serving, terminating },
    ...(hostname && subdomain === service.metadata.name && { hostname }),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: uidOf(pod) },
    ...(nodeName && { nodeName }),
    ...(zone && { zone }),
  };
  const hints = ready && !wantsHints(service) ? hintsOf(service.spec.trafficDistribution, endpoint) : undefined;
  return hints ? { ...endpoint, hints } : endpoint;
}

const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

/** Where its traffic should come from (KEP-4444, KEP-3015). */
function hintsOf(distribution: string | undefined, { zone, nodeName }: discovery.Endpoint): discovery.EndpointHints | undefined {
  if (distribution === undefined || !distributions.includes(distribution)) return undefined;
  const forNodes = distribution === 'PreferSameNode' && nodeName;
  if (!zone && !forNodes) return undefined;
  return { ...(zone && { forZones: [{ name: zone }] }), ...(forNodes && { forNodes: [{ name: nodeName }] }) };
}
