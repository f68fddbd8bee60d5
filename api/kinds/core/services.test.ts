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
  ['with equal ports', { ports: [{ port: 1, name: 'a' }, { port: 1, name: 'b' }] }, ['spec.ports[1]: Duplicate value: {"protocol":"TCP","port":1}']],
  ['with a node port inside the cluster', { ports: [{ port: 1, nodePort: 30000 }] }, ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"]],
  ['with a bad target', { ports: [{ port: 1, targetPort: 'http!' }] }, ['spec.ports[0].targetPort: Invalid value: "http!": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']],
  ['of unknown type', { type: 'Magic' }, ['spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"']],
  ['external without a name', { type: 'ExternalName', ports: [] }, ['spec.externalName: Required value']],
  ['headless on nodes', { type: 'NodePort', clusterIP: 'None' }, ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"]],
  ['with a loopback address', { externalIPs: ['127.0.0.1'] }, ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)']],
  ['with two first addresses', { clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.2'] }, ['spec.clusterIPs: Invalid value: ["10.96.0.2"]: first value must match `clusterIP`']],
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
