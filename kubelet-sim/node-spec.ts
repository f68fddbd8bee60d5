/** What a simulated node says of itself. */
import { formatTime, type core } from '../api';

/** Marks nodes that kubelet-sim serves; put it on a node of your own to have it served as well. */
export const simulatedLabel = 'minikapi.dev/simulated';

export interface NodeCapacity {
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  readonly pods: string;
}

export const defaultCapacity: NodeCapacity = { cpu: '8', memory: '32Gi', ephemeralStorage: '100Gi', pods: '110' };

export const nodeName = (index: number): string => `node-${index + 1}`;

/** Node n's pods live in 10.244.n.0/24 and on (as with kubeadm's customary 10.244.0.0/16), wrapping inside 10.128.0.0/9. */
export const podCidr = (index: number): string => `10.${128 + ((116 + (index >> 8)) % 128)}.${index & 255}.0/24`;

const hostAddress = (index: number): string => `172.${18 + ((index + 2) >> 16)}.${((index + 2) >> 8) & 255}.${(index + 2) & 255}`;

export function nodeObject(index: number): core.Node {
  const name = nodeName(index);
  return {
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
}

const healthy = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

/** The status of a healthy node; what a user gave it (capacity, addresses) stays. */
export function nodeStatus(node: core.Node, index: number, capacity: NodeCapacity, now: number): core.NodeStatus {
  const resources = { cpu: capacity.cpu, 'ephemeral-storage': capacity.ephemeralStorage, memory: capacity.memory, pods: capacity.pods };
  const amount = node.status.capacity ?? resources;
  return {
    ...node.status,
    capacity: amount,
    allocatable: node.status.allocatable ?? amount,
    conditions: healthy.map(([type, status, reason, message]) => {
      const old = node.status.conditions?.find((c) => c.type === type);
      const lastTransitionTime = old?.status === status ? old.lastTransitionTime : formatTime(now);
      return { type, status, lastHeartbeatTime: formatTime(now), lastTransitionTime, reason, message };
    }),
    addresses: node.status.addresses ?? [{ type: 'InternalIP', address: hostAddress(index) }, { type: 'Hostname', address: node.metadata.name ?? '' }],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: (node.metadata.uid ?? '').replace(/-/g, ''),
      systemUUID: node.metadata.uid ?? '',
      bootID: node.metadata.uid ?? '',
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
