/** Descriptions of nodes. */
import { condition } from '../shared';
import type { Descriptions, TypeDescription } from '../shape';

const noLonger = 'No longer used.';
const retired = (...fields: readonly string[]): TypeDescription => [noLonger, Object.fromEntries(fields.map((field) => [field, noLonger]))];

export const nodes: Descriptions = () => ({
  Node: ['A machine that pods run on.', { spec: 'What its administrator wants of it.', status: 'How it is doing, as its kubelet tells.' }],
  NodeSpec: ['What a node is to be.', {
    podCIDR: 'Range from which its pods get addresses.', podCIDRs: 'The same for each IP family; the first is podCIDR.', providerID: 'Its identity at the provider, as <provider>://<id>.',
    unschedulable: 'True: no new pods (`kubectl cordon`).', taints: 'What keeps pods away that do not tolerate it.', configSource: noLonger, externalID: noLonger,
  }],
  NodeStatus: ['How a node is doing.', {
    capacity: 'All resources that it has.', allocatable: 'Resources that are left for pods once the system has its share.', phase: noLonger,
    conditions: 'Ready, MemoryPressure, DiskPressure, PIDPressure, NetworkUnavailable.', addresses: 'Its addresses and names.', daemonEndpoints: 'Ports of its daemons.',
    nodeInfo: 'What it is and runs.', images: 'Images that it has.', volumesInUse: 'Volumes that its pods use.', volumesAttached: 'Volumes that are attached to it.',
    config: noLonger, runtimeHandlers: 'Ways in which it can run containers.', features: 'What its runtime can do.', declaredFeatures: 'Features that its kubelet says it has.',
  }],
  NodeCondition: ['One observation about a node.', { ...condition(), lastHeartbeatTime: 'When the kubelet last said so.' }],
  NodeAddress: ['An address of a node.', { type: 'Hostname, InternalIP, ExternalIP, InternalDNS or ExternalDNS.', address: 'The address.' }],
  NodeDaemonEndpoints: ['Ports of a node\'s daemons.', { kubeletEndpoint: 'The kubelet.' }],
  DaemonEndpoint: ['A port of a daemon.', { Port: 'Number of the port.' }],
  NodeSystemInfo: ['What a node is and runs.', {
    machineID: 'Identity of the installed system (/etc/machine-id).', systemUUID: 'Identity of the hardware.', bootID: 'Changes with every start.', kernelVersion: 'Version of the kernel (`uname -r`).',
    osImage: 'Name of the system.', containerRuntimeVersion: 'Name and version of the container runtime.', kubeletVersion: 'Version of the kubelet.', kubeProxyVersion: 'Deprecated.',
    operatingSystem: 'Operating system.', architecture: 'Architecture of the processor.', swap: 'Its swap space.',
  }],
  NodeSwapStatus: ['Swap space of a node.', { capacity: 'Bytes.' }],
  ContainerImage: ['An image on a node.', { names: 'Names by which it is known.', sizeBytes: 'Its size.' }],
  AttachedVolume: ['A volume that is attached to a node.', { name: 'Name of the volume.', devicePath: 'Path of the device.' }],
  NodeRuntimeHandler: ['A way in which a node can run containers.', { name: 'Name of the handler; empty for the default.', features: 'What it can do.' }],
  NodeRuntimeHandlerFeatures: ['What a runtime handler can do.', { recursiveReadOnlyMounts: 'Mounts that are read-only with all that is below.', userNamespaces: 'User namespaces.' }],
  NodeFeatures: ['What a node\'s runtime can do.', { supplementalGroupsPolicy: 'It honours supplementalGroupsPolicy.' }],
  ConfigMapNodeConfigSource: retired('namespace', 'name', 'uid', 'resourceVersion', 'kubeletConfigKey'),
  AvoidPods: retired('preferAvoidPods'),
  PreferAvoidPodsEntry: retired('podSignature', 'evictionTime', 'reason', 'message'),
  PodSignature: retired('podController'),
  NodeConfigSource: retired('configMap'),
  NodeConfigStatus: retired('assigned', 'active', 'lastKnownGood', 'error'),
});
