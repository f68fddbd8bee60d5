import type * as discovery from '../../schema/types/discovery.v1';
import { cells, create, faultsOf, read, updateFaults } from '../testing/apply';
import { endpointslices as slices } from './endpointslices';

const slice = (more: object = {}): object => ({ metadata: { name: 'web-1', namespace: 'default' }, addressType: 'IPv4', endpoints: [{ addresses: ['10.1.0.1'] }], ports: [{ port: 80 }], ...more });

test('defaults', () => expect(read(slices, slice()).ports).toEqual([{ name: '', protocol: 'TCP', port: 80 }]));

test('topology is for reading', () => {
  const endpoints = [{ addresses: ['10.1.0.1'], deprecatedTopology: { a: 'b' } }];
  expect(create(slices, slice({ endpoints })).endpoints).toEqual([{ addresses: ['10.1.0.1'] , conditions: {} }]);
});

const at = 'endpoints[0].addresses[0]';
const endpoint = (...addresses: string[]): object => ({ endpoints: [{ addresses }] });
test.each<[string, object, string[]]>([
  ['ordinary', {}, []],
  ['empty', { endpoints: null, ports: null }, []],
  ['no address', endpoint(), ['endpoints[0].addresses: Required value: must contain at least 1 address']],
  ['other family', endpoint('fd00::1'), [`${at}: Invalid value: "fd00::1": must be an IPv4 address`]],
  ['itself', endpoint('127.0.0.1'), [`${at}: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)`]],
  ['domain', { addressType: 'FQDN', ...endpoint('localhost') }, [`${at}: Invalid value: "localhost": should be a domain with at least two segments separated by dots`]],
  ['type', { addressType: 'MAC' }, ['addressType: Unsupported value: "MAC": supported values: "FQDN", "IPv4", "IPv6"']],
  ['names', { ports: [{ port: 1 }, { port: 2 }, { port: 3, name: 'Bad_' }] }, ['ports[1].name: Duplicate value: ""', 'ports[2].name: Invalid value: "Bad_": '].map((text) => expect.stringContaining(text) as string)],
  ['zones', { endpoints: [{ addresses: ['10.1.0.1'], hints: { forZones: [{ name: 'a' }, { name: 'a' }] } }] }, ['endpoints[0].hints.forZones[1].name: Duplicate value: "a"']],
  ['many', { endpoints: Array.from({ length: 1001 }, () => ({ addresses: ['10.1.0.1'] })) }, ['endpoints: Too many: 1001: must have at most 1000 items']],
])('%s', (_, more, expected) => expect(faultsOf(slices, create(slices, slice(more)))).toEqual(expected));

test('the type of addresses is fixed', () => {
  const old = create(slices, slice());
  expect(updateFaults(slices, old, slice({ endpoints: [{ addresses: ['10.1.0.2'] }] }))).toEqual([]);
  expect(updateFaults(slices, old, slice({ addressType: 'IPv6', endpoints: [] }))).toEqual(['addressType: Invalid value: "IPv6": field is immutable']);
});

test('labels count as a change, and names of it do not', () => {
  const old = create(slices, slice());
  const counts = (metadata: object): unknown => typeof slices.strategy.generation === 'function' && slices.strategy.generation({ ...old, metadata: { ...old.metadata, ...metadata } }, old);
  expect([counts({ labels: { a: 'b' } }), counts({ annotations: { a: 'b' } })]).toEqual([true, false]);
});

test('addresses that are stored may stay; odd ones are warned of', () => {
  const old = create(slices, slice(endpoint('010.1.0.1')));
  expect(faultsOf(slices, old)).toEqual([`${at}: Invalid value: "010.1.0.1": must not have leading 0s`]);
  const six = (more: object = {}): ReturnType<typeof create<discovery.EndpointSlice>> => create(slices, slice({ addressType: 'IPv6', ...endpoint('FD00::1'), ...more }));
  expect(faultsOf(slices, six(), six())).toEqual([]);
  expect(slices.strategy.warnings?.(six(), undefined)).toEqual([`${at}: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")`]);
  expect(slices.strategy.warnings?.(six({ metadata: { name: 'a', labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' } } }), undefined)).toEqual([]);
  const domain = create(slices, slice({ addressType: 'FQDN', ...endpoint('example.com') }));
  expect([slices.strategy.warnings?.(domain, undefined), slices.strategy.warnings?.(domain, domain)]).toEqual([['spec.addressType: FQDN endpoints are deprecated'], []]);
});

test('rows', () => {
  expect(cells(slices, create(slices, slice(endpoint('10.1.0.1', '10.1.0.2', '10.1.0.3', '10.1.0.4'))))).toEqual({ Name: 'web-1', AddressType: 'IPv4', Ports: '80', Endpoints: '10.1.0.1,10.1.0.2,10.1.0.3 + 1 more...', Age: '<unknown>' });
  expect(cells(slices, create(slices, slice({ endpoints: [], ports: [] })))).toMatchObject({ Ports: '<unset>', Endpoints: '<unset>' });
});
