import { formatFieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { cells, context, create, faultsOf, read, updateFaults } from '../testing/apply';
import { services } from './services';

const web = (spec: object = {}): object => ({ metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec } });
const faults = (spec: object): string[] => faultsOf(services, create(services, web(spec)));

/** As stored after its address was given out. */
const stored = (spec: object = {}): core.Service => create(services, web({ clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', ...spec }));

const put = (old: core.Service, spec: object): core.ServiceSpec => {
  const sent = read(services, web(spec));
  services.strategy.prepareForUpdate?.(sent, old, context);
  return sent.spec;
};

test('defaults', () => {
  expect(create(services, web())).toMatchObject({ spec: { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster', ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }] }, status: { loadBalancer: {} } });
  expect(read(services, web({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' })).spec).toMatchObject({
    externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } });
});

test.each<[string, object, string[]]>([
  ['ordinary', {}, []],
  ['without ports', { ports: [] }, ['spec.ports: Required value']],
  ['headless without ports', { ports: [], clusterIP: 'None' }, []],
  ['with a port out of range', { ports: [{ port: 0, targetPort: 80 }] }, ['spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive']],
  ['with nameless ports', { ports: [{ port: 1 }, { port: 2, name: 'b' }] }, ['spec.ports[0].name: Required value']],
  ['with equal ports', { ports: [{ port: 1, name: 'a' }, { port: 1, name: 'b' }] }, ['spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":1,"TargetPort":0,"NodePort":0}']],
  ['with a node port inside the cluster', { ports: [{ port: 1, nodePort: 30000 }] }, ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"]],
  ['with a bad target', { ports: [{ port: 1, targetPort: 'http!' }] }, ['spec.ports[0].targetPort: Invalid value: "http!": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']],
  ['of unknown type', { type: 'Magic' }, ['spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"']],
  ['external without a name', { type: 'ExternalName', ports: [] }, ['spec.externalName: Required value']],
  ['headless on nodes', { type: 'NodePort', clusterIP: 'None' }, ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"]],
  ['with a loopback address', { externalIPs: ['127.0.0.1'] }, ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)']],
  ['with two first addresses', { clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.2'] }, ['spec.clusterIPs: Invalid value: ["10.96.0.2"]: first value must match `clusterIP`']],
  ['with an address that is none', { clusterIP: 'x' }, ['spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
  ['with addresses but no first one', { clusterIPs: ['10.96.0.2'] }, ['spec.clusterIPs: Invalid value: ["10.96.0.2"]: must be empty when `clusterIP` is not specified']],
  ['without an address, and with one', { clusterIP: 'None', clusterIPs: ['None', '10.96.0.2'] }, ["spec.clusterIPs: Invalid value: [\"None\",\"10.96.0.2\"]: 'None' must be the first and only value"]],
  ['of the other family', { clusterIP: 'fd00::1', clusterIPs: ['fd00::1'], ipFamilies: ['IPv4'] }, ['spec.clusterIPs[0]: Invalid value: "fd00::1": expected an IPv4 value as indicated by `ipFamilies[0]`']],
  ['of two families', { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'SingleStack' }, [
    "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
    'spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster']],
  ['that must have two families', { ipFamilyPolicy: 'RequireDualStack' }, ['spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services']],
  ['that may have two families', { ipFamilyPolicy: 'PreferDualStack' }, []],
  ['for others', { clusterIP: 'None', selector: undefined }, []],
  ['external with an address', { type: 'ExternalName', externalName: 'example.com.', clusterIPs: ['10.96.0.2'], ports: [] }, ['spec.clusterIPs: Forbidden: may not be set for ExternalName services']],
  ['that knows its clients too long', { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } } }, ['spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400']],
  ['of a balancer, and none', { loadBalancerClass: 'example.com/lb', loadBalancerSourceRanges: ['10.0.0.0/8'], allocateLoadBalancerNodePorts: true }, [
    'LoadBalancerSourceRanges', 'allocateLoadBalancerNodePorts', 'loadBalancerClass'].map((field) => `spec.${field}: Forbidden: may only be used when \`type\` is 'LoadBalancer'`)],
  ['with the policy of what is reached from outside', { externalTrafficPolicy: 'Local', healthCheckNodePort: 30000 }, [
    'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    "spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"]],
  ['spread in an unknown way', { trafficDistribution: 'Far' }, ['spec.trafficDistribution: Unsupported value: "Far": supported values: "PreferClose", "PreferSameNode", "PreferSameZone"']],
])('a service %s', (_, spec, expected) => expect(faults(spec)).toEqual(expected));

test('a PUT of the manifest keeps what was given out', () => {
  expect(put(stored(), {})).toMatchObject({ clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
  const onNodes = stored({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
  expect(put(onNodes, { type: 'NodePort' }).ports).toEqual([{ port: 80, targetPort: 80, protocol: 'TCP', nodePort: 30080 }]);
});

test('an address never changes', () => {
  expect(updateFaults(services, stored(), web({ clusterIP: '10.96.0.11' }))).toEqual(['spec.clusterIPs[0]: Invalid value: ["10.96.0.11"]: may not change once set']);
  expect(updateFaults(services, stored(), web())).toEqual([]);
});

test('a changed type drops what only the old one had', () => {
  const old = stored({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
  const { ports, externalTrafficPolicy } = put(old, { ...old.spec, type: 'ClusterIP' });
  expect([ports?.[0]?.nodePort, externalTrafficPolicy]).toEqual([undefined, undefined]);
  expect(updateFaults(services, stored(), web({ ...stored().spec, type: 'ExternalName', externalName: 'example.com', internalTrafficPolicy: undefined }))).toEqual([]);
});

test.each<[string, core.Service, object]>([
  ['ClusterIP', stored(), { Type: 'ClusterIP', 'Cluster-IP': '10.96.0.10', 'External-IP': '<none>', 'Port(s)': '80/TCP', Selector: 'app=web' }],
  ['NodePort', stored({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }, { port: 53, name: 'dns', protocol: 'UDP' }] }), { 'Port(s)': '80:30080/TCP,53/UDP' }],
  ['LoadBalancer', stored({ type: 'LoadBalancer' }), { 'External-IP': '<pending>' }],
  ['ExternalName', create(services, web({ type: 'ExternalName', externalName: 'example.com', ports: [] })), { 'Cluster-IP': '<none>', 'External-IP': 'example.com', 'Port(s)': '<none>' }],
  ['headless', create(services, web({ clusterIP: 'None' })), { 'Cluster-IP': 'None' }],
])('row of a %s service', (_, service, expected) => expect(cells(services, service)).toMatchObject(expected));

test('what has neither address nor selector is of both families', () => {
  expect(read(services, web({ clusterIP: 'None', selector: undefined })).spec).toMatchObject({ ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] });
  expect(read(services, web({ clusterIP: 'None' })).spec.ipFamilyPolicy).toBeUndefined();
});

test.each<[string, object, object, string[]]>([
  ['class', { type: 'LoadBalancer', loadBalancerClass: 'example.com/a' }, { type: 'LoadBalancer', loadBalancerClass: 'example.com/b' }, ['spec.loadBalancerClass: Invalid value: "example.com/b": may not change once set']],
  ['port for questions of health', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30000 }, { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30001 },
    ['spec.healthCheckNodePort: Forbidden: field is immutable']],
  ['second address', { clusterIPs: ['10.96.0.10', 'fd00::1'], ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'PreferDualStack' }, { clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'PreferDualStack' }, [
    "spec.ipFamilyPolicy: Invalid value: \"PreferDualStack\": must be set to 'SingleStack' when releasing the secondary clusterIP",
    "spec.ipFamilyPolicy: Invalid value: \"PreferDualStack\": must be set to 'SingleStack' when releasing the secondary ipFamily"]],
])('its %s is settled', (_, before, after, expected) => expect(updateFaults(services, stored(before), web(after))).toEqual(expected));

test('node ports are kept by the names of the ports, and the port for questions of health goes with its need', () => {
  const old = stored({ type: 'NodePort', ports: [{ name: 'a', port: 80, nodePort: 30080 }, { name: 'b', port: 81, nodePort: 30081 }] });
  expect(put(old, { type: 'NodePort', ports: [{ name: 'b', port: 90 }, { name: 'c', port: 80 }] }).ports?.map(({ nodePort }) => nodePort)).toEqual([30081, undefined]);
  const local = stored({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30000 });
  expect(put(local, { ...local.spec, externalTrafficPolicy: 'Cluster' }).healthCheckNodePort).toBeUndefined();
  expect(put(local, { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }).healthCheckNodePort).toBe(30000);
});

test.each<[string, object, object, string[]]>([
  ['of a balancer', { type: 'LoadBalancer' }, { ip: '10.0.0.1', ipMode: 'VIP' }, []],
  ['of no balancer', {}, { ip: '10.0.0.1' }, ["status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'"]],
  ['with an address for a name', { type: 'LoadBalancer' }, { hostname: '10.0.0.1' }, ['status.loadBalancer.ingress[0].hostname: Invalid value: "10.0.0.1": must be a DNS name, not an IP address']],
  ['with a mode of nothing', { type: 'LoadBalancer' }, { ipMode: 'VIP' }, ['status.loadBalancer.ingress[0].ipMode: Forbidden: may not be specified when `ip` is not set']],
  ['with an unknown mode', { type: 'LoadBalancer' }, { ip: 'x', ipMode: 'NAT' }, [
    'status.loadBalancer.ingress[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'status.loadBalancer.ingress[0].ipMode: Unsupported value: "NAT": supported values: "Proxy", "VIP"']],
])('a status %s', (_, spec, ingress, expected) => {
  const { status } = services.subresources;
  if (status?.type !== 'view') throw new Error('no view');
  const old = stored(spec);
  expect((status.validateUpdate?.({ ...old, status: { loadBalancer: { ingress: [ingress] } } }, old) ?? []).map(formatFieldError)).toEqual(expected);
});

test.each<[string, object, string[]]>([
  ['ordinary', {}, []],
  ['headless', { clusterIP: 'None', loadBalancerIP: '10.0.0.1', externalIPs: ['10.0.0.2'], sessionAffinity: 'ClientIP' }, [
    'spec.loadBalancerIP is ignored for headless services', 'spec.externalIPs is ignored for headless services', 'spec.SessionAffinity is ignored for headless services']],
  ['with external addresses', { externalIPs: ['2001:DB8::1'] }, [
    'spec.externalIPs[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")', 'spec.externalIPs is deprecated and may no longer be implemented in some clusters']],
  ['external', { type: 'ExternalName', externalName: 'example.com', externalIPs: ['10.0.0.2'] }, ['spec.externalIPs is ignored when spec.type is "ExternalName"']],
  ['with a name for nothing', { externalName: 'example.com', trafficDistribution: 'PreferClose' }, [
    'spec.externalName is ignored when spec.type is not "ExternalName"', 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']],
])('warnings of a service that is %s', (_, spec, expected) => expect(services.strategy.warnings?.(create(services, web(spec)), undefined)).toEqual(expected));
