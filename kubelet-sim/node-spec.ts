/** What a simulated node says of itself. */
import { formatTime, type core } from '../api';

/** Marks nodes that kubelet-sim serves; put it on a node of your own to have it served as well. */
export const simulatedLabel = 'minikapi.dev/simulated';

export const isSimulated = (node: core.Node): boolean => node.metadata.labels?.[simulatedLabel] === 'true';

export interface NodeCapacity {
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  readonly pods: string;
}

export const defaultCapacity: NodeCapacity = { cpu: '8', memory: '32Gi', ephemeralStorage: '100Gi', pods: '110' };

export const nodeName = (index: number): string => `node-${index + 1}`;

/** Which place in the address plan a node takes: its number when the name has one, else one derived from the name. */
export function placeOf(name: string): number {
  const number = /^node-([1-9]\d{0,4})$/.exec(name)?.[1];
  if (number !== undefined) return Number(number) - 1;
  return [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7) & 0x7fff;
}

/** Node n's pods live in 10.244.n.0/24 and on (as with kubeadm's customary 10.244.0.0/16), wrapping inside 10.128.0.0/9. */
export const podCidr = (place: number): string => `10.${128 + ((116 + (place >> 8)) % 128)}.${place & 255}.0/24`;

const hostAddress = (place: number): string => `172.${18 + ((place + 2) >> 16)}.${((place + 2) >> 8) & 255}.${(place + 2) & 255}`;

export const addressOf = (node: core.Node): string | undefined => node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;

/** As a kubelet registers it: with its status, ready at once. */
export function nodeObject(index: number, capacity: NodeCapacity, now: number): core.Node {
  const name = nodeName(index);
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
      },
    },
    spec: { podCIDR: podCidr(index), podCIDRs: [podCidr(index)] },
    status: {},
  };
  return { ...node, status: nodeStatus(node, capacity, now) };
}

const healthy = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

/** Whether the node says everything that nodeStatus would say, but for the time. */
export const isHealthy = ({ status }: core.Node): boolean =>
  Boolean(status.capacity && status.allocatable && status.addresses?.length && status.nodeInfo?.kubeletVersion) &&
  healthy.every(([type, value]) => status.conditions?.some((condition) => condition.type === type && condition.status === value));

/** When the node last said so, in milliseconds since the epoch; 0: never. */
export const lastHeartbeat = ({ status }: core.Node): number =>
  Date.parse(status.conditions?.find(({ type }) => type === 'Ready')?.lastHeartbeatTime ?? '') || 0;

/** The status of a healthy node; what a user gave it (capacity, addresses, conditions of others) stays. */
export function nodeStatus({ metadata: { name = '', uid = '' }, status }: core.Node, capacity: NodeCapacity, now: number): core.NodeStatus {
  const amount = status.capacity ?? { cpu: capacity.cpu, 'ephemeral-storage': capacity.ephemeralStorage, memory: capacity.memory, pods: capacity.pods };
  return {
    ...status,
    capacity: amount,
    allocatable: status.allocatable ?? amount,
    conditions: [...healthyConditions(status.conditions ?? [], now), ...(status.conditions ?? []).filter(isOther)],
    addresses: status.addresses ?? [{ type: 'InternalIP', address: hostAddress(placeOf(name)) }, { type: 'Hostname', address: name }],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: (uid || name).replace(/-/g, ''),
      systemUUID: uid || name,
      bootID: uid || name,
      kernelVersion: '6.1.0-minikapi',
      osImage: 'minikapi simulated node',
      containerRuntimeVersion: 'minikapi://0.1.0',
      kubeletVersion: 'v1.36.0',
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
  };
}

const isOther = ({ type }: core.NodeCondition): boolean => !healthy.some(([ours]) => ours === type);

const healthyConditions = (existing: readonly core.NodeCondition[], now: number): core.NodeCondition[] => healthy.map(([type, status, reason, message]) => {
  const old = existing.find((condition) => condition.type === type);
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime : formatTime(now);
  return { type, status, lastHeartbeatTime: formatTime(now), lastTransitionTime, reason, message };
});
