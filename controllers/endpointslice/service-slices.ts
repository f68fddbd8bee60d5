/** What the slices of a service should say (Reconcile in kubernetes staging/src/k8s.io/endpointslice/reconciler.go). Pure. */
import { omit, type core, type discovery } from '../../api';
import { addressesOf, type Family } from '../endpoints/families';
import { publishesUnready } from '../endpoints/subsets';
import { endpointOf, familiesOf, hasEndpoint, portsOf } from './endpoint';
import { headlessLabel, managedByLabel, serviceNameLabel, type Group, type Wanted } from './plan';

export const manager = 'endpointslice-controller.k8s.io';

/** kube-controller-manager --max-endpoints-per-slice. */
const limit = 100;

export type FindNode = (name: string) => core.Node | undefined;

export function wantedSlices(service: core.Service, pods: readonly core.Pod[], findNode: FindNode): Wanted {
  return { owner: service, labels: labelsOf(service), limit, groups: familiesOf(service).flatMap((family) => groupsOf(service, pods, findNode, family)) };
}

function labelsOf({ metadata: { name = '', labels }, spec: { clusterIP } }: core.Service): Record<string, string> {
  const isHeadless = !clusterIP || clusterIP === 'None';
  return { ...omit(labels ?? {}, headlessLabel), ...(isHeadless && { [headlessLabel]: '' }), [serviceNameLabel]: name, [managedByLabel]: manager };
}

/** A service without endpoints has one slice that says so. */
function groupsOf(service: core.Service, pods: readonly core.Pod[], findNode: FindNode, addressType: Family): Group[] {
  const groups = new Map<string, Group & { readonly endpoints: discovery.Endpoint[] }>();
  for (const pod of pods) {
    if (!hasEndpoint(pod) || addressesOf(pod, addressType).length === 0) continue;
    const node = findNode(pod.spec.nodeName ?? '');
    // A pod of a node that is gone is on its way out; it comes in when its node turns up.
    if (!node && !publishesUnready(service)) continue;
    const ports = portsOf(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { addressType, ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(endpointOf(service, pod, node, addressType));
  }
  return groups.size > 0 ? [...groups.values()] : [{ addressType, ports: [], endpoints: [] }];
}
