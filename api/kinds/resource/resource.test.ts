import type * as resource from '../../schema/types/resource.v1';
import { formatFieldError } from '../../field-error';
import { cells, context, create, faultsOf, read, updateFaults } from '../testing/apply';
import { deviceclasses } from './deviceclasses';
import { resourceclaims } from './resourceclaims';
import { resourceclaimtemplates } from './resourceclaimtemplates';
import { resourceslices } from './resourceslices';

const named = (rest: object): object => ({ metadata: { name: 'sample', namespace: 'demo' }, ...rest });
const exactly = { deviceClassName: 'gpu.example.com' };
const devices = (rest: object = {}): object => ({ requests: [{ name: 'gpu', exactly }], ...rest });
const claim = (rest: object = {}): object => named({ spec: { devices: devices(rest) } });
const slice = (rest: object = {}): object =>
  ({ metadata: { name: 's' }, spec: { driver: 'gpu.example.com', nodeName: 'n1', pool: { name: 'n1', resourceSliceCount: 1 }, ...rest } });

const notARequest = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

test('one device of a class is what an unsaid count means', () => {
  expect(create(resourceclaims, claim()).spec.devices.requests).toEqual([{ name: 'gpu', exactly: { ...exactly, allocationMode: 'ExactCount', count: 1 } }]);
  expect(create(resourceclaimtemplates, named({ spec: { spec: { devices: devices() } } })).spec.spec.devices.requests?.[0]?.exactly?.count).toBe(1);
});

test.each<[object, string[]]>([
  [{}, []],
  [{ requests: [{ name: 'a' }, { name: 'a', exactly, firstAvailable: [{ name: 'b', ...exactly }] }] }, [
    'spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
    'spec.devices.requests[1]: Invalid value: "null": exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set',
    'spec.devices.requests[1]: Duplicate value: "a"']],
  [{ requests: [{ name: 'gpu', exactly: { deviceClassName: '', allocationMode: 'All', count: 2, selectors: [{}] } }] }, [
    'spec.devices.requests[0].exactly.deviceClassName: Required value', 'spec.devices.requests[0].exactly.selectors[0].cel: Required value',
    "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'"]],
  [{ constraints: [{ requests: ['cpu'], matchAttribute: 'model' }] }, [
    `spec.devices.constraints[0].requests[0]: Invalid value: "cpu": ${notARequest}`, 'spec.devices.constraints[0].matchAttribute: Invalid value: "model": a fully qualified name must be a domain and a name separated by a slash']],
  [{ config: [{ opaque: { driver: '', parameters: { a: 1 } } }, {}] }, ['spec.devices.config[0].opaque.driver: Required value', 'spec.devices.config[1].opaque: Required value']],
])('a claim %#', (rest, faults) => expect(faultsOf(resourceclaims, create(resourceclaims, claim(rest))).slice(0, 3)).toEqual(faults));

test('what is asked for stays', () => {
  const old = create(resourceclaims, claim());
  expect(updateFaults(resourceclaims, old, claim({ requests: [{ name: 'Other' }], config: [{}] }))).toEqual([
    'spec: Invalid value: {"Devices":{"Requests":[{"Name":"Other","Exactly":null,"FirstAvailable":null}],"Constraints":null,"Config":[{"Requests":null,"Opaque":null}]}}: field is immutable']);
});

const statusFaults = (status: object, before: resource.ResourceClaim): string[] => {
  const view = resourceclaims.subresources.status;
  if (view?.type !== 'view') throw new Error('no view');
  const next = view.prepareForUpdate(read(resourceclaims, { ...claim(), status }), before, context);
  return (view.validateUpdate?.(next, before) ?? []).map(formatFieldError);
};

const result = { request: 'gpu', driver: 'gpu.example.com', pool: 'n1', device: 'gpu-0' };

test('devices are allocated once, and reserved when they are', () => {
  const old = create(resourceclaims, claim());
  const reservedFor = [{ resource: 'pods', name: 'p', uid: 'u' }];
  expect(statusFaults({ reservedFor }, old)).toEqual(['status.reservedFor: Forbidden: may not be specified when `allocated` is not set']);
  expect(statusFaults({ reservedFor, allocation: { devices: { results: [{ ...result, request: 'cpu' }] } } }, old)).toEqual([
    `status.allocation.devices.results[0].request: Invalid value: "cpu": ${notARequest}`]);
  const allocated = read(resourceclaims, { ...claim(), status: { reservedFor, allocation: { devices: { results: [result] } } } });
  expect(statusFaults(allocated.status, old)).toEqual([]);
  expect(statusFaults({ allocation: {} }, allocated)).toEqual([
    'status.allocation: Invalid value: {"Devices":{"Results":null,"Config":null},"NodeSelector":null,"AllocationTimestamp":null}: field is immutable']);
  expect([cells(resourceclaims, old).State, cells(resourceclaims, allocated).State]).toEqual(['pending', 'allocated,reserved']);
});

test.each<[string, object, string[]]>([
  ['shares and their conditions', { results: [{ ...result, shareID: 'x', bindingConditions: ['Ready'], bindingFailureConditions: ['Ready'] }] }, [
    'status.allocation.devices.results[0].bindingFailureConditions[0]: Invalid value: "Ready": bindingFailureConditions must not overlap with bindingConditions',
    'status.allocation.devices.results[0].shareID: Invalid value: "x": error validating uid: invalid UUID length: 1']],
  ['configurations', { config: [{ source: '', requests: ['a/b/c'], opaque: { driver: 'gpu.example.com', parameters: [] } }] }, [
    'status.allocation.devices.config[0].source: Required value',
    `status.allocation.devices.config[0].requests[0]: Invalid value: "a/b/c": ${notARequest}`,
    'status.allocation.devices.config[0].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object']],
  ['too many to look at', { results: Array.from({ length: 33 }, () => ({})) }, ['status.allocation.devices.results: Too many: 33: must have at most 32 items']],
])('an allocation: %s', (_, devices, faults) => expect(statusFaults({ allocation: { devices } }, create(resourceclaims, claim()))).toEqual(faults));

test.each<[string, object[], string[]]>([
  ['of a device that is there', [{ data: { a: 1 }, networkData: { interfaceName: 'eth1', ips: ['10.9.8.7/24', '2001:db8::1/64'] } }], []],
  ['twice', [{}, {}], ['status.devices[1]: Duplicate value: {"Driver":{},"Pool":{},"Device":{},"ShareID":{}}']],
  ['of another device', [{ device: 'gpu-1' }], ['status.devices[0]: Invalid value: {"Driver":{},"Pool":{},"Device":{},"ShareID":{}}: must be an allocated device in the claim']],
  ['data', [{ data: 'text' }], ['status.devices[0].data: Invalid value: "<value omitted>": must be a valid JSON object']],
  ['addresses', [{ networkData: { ips: ['10.9.8.7', '2001:DB8::1/64'], hardwareAddress: 'a'.repeat(129) } }], [
    'status.devices[0].networkData.hardwareAddress: Too long: may not be more than 128 bytes',
    'status.devices[0].networkData.ips[0]: Invalid value: "10.9.8.7": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
    'status.devices[0].networkData.ips[1]: Invalid value: "2001:DB8::1/64": must be in canonical form ("2001:db8::1/64")']],
])('the status of a device: %s', (_, devices, faults) => {
  const allocation = { devices: { results: [result] } };
  expect(statusFaults({ allocation, devices: devices.map((device) => ({ ...result, ...device })) }, create(resourceclaims, claim()))).toEqual(faults);
});

test.each<[object, string[]]>([
  [{ devices: [{ name: 'gpu-0', attributes: { model: { string: 'A' }, 'gpu.example.com/driver': { version: '1.2.3' } }, capacity: { memory: { value: '80Gi' } } }] }, []],
  [{ allNodes: true }, ['spec: Invalid value: "{`nodeName`, `allNodes`}": exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required, but multiple fields are set']],
  [{ nodeName: undefined, pool: { name: 'n1' } }, [
    'spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero',
    'spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required']],
  [{ devices: [{ name: 'a', attributes: { model: { string: 'A', int: 1 }, driver: { version: '1' } } }, { name: 'a', nodeName: 'n1' }] }, [
    'spec.devices[0].attributes[driver].version: Invalid value: "1": must be a string compatible with semver.org spec 2.0.0',
    'spec.devices[0].attributes[model]: Invalid value: {"int":1,"string":"A"}: exactly one value must be specified',
    'spec.devices[1]: Invalid value: "null": `nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec',
    'spec.devices[1]: Duplicate value: "a"']],
  [{ devices: [{ name: 'a', attributes: { 'a/b/c': { int: 1 }, '/model': { int: 1 }, ['x'.repeat(100)]: { int: 1 } } }] }, [
    'spec.devices[0].attributes[/model]: Invalid value: "": the domain must not be empty',
    `spec.devices[0].attributes[${'x'.repeat(47)}...${'x'.repeat(46)}]: Too long: may not be more than 32 bytes`]],
  [{ devices: undefined, sharedCounters: [{ name: 'set' }, { name: '', counters: { A: { value: '1' } } }] }, [
    'spec.sharedCounters[0].counters: Required value', 'spec.sharedCounters[1].name: Required value', expect.stringMatching(/^spec.sharedCounters\[1\].counters\[A\]: Invalid value: "A": a lowercase RFC 1123 label/) as string]],
  [{ nodeName: undefined, perDeviceNodeSelection: true, devices: [{ name: 'a', nodeName: '' }] }, [
    'spec.devices[0].nodeName: Invalid value: "": must not be empty',
    'spec.devices[0]: Required value: exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec']],
])('a slice %#', (rest, faults) => expect(faultsOf(resourceslices, create(resourceslices, slice(rest)))).toEqual(faults));

test.each<[string, object, string[]]>([
  ['values', { default: '3', validValues: ['2', '1', '20'] }, [
    'validValues[1]: Invalid value: "1": values must be sorted in ascending order', 'validValues[2]: Invalid value: "20": option is larger than capacity value: 10',
    'validValues: Invalid value: "3": default value is not valid according to the requestPolicy']],
  ['a range', { default: '1', validRange: { min: '2', max: '11', step: '4' } }, [
    'validRange.min: Invalid value: "1": default is less than min: 2', 'validRange.max: Invalid value: "11": max is larger than capacity value: 10',
    'validRange.step: Invalid value: "1": value is not a multiple of a given step (4) from (2)', 'validRange.step: Invalid value: "11": value is not a multiple of a given step (4) from (2)']],
  ['a range without a default', { validRange: { min: '2' } }, ['default: Required value: required when validRange is defined']],
])('a policy of requests: %s', (_, requestPolicy, faults) => {
  const device = { name: 'a', allowMultipleAllocations: true, capacity: { memory: { value: '10', requestPolicy } } };
  expect(faultsOf(resourceslices, create(resourceslices, slice({ devices: [device] })))).toEqual(faults.map((fault) => `spec.devices[0].capacity[memory].requestPolicy.${fault}`));
});

test('a slice is of one driver, pool and node; its taints have a time', () => {
  const old = create(resourceslices, slice({ devices: [{ name: 'a', taints: [{ key: 'broken', effect: 'NoExecute' }] }] }));
  expect(old.spec.devices?.[0]?.taints).toEqual([{ key: 'broken', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z' }]);
  expect(updateFaults(resourceslices, old, slice({ nodeName: 'n2', driver: 'other.example.com' }))).toEqual([
    'spec.driver: Invalid value: "other.example.com": field is immutable', 'spec.nodeName: Invalid value: "n2": field is immutable']);
  expect(cells(resourceslices, old)).toMatchObject({ Node: 'n1', Driver: 'gpu.example.com', Pool: 'n1' });
});

test('a class may stand for an extended resource', () => {
  const named = (extendedResourceName: string): object => ({ metadata: { name: 'gpu.example.com' }, spec: { extendedResourceName, selectors: [{ cel: { expression: 'true' } }] } });
  expect(faultsOf(deviceclasses, create(deviceclasses, named('example.com/gpu')))).toEqual([]);
  expect(faultsOf(deviceclasses, create(deviceclasses, named('cpu')))).toEqual(['spec.extendedResourceName: Invalid value: "cpu": must be a valid extended resource name']);
});
