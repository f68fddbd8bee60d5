import type { core } from '../../api';
import { pod } from '../testing/objects';
import { subsetsOf, truncate } from './subsets';

const service = (spec: Partial<core.ServiceSpec>): core.Service =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec }, status: {} });
const backend = (name: string, ip: string, more: { ready?: boolean; port?: number; phase?: 'Running' | 'Succeeded'; deletionTimestamp?: string } = {}): core.Pod => pod({
  metadata: { name, uid: name, deletionTimestamp: more.deletionTimestamp },
  spec: { nodeName: 'n1', containers: [{ name: 'c', ports: [{ name: 'http', containerPort: more.port ?? 8080, protocol: 'TCP' }] }] },
  status: { phase: more.phase ?? 'Running', podIP: ip, conditions: [{ type: 'Ready', status: more.ready === false ? 'False' : 'True' }] },
});

test('ready and unready addresses, sorted', () => {
  expect(subsetsOf(service({}), [backend('b', '10.0.0.2'), backend('a', '10.0.0.1'), backend('c', '10.0.0.3', { ready: false })])).toEqual([{
    addresses: [
      { ip: '10.0.0.1', nodeName: 'n1', targetRef: { kind: 'Pod', namespace: 'default', name: 'a', uid: 'a' } },
      { ip: '10.0.0.2', nodeName: 'n1', targetRef: { kind: 'Pod', namespace: 'default', name: 'b', uid: 'b' } },
    ],
    notReadyAddresses: [{ ip: '10.0.0.3', nodeName: 'n1', targetRef: { kind: 'Pod', namespace: 'default', name: 'c', uid: 'c' } }],
    ports: [{ port: 80, protocol: 'TCP' }],
  }]);
});

test('pods without address, finished or being deleted are left out', () => {
  const gone = backend('a', '10.0.0.1', { deletionTimestamp: '2026-01-01T00:00:00Z' });
  expect(subsetsOf(service({}), [gone, backend('b', '10.0.0.2', { phase: 'Succeeded' }), backend('c', '')])).toEqual([]);
  expect(subsetsOf(service({ publishNotReadyAddresses: true }), [gone, backend('d', '10.0.0.4', { ready: false })])[0]?.addresses).toHaveLength(2);
});

test.each<[string, Partial<core.ServiceSpec>, string[]]>([
  ['that of the pod, where the service names none', {}, ['10.0.0.1', '10.0.0.2', 'fd00::3']],
  ['the first that it names', { ipFamilies: ['IPv6', 'IPv4'] }, ['fd00::1', 'fd00::3']],
  ['the only one', { ipFamilies: ['IPv4'] }, ['10.0.0.1', '10.0.0.2']],
  ['that of its address', { clusterIP: 'fd10::1' }, ['fd00::1', 'fd00::3']],
])('addresses are of one family: %s', (_, spec, addresses) => {
  const withAddresses = (name: string, ...ips: string[]): core.Pod => {
    const one = backend(name, ips[0] ?? '');
    return { ...one, status: { ...one.status, podIPs: ips.map((ip) => ({ ip })) } };
  };
  const pods = [withAddresses('a', '10.0.0.1', 'fd00::1'), backend('b', '10.0.0.2'), withAddresses('c', 'fd00::3')];
  expect(subsetsOf(service(spec), pods).flatMap((subset) => subset.addresses?.map(({ ip }) => ip) ?? [])).toEqual(addresses);
});

test('a named port may be another number in every pod', () => {
  const named = service({ ports: [{ name: 'web', port: 80, targetPort: 'http' }, { name: 'none', port: 81, targetPort: 'nowhere' }] });
  expect(subsetsOf(named, [backend('a', '10.0.0.1'), backend('b', '10.0.0.2', { port: 9090 })]).map(({ ports }) => ports))
    .toEqual([[{ name: 'web', port: 8080, protocol: 'TCP' }], [{ name: 'web', port: 9090, protocol: 'TCP' }]]);
});

test('a headless service without ports has addresses', () => {
  expect(subsetsOf(service({ clusterIP: 'None', ports: undefined }), [backend('a', '10.0.0.1')])).toMatchObject([{ addresses: [{ ip: '10.0.0.1' }] }]);
});

test('no more than a thousand addresses, ready ones first', () => {
  const many = (count: number, ready: boolean, offset: number) => Array.from({ length: count }, (_, i) => backend(`p${offset + i}`, `10.0.${offset + i}`, { ready }));
  const { subsets, truncated } = truncate(subsetsOf(service({}), [...many(900, true, 0), ...many(300, false, 1000)]));
  expect(truncated).toBe(true);
  expect(subsets[0]?.addresses).toHaveLength(900);
  expect(subsets[0]?.notReadyAddresses).toHaveLength(100);
});
