/** What a simulated node says of itself. */
import { formatTime, podRange, type core } from '../api';
import { conditionsOf, healthyNode, type Pressures } from './node-conditions';
import type { NodeTemplate } from './node-pools';

export const simulatorVersion = '0.1.0';

/** Marks nodes that kubelet-sim serves; put it on a node of your own to have it served as well. */
export const simulatedLabel = 'minikapi.dev/simulated';

/** kwok's mark of its nodes (kubernetes-sigs/kwok docs: manage-nodes-with-annotation-selector). */
const kwokAnnotation = 'kwok.x-k8s.io/node';

export const isSimulated = ({ metadata: { labels, annotations } }: core.Node): boolean => labels?.[simulatedLabel] === 'true' || annotations?.[kwokAnnotation] === 'fake';

export interface NodeCapacity {
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  readonly pods: string;
}

export const defaultCapacity: NodeCapacity = { cpu: '8', memory: '32Gi', ephemeralStorage: '100Gi', pods: '110' };

/** Which place in the address plan a node wishes for: its number when the name has one, else its index, else one derived from the name. */
export function placeOf(name: string, index?: number): number {
  const number = /^node-([1-9]\d{0,4})$/.exec(name)?.[1];
  if (number !== undefined) return Number(number) - 1;
  if (index !== undefined) return index;
  return [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7) & 0x7fff;
}

/** Where node n's pods live: controllers give the free ones to nodes of others. */
export const podCidr = podRange;

export const hostAddress = (place: number): string => `172.${18 + ((place + 2) >> 16)}.${((place + 2) >> 8) & 255}.${(place + 2) & 255}`;

/** The address that a node of the name has unless it says another. */
export const plannedAddress = (name: string): string => hostAddress(placeOf(name));

export const addressOf = (node: core.Node): string | undefined => node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;

/** As a kubelet registers it: with its status, ready at once. What the template says stays. */
export function nodeObject(name: string, place: number, { metadata = {}, spec = {}, status = {} }: NodeTemplate, capacity: NodeCapacity, now: number, port: number): core.Node {
  const cidr = spec.podCIDR ?? podCidr(place);
  const node: core.Node = {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: {
      name,
      labels: {
        [simulatedLabel]: 'true',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'beta.kubernetes.io/arch': 'amd64',
        ...metadata.labels,
      },
      ...(metadata.annotations && { annotations: metadata.annotations }),
    },
    spec: { ...spec, podCIDR: cidr, podCIDRs: spec.podCIDRs ?? [cidr] },
    status: { ...status, addresses: status.addresses ?? addressesOf(name, hostAddress(place)) },
  };
  return { ...node, status: nodeStatus(node, { capacity, now, port }) };
}

const addressesOf = (name: string, address: string): core.NodeAddress[] => [{ type: 'InternalIP', address }, { type: 'Hostname', address: name }];

/** Where its kubelet listens, as the node says. */
export const kubeletPortOf = ({ status }: core.Node): number | undefined => status.daemonEndpoints?.kubeletEndpoint?.Port;

/** Whether the node says everything that nodeStatus would say, but for the time. */
export const isHealthy = (node: core.Node, port: number, troubles: Troubles = {}): boolean =>
  kubeletPortOf(node) === port && (troubles.bootId === undefined || node.status.nodeInfo?.bootID === troubles.bootId) && isComplete(node, conditionsOf(troubles));

/** Of a node that came up at that time. */
export const bootIdOf = ({ metadata: { uid = '' } }: core.Node, at: number): string => `${uid}-${Math.floor(at / 1000)}`;

/** What faults make of a node. */
export interface Troubles extends Pressures {
  /** Of its last start, where it had another. */
  readonly bootId?: string;
}

const isComplete = ({ status }: core.Node, wanted: typeof healthyNode): boolean =>
  Boolean(status.capacity && status.allocatable && status.addresses?.length && status.nodeInfo?.kubeletVersion) &&
  wanted.every(([type, value]) => status.conditions?.some((condition) => condition.type === type && condition.status === value));

/** When the node last said so, in milliseconds since the epoch; 0: never. */
export const lastHeartbeat = ({ status }: core.Node): number =>
  Date.parse(status.conditions?.find(({ type }) => type === 'Ready')?.lastHeartbeatTime ?? '') || 0;

export interface NodeFacts extends Troubles {
  readonly capacity: NodeCapacity;
  readonly now: number;
  /** Where its kubelet listens. */
  readonly port: number;
  readonly address?: string;
}

/** The status of a healthy node; what a user gave it (capacity, addresses, conditions of others) stays. */
export function nodeStatus({ metadata: { name = '', uid = '' }, status }: core.Node, { capacity, now, port, bootId, address = plannedAddress(name), ...pressures }: NodeFacts): core.NodeStatus {
  const amount = status.capacity ?? { cpu: capacity.cpu, 'ephemeral-storage': capacity.ephemeralStorage, memory: capacity.memory, pods: capacity.pods };
  return {
    ...status,
    capacity: amount,
    allocatable: status.allocatable ?? amount,
    conditions: [...saidConditions(conditionsOf(pressures), status.conditions ?? [], now), ...(status.conditions ?? []).filter(isOther)],
    addresses: status.addresses ?? addressesOf(name, address),
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
    nodeInfo: status.nodeInfo?.kubeletVersion ? { ...status.nodeInfo, ...(bootId !== undefined && { bootID: bootId }) } : {
      machineID: (uid || name).replace(/-/g, ''),
      systemUUID: uid || name,
      bootID: bootId ?? (uid || name),
      kernelVersion: '6.1.0-minikapi',
      osImage: 'minikapi simulated node',
      containerRuntimeVersion: `minikapi://${simulatorVersion}`,
      kubeletVersion: 'v1.36.0',
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
  };
}

const isOther = ({ type }: core.NodeCondition): boolean => !healthyNode.some(([ours]) => ours === type);

const saidConditions = (wanted: typeof healthyNode, existing: readonly core.NodeCondition[], now: number): core.NodeCondition[] => wanted.map(([type, status, reason, message]) => {
  const old = existing.find((condition) => condition.type === type);
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime : formatTime(now);
  return { type, status, lastHeartbeatTime: formatTime(now), lastTransitionTime, reason, message };
});
