import type { core } from '../../api';
import { isLoopback, locate, slicesOf } from './target';

const spec = { group: 'g.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1, service: { namespace: 'n', name: 's', port: 443 } };
const service = (rest: core.ServiceSpec = {}): core.Service => ({
  kind: 'Service', apiVersion: 'v1', metadata: { namespace: 'n', name: 's' }, spec: { type: 'ClusterIP', ports: [{ name: 'https', port: 443, protocol: 'TCP' }], ...rest } as core.ServiceSpec, status: {},
});
const slice = (addresses: string[], { name = 'https', ready }: { name?: string; ready?: boolean } = {}) =>
  ({ endpoints: [{ addresses, conditions: { ready } }], ports: [{ name, port: 8443 }] });

test.each([
  ['no service', undefined, [], 'ServiceNotFound', 'service/s in "n" is not present'],
  ['another port', service({ ports: [{ port: 80 }] as core.ServicePort[] }), [], 'ServicePortError', 'service/s in "n" is not listening on port 443'],
  ['no slices', service(), [], 'EndpointsNotFound', 'cannot find endpointslices for service/s in "n"'],
  ['nobody ready', service(), [slice(['x.localhost'], { ready: false })], 'MissingEndpoints', 'endpointslices for service/s in "n" have no addresses with port name "https"'],
  ['no such port', service(), [slice(['x.localhost'], { name: 'http' })], 'MissingEndpoints', 'endpointslices for service/s in "n" have no addresses with port name "https"'],
  ['pods', service(), [slice(['10.1.0.7'])], 'FailedDiscoveryCheck', 'failing or missing response from https://10.1.0.7:8443/apis/g.example.com/v1: nothing is sent to addresses that are not loopback'],
  ['another machine', service({ type: 'ExternalName', externalName: 'localhost.example.com' }), [], 'FailedDiscoveryCheck', 'failing or missing response from https://localhost.example.com:443/apis/g.example.com/v1: nothing is sent to addresses that are not loopback'],
])('%s', (_what, found, slices, reason, message) => expect(locate(spec, { service: found, slices })).toEqual({ reason, message }));

test.each([
  ['by name', service({ type: 'ExternalName', externalName: 'localhost.' }), [], { host: 'localhost', port: 443 }],
  ['by a slice, past those that lead elsewhere', service(), [slice(['10.1.0.7']), slice(['api.localhost'])], { host: 'api.localhost', port: 8443 }],
])('leads to this machine %s', (_what, found, slices, target) => expect(locate(spec, { service: found, slices })).toEqual(target));

it('Endpoints are read as the slices they would be mirrored to', () => {
  const endpoints: core.Endpoints = { kind: 'Endpoints', apiVersion: 'v1', metadata: { name: 's' }, subsets: [{ addresses: [{ ip: '10.1.0.7' }], ports: [{ name: 'https', port: 8443 }] }] };
  expect(slicesOf(endpoints)).toEqual([{ endpoints: [{ addresses: ['10.1.0.7'] }], ports: [{ name: 'https', port: 8443 }] }]);
});

test.each([['127.0.0.1', true], ['127.8.9.1', true], ['::1', true], ['localhost', true], ['a.b.LOCALHOST', true], ['10.0.0.1', false], ['localhost.example.com', false], ['127.evil.example.com', false], ['::2', false], ['', false]])('%s', (host, is) => expect(isLoopback(host)).toBe(is));
