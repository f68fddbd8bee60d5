import type { core } from '../../api';
import { mirror } from './mirrored';

const endpoints = (subsets: core.EndpointSubset[], metadata: core.Endpoints['metadata'] = {}): core.Endpoints =>
  ({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'db', namespace: 'default', uid: 'u', ...metadata }, subsets });

test('subsets become groups by family and ports', () => {
  const ports = [{ name: 'sql', port: 5432, protocol: 'TCP' as const }];
  expect(mirror(endpoints([{ addresses: [{ ip: '192.0.2.1', nodeName: 'n1' }, { ip: 'fd00::1' }], notReadyAddresses: [{ ip: '192.0.2.2', hostname: 'b' }], ports }])).wanted.groups).toEqual([
    { addressType: 'IPv4', ports, endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true }, nodeName: 'n1' }, { addresses: ['192.0.2.2'], conditions: { ready: false }, hostname: 'b' }] },
    { addressType: 'IPv6', ports, endpoints: [{ addresses: ['fd00::1'], conditions: { ready: true } }] },
  ]);
});

test('labels and annotations go along, but for what kubectl and controllers keep there', () => {
  const { labels, annotations } = mirror(endpoints([], {
    labels: { tier: 'data' }, annotations: { note: 'x', 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'endpoints.kubernetes.io/last-change-trigger-time': 't' },
  })).wanted;
  expect(labels).toEqual({ tier: 'data', 'kubernetes.io/service-name': 'db', 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' });
  expect(annotations).toEqual({ note: 'x' });
});

test('a subset is mirrored up to a thousand addresses', () => {
  const addresses = Array.from({ length: 1100 }, (_, i) => ({ ip: `10.1.${i >> 8}.${i & 255}` }));
  const { wanted, tooMany, invalid } = mirror(endpoints([{ addresses: [{ ip: 'nonsense' }, ...addresses] }]));
  expect(wanted.groups[0]?.endpoints).toHaveLength(1000);
  expect([tooMany, invalid]).toEqual([100, 1]);
});
