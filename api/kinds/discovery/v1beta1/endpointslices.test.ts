import type * as v1 from '../../../schema/types/discovery.v1';
import type * as v1beta1 from '../../../schema/types/discovery.v1beta1';
import { endpointSlicesInV1beta1 as conversion } from './endpointslices';

const slice = { kind: 'EndpointSlice', apiVersion: '', metadata: { name: 's' }, addressType: 'IPv4' as const, ports: null };
const toHub = (endpoint: object) => conversion.toHub({ ...slice, endpoints: [{ addresses: ['10.0.0.1'], ...endpoint } as v1beta1.Endpoint] }).endpoints?.[0];
const fromHub = (endpoint: object) => conversion.fromHub({ ...slice, endpoints: [{ addresses: ['10.0.0.1'], ...endpoint } as v1.Endpoint] }).endpoints?.[0];

const zone = 'topology.kubernetes.io/zone';
const host = 'kubernetes.io/hostname';

test.each<[string, object, object]>([
  ['zone and host become fields', { topology: { [zone]: 'a', [host]: 'n1' } }, { zone: 'a', nodeName: 'n1', deprecatedTopology: undefined }],
  ['other labels stay', { topology: { rack: '7' } }, { deprecatedTopology: { rack: '7' } }],
  ['a host that is the node is said once', { nodeName: 'n1', topology: { [host]: 'n1' } }, { nodeName: 'n1', deprecatedTopology: undefined }],
  ['a host that is not the node stays', { nodeName: 'n1', topology: { [host]: 'other' } }, { nodeName: 'n1', deprecatedTopology: { [host]: 'other' } }],
])('%s', (_, endpoint, expected) => expect(toHub(endpoint)).toMatchObject(expected));

test('fields are shown as labels', () => {
  expect(fromHub({ zone: 'a', nodeName: 'n1' })).toMatchObject({ nodeName: 'n1', topology: { [zone]: 'a', [host]: 'n1' } });
  expect(fromHub({ nodeName: 'n1', deprecatedTopology: { [host]: 'other' } })).toMatchObject({ topology: { [host]: 'other' } });
  expect(fromHub({})).toEqual({ addresses: ['10.0.0.1'], topology: undefined });
});

test('labels may be written through this version', () => {
  expect(conversion.rules).toHaveProperty('prepareForCreate', undefined);
});
