/** Descriptions of services and the addresses behind them. */
import { portStatus } from '../shared';
import type { Descriptions, FieldDescriptions } from '../shape';

/** core/v1 and discovery/v1 mean the same ports. */
export const endpointPort = (): FieldDescriptions => ({
  name: 'Name of the port, that of the service\'s port; may be empty for a single one.',
  port: 'Number of the port.',
  protocol: 'TCP (default), UDP or SCTP.',
  appProtocol: 'Protocol that is spoken there, such as kubernetes.io/h2c.',
});

export const services: Descriptions = () => ({
  Service: ['One name and address for a set of pods, however they come and go.', { spec: 'Which pods, and how they are reached.', status: 'Addresses from outside.' }],
  ServiceSpec: ['How a set of pods is reached.', {
    ports: 'Ports of the service.',
    selector: 'Labels of the pods behind it. Without one the endpoints are kept by somebody else.',
    type: 'ClusterIP (default): an address within the cluster. NodePort: also a port on every node. LoadBalancer: also a balancer outside. ExternalName: only another DNS name.',
    clusterIP: 'Its address in the cluster. Given by the server, or asked for on create; None for a headless service, whose name stands for the addresses of the pods.',
    clusterIPs: 'The same for each IP family; the first is clusterIP.',
    externalIPs: 'Further addresses at which nodes accept traffic for it; somebody else must lead it there.',
    sessionAffinity: 'ClientIP: a client comes to the same pod again. None (default): any pod.',
    sessionAffinityConfig: 'Settings for sessionAffinity.',
    loadBalancerIP: 'Deprecated: address that the balancer should have, where it can be chosen.',
    loadBalancerSourceRanges: 'Clients that may use the balancer, as CIDRs, where that can be limited.',
    loadBalancerClass: 'Who makes the balancer; the provider of the cluster when left out. It cannot change.',
    allocateLoadBalancerNodePorts: 'False: a balancer gets no node ports, where it does without. True by default.',
    externalName: 'DNS name that it stands for, with type ExternalName.',
    externalTrafficPolicy: 'Cluster (default): traffic from outside may go to any node\'s pods. Local: only to pods of the node where it came in, which keeps the client\'s address.',
    internalTrafficPolicy: 'The same for traffic from inside.',
    trafficDistribution: 'Preference for near endpoints: PreferSameZone (PreferClose) or PreferSameNode.',
    healthCheckNodePort: 'Port at which nodes say whether they have pods of it; for type LoadBalancer with externalTrafficPolicy Local.',
    publishNotReadyAddresses: 'True: pods are found in DNS although they are not ready.',
    ipFamilies: 'IPv4, IPv6 or both, in order of preference.',
    ipFamilyPolicy: 'SingleStack, PreferDualStack (both where the cluster has both) or RequireDualStack.',
  }],
  ServicePort: ['A port of a service.', {
    name: 'Name of the port; needed when there are several.',
    port: 'Number at the service.',
    targetPort: 'Port of the pods, by number or by the name of a container port; the same as `port` when left out.',
    nodePort: 'Port on every node, for types NodePort and LoadBalancer. Given by the server, or asked for.',
    protocol: 'TCP (default), UDP or SCTP.',
    appProtocol: 'Protocol that is spoken there, such as kubernetes.io/h2c.',
  }],
  SessionAffinityConfig: ['Settings for the stickiness of clients.', { clientIP: 'For ClientIP.' }],
  ClientIPConfig: ['Settings for the affinity by address.', { timeoutSeconds: 'How long a client is remembered, 1 to 86400 seconds; three hours by default.' }],
  ServiceStatus: ['How a service is reached from outside.', { loadBalancer: 'Its balancer.', conditions: 'What is going on.' }],
  LoadBalancerStatus: ['A load balancer.', { ingress: 'Where it takes traffic in.' }],
  LoadBalancerIngress: ['Where a balancer takes traffic in.', {
    ip: 'Address.', hostname: 'Host name, where it has no fixed address.', ipMode: 'VIP: packets arrive with this address. Proxy: with that of the node or pod.', ports: 'State of its ports.',
  }],
  PortStatus: ['State of a port of a balancer.', portStatus()],
  Endpoints: ['The addresses behind a service. Deprecated: EndpointSlice says more, and in pieces.', { subsets: 'Addresses with the same ports.' }],
  EndpointSubset: ['Every address has every port.', {
    addresses: 'Addresses that are ready.', notReadyAddresses: 'Addresses that are not.', ports: 'Ports of all of them.',
  }],
  EndpointAddress: ['An address behind a service.', { ip: 'The address.', hostname: 'Host name of the endpoint.', nodeName: 'Its node.', targetRef: 'The object, usually a pod, that has it.' }],
  EndpointPort: ['A port of endpoints.', endpointPort()],
});
