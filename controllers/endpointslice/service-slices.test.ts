import type { core } from '../../api';
import { pod } from '../testing/objects';
import { planSlices } from './plan';
import { wantedSlices } from './service-slices';

const service = (spec: Partial<core.ServiceSpec> = {}, labels?: Record<string, string>): core.Service => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', uid: 'service-uid', labels },
  spec: { clusterIP: '10.96.0.7', ipFamilies: ['IPv4'], selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' }], ...spec }, status: {},
});
const backend = (name: string, parts: { ready?: boolean; leaving?: boolean; port?: number; node?: string; hostname?: string; ips?: string[]; phase?: 'Succeeded' } = {}): core.Pod => pod({
  metadata: { name, uid: name, deletionTimestamp: parts.leaving ? '2026-01-01T00:00:00Z' : undefined },
  spec: { nodeName: parts.node ?? 'n1', hostname: parts.hostname, subdomain: parts.hostname && 'web', containers: [{ name: 'c', ports: [{ name: 'web', containerPort: parts.port ?? 8080, protocol: 'TCP' }] }] },
  status: {
    phase: parts.phase ?? 'Running', podIP: parts.ips?.[0] ?? '10.0.0.1', podIPs: (parts.ips ?? ['10.0.0.1']).map((ip) => ({ ip })),
    conditions: [{ type: 'Ready', status: parts.ready === false ? 'False' : 'True' }],
  },
});
const node = (name: string): core.Node | undefined =>
  (name === 'gone' ? undefined : { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'topology.kubernetes.io/zone': `zone-of-${name}` } }, spec: {}, status: {} });
const wanted = (of: core.Service, ...pods: core.Pod[]) => wantedSlices(of, pods, node);
const endpoints = (of: core.Service, ...pods: core.Pod[]) => wanted(of, ...pods).groups.flatMap((group) => group.endpoints);

test('an endpoint says who it is, where, and how it is', () => {
  expect(wanted(service(), backend('a', { hostname: 'db-0' })).groups).toEqual([{
    addressType: 'IPv4', ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
    endpoints: [{
      addresses: ['10.0.0.1'], conditions: { ready: true, serving: true, terminating: false }, hostname: 'db-0', nodeName: 'n1', zone: 'zone-of-n1',
      targetRef: { kind: 'Pod', namespace: 'default', name: 'a', uid: 'a' },
    }],
  }]);
});

test.each([
  ['ready', {}, {}, { ready: true, serving: true, terminating: false }],
  ['not ready', {}, { ready: false }, { ready: false, serving: false, terminating: false }],
  ['leaving', {}, { leaving: true }, { ready: false, serving: true, terminating: true }],
  ['leaving and not ready', {}, { leaving: true, ready: false }, { ready: false, serving: false, terminating: true }],
  ['published though not ready', { publishNotReadyAddresses: true }, { ready: false }, { ready: true, serving: false, terminating: false }],
  ['published though leaving', { publishNotReadyAddresses: true }, { leaving: true }, { ready: true, serving: true, terminating: true }],
])('conditions: %s', (_, spec, parts, conditions) => {
  expect(endpoints(service(spec), backend('a', parts))[0]?.conditions).toEqual(conditions);
});

test('pods that have ended, have no address, or no node are left out', () => {
  expect(endpoints(service(), backend('a', { phase: 'Succeeded' }), backend('b', { ips: [] }), backend('c', { node: 'gone' }))).toEqual([]);
  expect(endpoints(service({ publishNotReadyAddresses: true }), backend('c', { node: 'gone' }))).toHaveLength(1);
});

test('pods that mean other numbers by the same name are kept apart', () => {
  expect(wanted(service(), backend('a'), backend('b', { port: 9090 })).groups.map(({ ports }) => ports[0]?.port)).toEqual([8080, 9090]);
});

test('each family has its own slices', () => {
  const dual = service({ ipFamilies: ['IPv4', 'IPv6'] });
  expect(wanted(dual, backend('a', { ips: ['10.0.0.1', 'fd00::1'] })).groups.map(({ addressType, endpoints: [one] }) => [addressType, one?.addresses]))
    .toEqual([['IPv4', ['10.0.0.1']], ['IPv6', ['fd00::1']]]);
});

test.each([
  ['PreferSameZone', { forZones: [{ name: 'zone-of-n1' }] }],
  ['PreferClose', { forZones: [{ name: 'zone-of-n1' }] }],
  ['PreferSameNode', { forZones: [{ name: 'zone-of-n1' }], forNodes: [{ name: 'n1' }] }],
  [undefined, undefined],
])('hints of %s', (trafficDistribution, hints) => {
  expect(endpoints(service({ trafficDistribution }), backend('a'))[0]?.hints).toEqual(hints);
  expect(endpoints(service({ trafficDistribution }), backend('a', { ready: false }))[0]?.hints).toBeUndefined();
});

test('labels are the service\'s, and who keeps it', () => {
  const own = { 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };
  expect(wanted(service({}, { tier: 'front', 'kubernetes.io/service-name': 'other' })).labels).toEqual({ tier: 'front', ...own });
  expect(wanted(service({ clusterIP: 'None' })).labels).toEqual({ 'service.kubernetes.io/headless': '', ...own });
});

describe('plan', () => {
  const made = (of: core.Service, ...pods: core.Pod[]) =>
    planSlices(wanted(of, ...pods), []).create.map((slice, i) => ({ ...slice, metadata: { ...slice.metadata, name: `s${i}`, resourceVersion: '1' } }));

  test('without endpoints there is one empty slice, and it stays as it is', () => {
    const [empty] = made(service());
    expect(empty).toMatchObject({
      metadata: { generateName: 'web-', ownerReferences: [{ kind: 'Service', name: 'web', uid: 'service-uid', controller: true, blockOwnerDeletion: true }] },
      addressType: 'IPv4', endpoints: [], ports: [],
    });
    expect(planSlices(wanted(service()), [empty!])).toEqual({ create: [], update: [], remove: [] });
  });

  test('the empty slice becomes the first one with endpoints, and back', () => {
    const empty = made(service());
    const filled = planSlices(wanted(service(), backend('a')), empty);
    expect(filled).toMatchObject({ create: [], remove: [], update: [{ metadata: { name: 's0', resourceVersion: '1' }, ports: [{ port: 8080 }], endpoints: [{ targetRef: { name: 'a' } }] }] });
    expect(planSlices(wanted(service()), filled.update)).toMatchObject({ create: [], remove: [], update: [{ metadata: { name: 's0' }, endpoints: [], ports: [] }] });
  });

  test('slices of a namesake before go', () => {
    const before = made({ ...service(), metadata: { name: 'web', namespace: 'default', uid: 'before' } }, backend('a'));
    expect(planSlices(wanted(service(), backend('a')), before)).toMatchObject({ create: [{ metadata: { generateName: 'web-' } }], update: [], remove: [{ metadata: { name: 's0' } }] });
  });
});
