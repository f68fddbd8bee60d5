import type { globalscheduler } from '../../api';
import { hasMachines, machinesOf, podNameOf, podOf } from './machines';

const group = (selected: object[], more: object = {}): object =>
  ({ name: 'g', charge: {}, resources: [{ name: 'lobby', flavor_id: 'small', count: 2, vcpus: 2, ram: 512 }, { name: 'match', flavor_id: 'large', count: 1, vcpus: 8, ram: 1024 }], selected, ...more });

const own = { node_id: 'own/1', region: 'north', availability_zone: 'z', copies: 2, node_selector: 'site=a' };
const foreign = { node_id: 'far', region: 'north', availability_zone: 'y', copies: 3 };

const allocation = (groups: object[], name = 'web', metadata: object = {}, status: object = {}): globalscheduler.Allocation => ({
  apiVersion: 'globalscheduler.com/v1', kind: 'Allocation', metadata: { name, namespace: 'shop', uid: 'u', ...metadata },
  spec: { replicas: 1, resource_group: { name: 'g', resources: [{ name: 'lobby', count: 2, flavors: [], virtual_machine: { image: 'img' } }, { name: 'match', count: 1, flavors: [] }] } },
  status: { sequence: 1, resource_groups: groups, ...status } as globalscheduler.AllocationStatus,
});

const names = (of: globalscheduler.Allocation): string[] => [...machinesOf(of)].map(podNameOf);

test('one pod for each machine of each copy on sites of ours', () => {
  expect(names(allocation([group([foreign, own]), group([{ ...own, copies: 1 }])]))).toEqual([
    'web-3-0-0', 'web-3-0-1', 'web-3-1-0', 'web-4-0-0', 'web-4-0-1', 'web-4-1-0', 'web-5-0-0', 'web-5-0-1', 'web-5-1-0',
  ]);
  expect(names(allocation([group([foreign])]))).toEqual([]);
});

test.each<[string, globalscheduler.Allocation, boolean]>([
  ['on ours', allocation([group([own])]), true],
  ['elsewhere', allocation([group([foreign])]), false],
  ['no place yet', { ...allocation([]), status: {} }, false],
  ['nothing is said of it', { ...allocation([]), status: undefined }, false],
])('who has machines: %s', (_, of, expected) => expect(hasMachines(of)).toBe(expected));

test('what a pod says', () => {
  const [first, , third] = [...machinesOf(allocation([group([own])]))];
  expect(podOf(first!)).toEqual({
    apiVersion: 'v1', kind: 'Pod', status: {},
    metadata: {
      name: 'web-0-0-0', namespace: 'shop',
      labels: { 'globalscheduler.com/allocation': 'web', 'globalscheduler.com/allocation-uid': 'u', 'globalscheduler.com/machine': '0-0-0' },
      annotations: { 'globalscheduler.com/site': 'own/1', 'globalscheduler.com/flavor': 'small', 'globalscheduler.com/resource': 'lobby' },
      ownerReferences: [{ apiVersion: 'globalscheduler.com/v1', kind: 'Allocation', name: 'web', uid: 'u', controller: true, blockOwnerDeletion: true }],
    },
    spec: { nodeSelector: { site: 'a' }, containers: [{ name: 'machine', image: 'img', resources: { requests: { cpu: '2', memory: '512Mi' } } }] },
  });
  expect(podOf(third!).spec.containers[0]).toMatchObject({ image: 'globalscheduler.com/machine', resources: { requests: { cpu: '8', memory: '1024Mi' } } });
});

test.each([
  ['site in (a, b), !old', [{ key: 'old', operator: 'DoesNotExist' }, { key: 'site', operator: 'In', values: ['a', 'b'] }]],
  ['site!=a,size>3', [{ key: 'site', operator: 'NotIn', values: ['a'] }, { key: 'size', operator: 'Gt', values: ['3'] }]],
])('nodes that %s', (node_selector, expected) => {
  const [machine] = [...machinesOf(allocation([group([{ ...own, node_selector }])]))];
  expect(podOf(machine!).spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([{ matchExpressions: expected }]);
});

test('any node', () => {
  const [machine] = [...machinesOf(allocation([group([{ ...own, node_selector: '' }])]))];
  expect(Object.keys(podOf(machine!).spec)).toEqual(['containers']);
});

test('long names are cut, and stay apart', () => {
  const long = (end: string): globalscheduler.Allocation => allocation([group([own])], `${'a.'.repeat(120)}${end}`);
  const [one, other] = [names(long('x'))[0]!, names(long('y'))[0]!];
  expect(one).not.toBe(other);
  for (const name of [one, other]) {
    expect(name.length).toBeLessThan(200);
    expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
  }
  expect(podOf([...machinesOf(long('x'))][0]!).metadata.labels).not.toHaveProperty('globalscheduler.com/allocation');
});
