import { cells, create, faultsOf } from '../testing/apply';
import { apiservices } from './apiservices';

const service = (spec: object, name = 'v1.example.com'): object =>
  ({ metadata: { name }, spec: { group: 'example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 10, ...spec } });
const remote = { name: 's', namespace: 'n' };

test('what this server serves itself is available at once', () => {
  const object = create(apiservices, service({}));
  expect(object.status.conditions).toEqual([{
    type: 'Available', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'Local', message: 'Local APIServices are always available' }]);
  expect(cells(apiservices, object)).toMatchObject({ Service: 'Local', Available: 'True' });
  const other = create(apiservices, service({ service: remote }));
  expect(other.spec.service?.port).toBe(443);
  expect(cells(apiservices, other)).toMatchObject({ Service: 'n/s', Available: 'Unknown' });
});

test.each([
  [service({ service: remote }), []],
  [service({}, 'example.com'), ['metadata.name: Invalid value: "example.com": must be `spec.version+"."+spec.group`: "v1.example.com"']],
  [service({ groupPriorityMinimum: 0, versionPriority: 1001 }), [
    'spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000', 'spec.versionPriority: Invalid value: 1001: must be positive and less than 1000']],
  [service({ caBundle: 'eA==', insecureSkipTLSVerify: true }), [
    'spec.caBundle: Invalid value: "1 bytes": local APIServices may not have a caBundle',
    'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify']],
  [service({ service: { ...remote, port: 70_000 } }), ['spec.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive']],
  [service({ service: remote, caBundle: 'eA==', insecureSkipTLSVerify: true }), ['spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present']],
])('%j', (input, faults) => expect(faultsOf(apiservices, create(apiservices, input))).toEqual(faults));
