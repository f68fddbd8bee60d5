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
    'spec.devices.requests[1]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set',
    'spec.devices.requests[1]: Duplicate value: "a"']],
  [{ requests: [{ name: 'gpu', exactly: { deviceClassName: '', allocationMode: 'All', count: 2, selectors: [{}] } }] }, [
    'spec.devices.requests[0].exactly.deviceClassName: Required value', 'spec.devices.requests[0].exactly.selectors[0].cel: Required value',
    "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'"]],
  [{ constraints: [{ requests: ['cpu'], matchAttribute: 'model' }] }, [
    `spec.devices.constraints[0].requests[0]: Invalid value: "cpu": ${notARequest}`, 'spec.devices.constraints[0].matchAttribute: Invalid value: "model": must include a domain']],
  [{ config: [{ opaque: { driver: '', parameters: { a: 1 } } }, {}] }, ['spec.devices.config[0].opaque.driver: Required value', 'spec.devices.config[1].opaque: Required value']],
])('a claim %#', (rest, faults) => expect(faultsOf(resourceclaims, create(resourceclaims, claim(rest))).slice(0, 3)).toEqual(faults));

test('what is asked for stays', () => {
  const old = create(resourceclaims, claim());
  expect(updateFaults(resourceclaims, old, claim({ requests: [{ name: 'other', exactly }] }))).toEqual([expect.stringMatching(/^spec: Invalid value: .*: field is immutable$/)]);
});

test('devices are allocated once, and reserved when they are', () => {
  const old = create(resourceclaims, claim());
  const view = resourceclaims.subresources.status;
  if (view?.type !== 'view') throw new Error('no view');
  const faults = (status: object, before: resource.ResourceClaim): string[] => {
    const next = view.prepareForUpdate(read(resourceclaims, { ...claim(), status }), before, context);
    return (view.validateUpdate?.(next, before) ?? []).map(formatFieldError);
  };
  const reservedFor = [{ resource: 'pods', name: 'p', uid: 'u' }];
  const result = { request: 'gpu', driver: 'gpu.example.com', pool: 'n1', device: 'gpu-0' };
  expect(faults({ reservedFor }, old)).toEqual(['status.reservedFor: Forbidden: may not be specified when `allocated` is not set']);
  expect(faults({ reservedFor, allocation: { devices: { results: [{ ...result, request: 'cpu' }] } } }, old)).toEqual([
    `status.allocation.devices.results[0].request: Invalid value: "cpu": ${notARequest}`]);
  const allocated = read(resourceclaims, { ...claim(), status: { reservedFor, allocation: { devices: { results: [result] } } } });
  expect(faults(allocated.status, old)).toEqual([]);
  expect(faults({ allocation: {} }, allocated)).toEqual(['status.allocation: Invalid value: {"devices":{}}: field is immutable']);
  expect([cells(resourceclaims, old).State, cells(resourceclaims, allocated).State]).toEqual(['pending', 'allocated,reserved']);
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
    'spec.devices[1]: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec',
    'spec.devices[1]: Duplicate value: "a"']],
])('a slice %#', (rest, faults) => expect(faultsOf(resourceslices, create(resourceslices, slice(rest)))).toEqual(faults));

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
