import { cells, create, faultsOf, read, updateFaults } from '../testing/apply';
import { nodes } from './nodes';

const node = (spec: object = {}, status: object = {}, metadata: object = {}): object => ({ metadata: { name: 'n1', ...metadata }, spec, status });

test('a kubelet registers with its status; what it can give is what it has', () => {
  const { status } = create(nodes, node({}, { capacity: { cpu: '4', memory: '8Gi' } }));
  expect(status).toMatchObject({ capacity: { cpu: '4', memory: '8Gi' }, allocatable: { cpu: '4', memory: '8Gi' } });
});

test.each<[string, object, string[]]>([
  ['taints by key and effect', node({ taints: [{ key: 'a', effect: 'NoSchedule' }, { key: 'a', effect: 'NoSchedule', value: 'x' }] }), [
    'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"x","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair']],
  ['an effect', node({ taints: [{ key: 'a' }] }), ['spec.taints[0].effect: Required value']],
  ['quantities', node({}, { capacity: { cpu: '-1' }, allocatable: { cpu: '1' } }), ['status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0']],
  ['ranges', node({ podCIDRs: ['10.0.0.0'] }), ['spec.podCIDRs[0]: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
  ['families', node({ podCIDRs: ['10.0.0.0/24', '10.1.0.0/24'] }), ['spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.1.0.0/24"]: may specify no more than one CIDR for each IP family']],
])('checks %s', (_, input, faults) => expect(faultsOf(nodes, create(nodes, input))).toEqual(faults));

test('a range and a provider are given once', () => {
  const old = create(nodes, node({ podCIDRs: ['10.0.0.0/24'], providerID: 'p' }));
  expect(updateFaults(nodes, old, node({ podCIDRs: ['10.1.0.0/24'], providerID: 'q' }))).toEqual([
    'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid', 'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid']);
  expect(updateFaults(nodes, create(nodes, node()), node({ podCIDRs: ['10.1.0.0/24'], providerID: 'q', unschedulable: true }))).toEqual([]);
});

test('row of a node', () => {
  const ready = { conditions: [{ type: 'Ready', status: 'True' }], addresses: [{ type: 'InternalIP', address: '10.0.0.2' }], nodeInfo: { kubeletVersion: 'v1.36.0' } };
  const labels = { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/edge': '' };
  expect(cells(nodes, read(nodes, node({ unschedulable: true }, ready, { labels, creationTimestamp: '2025-12-31T23:00:00Z' })))).toEqual({
    Name: 'n1', Status: 'Ready,SchedulingDisabled', Roles: 'edge,worker', Age: '60m', Version: 'v1.36.0',
    'Internal-IP': '10.0.0.2', 'External-IP': '<none>', 'OS-Image': '<unknown>', 'Kernel-Version': '<unknown>', 'Container-Runtime': '<unknown>',
  });
  expect(cells(nodes, read(nodes, node({}, { conditions: [{ type: 'Ready', status: 'Unknown' }] })))).toMatchObject({ Status: 'NotReady', Roles: '<none>' });
  expect(cells(nodes, read(nodes, node()))).toMatchObject({ Status: 'Unknown' });
});

test('the first range has a field of its own, which counts', () => {
  expect(read(nodes, node({ podCIDRs: ['10.0.0.0/24'] })).spec).toMatchObject({ podCIDR: '10.0.0.0/24' });
  expect(read(nodes, node({ podCIDR: '10.1.0.0/24', podCIDRs: ['10.0.0.0/24'] })).spec).toMatchObject({ podCIDR: '10.1.0.0/24', podCIDRs: ['10.1.0.0/24'] });
});

test('warnings', () => expect(nodes.strategy.warnings?.(create(nodes, node({ externalID: 'a', configSource: {}, podCIDRs: ['2001:DB8::/64'] })), undefined)).toEqual([
  'spec.configSource: the feature is removed', 'spec.externalID: this field is deprecated, and is unused by Kubernetes',
  'spec.podCIDRs[0]: IPv6 CIDR value "2001:DB8::/64" should be in RFC 5952 canonical format ("2001:db8::/64")']));
