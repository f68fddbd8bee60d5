/** Descriptions of discovery.k8s.io/v1. */
import { endpointPort } from './core/services';
import type { Descriptions } from './shape';

export const discovery: Descriptions = () => ({
  EndpointSlice: ['Some of the addresses behind a service; all slices with its label kubernetes.io/service-name together are all of them.', {
    addressType: 'IPv4, IPv6 or FQDN. It cannot change.', endpoints: 'The endpoints, at most 1000.', ports: 'Ports of all of them.',
  }],
  Endpoint: ['Somebody who answers for a service.', {
    addresses: 'Its addresses; only the first is used.', conditions: 'Whether it can be used.', hostname: 'Its host name, for DNS.', targetRef: 'The object, usually a pod.', nodeName: 'Its node.', zone: 'Its zone.',
    hints: 'Who should prefer it.', topology: 'Labels of its node: where it is.', deprecatedTopology: 'Labels of its node that are no fields of their own. Only read.',
  }],
  EndpointConditions: ['Whether an endpoint can be used.', {
    ready: 'True: it should get traffic.', serving: 'The same, whether or not it is about to end.', terminating: 'True: it is about to end.',
  }],
  EndpointHints: ['Who should prefer an endpoint.', { forZones: 'Clients in these zones.', forNodes: 'Clients on these nodes.' }],
  ForZone: ['A zone.', { name: 'Its name.' }],
  ForNode: ['A node.', { name: 'Its name.' }],
  EndpointPort: ['A port of endpoints.', endpointPort()],
});
