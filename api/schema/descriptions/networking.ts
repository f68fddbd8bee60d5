/** Descriptions of networking.k8s.io. */
import { portStatus } from './shared';
import type { Descriptions } from './shape';

const noRule = 'Where requests go that no rule fits.';

export const networking: Descriptions = () => ({
  Ingress: ['Leads HTTP requests from outside to services, by host and path.'],
  IngressSpec: ['Where requests go.', {
    ingressClassName: 'Class whose controller acts on it; the default class when left out.', defaultBackend: noRule, backend: noRule, tls: 'Certificates for hosts.', rules: 'Rules by host and path.',
  }],
  IngressRule: ['Rules for one host.', { host: 'The host; *.example.com stands for one further label. Left out: every host.', http: 'Where requests go, by path.' }],
  IngressRuleValue: ['Rules for one host.', { http: 'Where requests go, by path.' }],
  HTTPIngressRuleValue: ['Where requests go, by path.', { paths: 'The paths; the longest that fits counts.' }],
  HTTPIngressPath: ['Where requests for a path go.', {
    path: 'The path, beginning with /.', pathType: 'Exact: this path. Prefix: this one and all below it. ImplementationSpecific: as the controller likes.', backend: 'Where they go.',
  }],
  IngressBackend: ['Where requests go: a service or another object.', {
    service: 'A service of the namespace.', resource: 'An object of the namespace that the controller understands.',
    serviceName: 'Name of a service of the namespace.', servicePort: 'Its port, by name or number.',
  }],
  IngressServiceBackend: ['A port of a service.', { name: 'Name of the service.', port: 'The port.' }],
  ServiceBackendPort: ['A port of a service, by name or number.', { name: 'Its name.', number: 'Its number.' }],
  IngressTLS: ['A certificate for hosts.', { hosts: 'The hosts; they should be those of the certificate.', secretName: 'Secret with certificate and key.' }],
  IngressStatus: ['How it is reached.', { loadBalancer: 'Its balancer.' }],
  IngressLoadBalancerStatus: ['A load balancer.', { ingress: 'Where it takes requests in.' }],
  IngressLoadBalancerIngress: ['Where a balancer takes requests in.', { ip: 'Address.', hostname: 'Host name.', ports: 'Its ports.' }],
  IngressPortStatus: ['State of a port.', portStatus()],
  IngressClass: ['A controller for ingresses, with its settings. The annotation ingressclass.kubernetes.io/is-default-class makes one the default.'],
  IngressClassSpec: ['Which controller, with which settings.', { controller: 'Name of the controller, such as example.com/ingress. It cannot change.', parameters: 'Object with settings.' }],
  IngressClassParametersReference: ['The object with the settings.', {
    apiGroup: 'Its API group.', kind: 'Its kind.', name: 'Its name.', scope: 'Cluster (default) or Namespace.', namespace: 'Its namespace, with scope Namespace.',
  }],
  NetworkPolicy: ['Which connections pods may accept and open. Pods that no policy chooses may do anything.'],
  NetworkPolicySpec: ['Which pods, and what they may.', {
    podSelector: 'Pods of the namespace that it is about; an empty one chooses all.', ingress: 'Connections they accept. None when empty.', egress: 'Connections they open. None when empty, if Egress is one of the policyTypes.',
    policyTypes: 'Ingress, Egress or both; when left out Ingress, and Egress where there are egress rules.',
  }],
  NetworkPolicyIngressRule: ['Connections that are accepted: from one of `from` to one of `ports`.', { from: 'Where from; anywhere when empty.', ports: 'To which ports; all when empty.' }],
  NetworkPolicyEgressRule: ['Connections that are opened: to one of `to` at one of `ports`.', { to: 'Where to; anywhere when empty.', ports: 'To which ports; all when empty.' }],
  NetworkPolicyPeer: ['The other side of a connection: pods, or addresses.', {
    podSelector: 'Pods, of this namespace unless namespaceSelector says otherwise.', namespaceSelector: 'Namespaces; an empty one chooses all.', ipBlock: 'Addresses; then neither of the others.',
  }],
  NetworkPolicyPort: ['A port.', { protocol: 'TCP (default), UDP or SCTP.', port: 'Its number or name; all when left out.', endPort: 'Last port of a range that begins with `port`.' }],
  IPBlock: ['A range of addresses.', { cidr: 'The range.', except: 'Parts of it that are left out.' }],
  IPAddress: ['An address that is taken, as its name says.'],
  IPAddressSpec: ['Who has the address.', { parentRef: 'The object.' }],
  ParentReference: ['Names the object that has something.', { group: 'Its API group.', resource: 'Its resource.', namespace: 'Its namespace.', name: 'Its name.' }],
  ServiceCIDR: ['Ranges from which services get their addresses.'],
  ServiceCIDRSpec: ['The ranges.', { cidrs: 'At most one of each IP family. They cannot change.' }],
  ServiceCIDRStatus: ['Whether the ranges can be used.', { conditions: 'What is going on.' }],
});
