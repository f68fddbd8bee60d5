/** What the slices should say that mirror Endpoints kept by hand (upstream's pkg/controller/endpointslicemirroring). Pure. */
import { isIP } from 'node:net';
import { omit, type core, type discovery } from '../../api';
import { familyOf, type Family } from '../endpoints/families';
import { managedByLabel, serviceNameLabel, triggerTimeAnnotation, type Group, type Wanted } from './plan';

export const manager = 'endpointslicemirroring-controller.k8s.io';

/** kube-controller-manager --mirroring-max-endpoints-per-subset. */
export const limit = 1000;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export interface Mirrored {
  readonly wanted: Wanted;
  readonly invalid: number;
  readonly tooMany: number;
}

export function mirror(endpoints: core.Endpoints): Mirrored {
  const { name = '', labels } = endpoints.metadata;
  const annotations = omit(endpoints.metadata.annotations ?? {}, lastApplied, triggerTimeAnnotation);
  const groups = new Map<string, Group & { readonly endpoints: discovery.Endpoint[] }>();
  let [invalid, tooMany] = [0, 0];
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.subsets ?? []) {
    const all = [...addresses.map((address) => ({ address, ready: true })), ...notReadyAddresses.map((address) => ({ address, ready: false }))];
    const valid = all.filter(({ address: { ip } }) => isIP(ip) !== 0);
    const taken = valid.slice(0, limit);
    if (valid.length > limit) tooMany += valid.length - limit;
    invalid += all.length - valid.length;
    for (const { address, ready } of taken) groupFor(groups, familyOf(address.ip), ports).endpoints.push(endpointOf(address, ready));
  }
  return { invalid, tooMany, wanted: { owner: endpoints, annotations, labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: manager }, limit, groups: [...groups.values()] } };
}

function groupFor(groups: Map<string, Group & { readonly endpoints: discovery.Endpoint[] }>, addressType: Family, ports: readonly core.EndpointPort[]): { readonly endpoints: discovery.Endpoint[] } {
  const key = JSON.stringify([addressType, ports]);
  const known = groups.get(key);
  if (known) return known;
  const group = { addressType, ports: ports.map(portOf), endpoints: [] };
  groups.set(key, group);
  return group;
}

const portOf = ({ name = '', port, protocol = 'TCP', appProtocol }: core.EndpointPort): discovery.EndpointPort =>
  ({ name, protocol, port, ...(appProtocol && { appProtocol }) });

const endpointOf = ({ ip, hostname, nodeName, targetRef }: core.EndpointAddress, ready: boolean): discovery.Endpoint => ({
  addresses: [ip], conditions: { ready }, ...(hostname && { hostname }), ...(targetRef && { targetRef }), ...(nodeName && { nodeName }),
});
