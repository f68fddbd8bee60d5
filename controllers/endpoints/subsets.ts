/** The subsets of a Service's Endpoints from its pods (upstream's pkg/controller/endpoint, RepackSubsets). Pure. */
import type { core } from '../../api';
import { isPodFinished, isPodReady } from '../pods/state';
import { uidOf } from '../ownership';
import { addressesOf, familyOf, namedFamilies } from './families';

interface Entry {
  readonly address: core.EndpointAddress;
  readonly ready: boolean;
  readonly ports: readonly core.EndpointPort[];
}

/** Pods that resolve the service's ports alike share a subset. */
export function subsetsOf(service: core.Service, pods: readonly core.Pod[]): core.EndpointSubset[] {
  const unreadyToo = publishesUnready(service);
  const groups = new Map<string, Entry[]>();
  for (const pod of pods) {
    const ip = addressFor(service, pod);
    if (ip === undefined || isPodFinished(pod) || (pod.metadata.deletionTimestamp && !unreadyToo)) continue;
    const ports = portsFor(service, pod);
    // A service without ports (headless) still has addresses; one whose ports the pod does not have has none there.
    if (ports.length === 0 && (service.spec.ports?.length ?? 0) > 0) continue;
    const key = JSON.stringify(ports);
    const entry = { address: addressOf(service, pod, ip), ready: unreadyToo || isPodReady(pod), ports };
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entries]) => toSubset(entries));
}

export const publishesUnready = ({ spec }: core.Service): boolean => spec.publishNotReadyAddresses === true;

/** Endpoints are of one family: the service's first, or that of the pod. */
function addressFor(service: core.Service, pod: core.Pod): string | undefined {
  const { podIP } = pod.status;
  return podIP ? addressesOf(pod, namedFamilies(service)[0] ?? familyOf(podIP))[0] : undefined;
}

function toSubset(entries: readonly Entry[]): core.EndpointSubset {
  const addresses = (ready: boolean): core.EndpointAddress[] =>
    entries.filter((entry) => entry.ready === ready).map(({ address }) => address).sort((a, b) => (a.ip < b.ip ? -1 : Number(a.ip > b.ip)));
  const [ready, notReady, ports] = [addresses(true), addresses(false), entries[0]?.ports ?? []];
  return {
    ...(ready.length > 0 && { addresses: ready }), ...(notReady.length > 0 && { notReadyAddresses: notReady }), ...(ports.length > 0 && { ports: [...ports] }),
  };
}

function addressOf(service: core.Service, pod: core.Pod, ip: string): core.EndpointAddress {
  const hasName = pod.spec.hostname && pod.spec.subdomain === service.metadata.name;
  return {
    ip,
    ...(hasName && { hostname: pod.spec.hostname }),
    ...(pod.spec.nodeName && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: uidOf(pod) },
  };
}

function portsFor(service: core.Service, pod: core.Pod): core.EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = targetPort(port, pod);
    if (number === undefined) return [];
    return [{
      ...(port.name && { name: port.name }), port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol && { appProtocol: port.appProtocol }),
    }];
  });
}

/** A name is looked for among the containers' ports of the same protocol; it may mean another number in every pod. */
export function targetPort(port: core.ServicePort, pod: core.Pod): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target === 0 ? port.port : target;
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  return [...pod.spec.containers, ...sidecars].flatMap((container) => container.ports ?? [])
    .find((candidate) => candidate.name === target && (candidate.protocol ?? 'TCP') === (port.protocol ?? 'TCP'))?.containerPort;
}

const capacity = 1000;

const count = (subsets: readonly core.EndpointSubset[]): number =>
  subsets.reduce((total, { addresses = [], notReadyAddresses = [] }) => total + addresses.length + notReadyAddresses.length, 0);

/** At most a thousand addresses, ready ones first, in proportion to the subsets' sizes (KEP-752). */
export function truncate(subsets: core.EndpointSubset[]): { readonly subsets: core.EndpointSubset[]; readonly truncated: boolean } {
  if (count(subsets) <= capacity) return { subsets, truncated: false };
  const ready = share(subsets.map(({ addresses = [] }) => addresses.length), capacity);
  const left = capacity - ready.reduce((a, b) => a + b, 0);
  const notReady = share(subsets.map(({ notReadyAddresses = [] }) => notReadyAddresses.length), left);
  const cut = subsets.map((subset, i) => toCut(subset, ready[i] ?? 0, notReady[i] ?? 0));
  return { subsets: cut.filter((subset) => count([subset]) > 0), truncated: true };
}

function toCut({ addresses = [], notReadyAddresses = [], ports }: core.EndpointSubset, ready: number, notReady: number): core.EndpointSubset {
  return {
    ...(ready > 0 && { addresses: addresses.slice(0, ready) }), ...(notReady > 0 && { notReadyAddresses: notReadyAddresses.slice(0, notReady) }), ...(ports && { ports }),
  };
}

/** Parts of `sizes` in proportion, `total` in sum; what rounding leaves goes to the first that have more. */
function share(sizes: readonly number[], total: number): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  if (sum <= total) return [...sizes];
  const parts = sizes.map((size) => Math.floor((size * total) / sum));
  let left = total - parts.reduce((a, b) => a + b, 0);
  return parts.map((part, i) => (left > 0 && part < (sizes[i] ?? 0) ? (left -= 1, part + 1) : part));
}
