/** What a claim was given (kubernetes pkg/apis/resource/validation validateResourceClaimStatusUpdate). */
import { forbidden, required, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { given, when } from '../checks';
import { validateNodeSelector } from '../core/pod-template/affinity';
import { same } from '../equality';
import { immutableInside } from '../internal-form';
import { shareId, validateAllocatedDevices } from './allocated-devices';
import { validateBinding } from './binding';
import { validateConfiguration } from './configuration';
import { bounded, boundedSet } from './lists';
import { validateDeviceId } from './names';
import { requestNames, validateReference, validateReferences } from './requests';

const mostConsumers = 256;
const mostResults = 32;
/** Of the class and of the claim. */
const mostConfigurations = 2 * 32;

export const validateStatus = ({ metadata, spec, status }: resource.ResourceClaim, { status: old }: resource.ResourceClaim): FieldError[] => [
  ...boundedSet(status.reservedFor, mostConsumers, 'status.reservedFor', validateConsumer, ({ uid }) => uid),
  ...validateAllocatedDevices(status),
  ...validateReservation(status, old, metadata.deletionTimestamp !== undefined),
  ...given(status.allocation, (allocation) => (old.allocation
    ? immutableInside('resource.v1.AllocationResult', allocation, old.allocation, 'status.allocation')
    : validateAllocation(allocation, requestNames(spec.devices)))),
];

const validateConsumer = (consumer: resource.ResourceClaimConsumerReference, field: string): FieldError[] =>
  (['resource', 'name', 'uid'] as const).flatMap((part) => when(!consumer[part], () => required(`${field}.${part}`)));

function validateReservation({ reservedFor, allocation }: resource.ResourceClaimStatus, old: resource.ResourceClaimStatus, deleted: boolean): FieldError[] {
  if (!reservedFor?.length) return [];
  if (!allocation) return [forbidden('status.reservedFor', 'may not be specified when `allocated` is not set')];
  const isNew = (consumer: resource.ResourceClaimConsumerReference): boolean => !old.reservedFor?.some((before) => same(before, consumer));
  return when(deleted && reservedFor.some(isNew), () =>
    forbidden('status.reservedFor', 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set'));
}

const validateAllocation = ({ devices, nodeSelector }: resource.AllocationResult, names: ReadonlySet<string>): FieldError[] => [
  ...bounded(devices?.results, mostResults, 'status.allocation.devices.results', (result, at) => validateResult(result, names, at)),
  ...bounded(devices?.config, mostConfigurations, 'status.allocation.devices.config', (config, at) => [
    ...when(!config.source, () => required(`${at}.source`)),
    ...validateReferences(config.requests, names, `${at}.requests`),
    ...validateConfiguration(config, at),
  ]),
  ...given(nodeSelector, (selector) => validateNodeSelector(selector, 'status.allocation.nodeSelector')),
];

const validateResult = (result: resource.DeviceRequestAllocationResult, names: ReadonlySet<string>, field: string): FieldError[] => [
  ...validateReference(result.request, names, `${field}.request`),
  ...validateDeviceId(result, field),
  ...validateBinding(result, field),
  ...given(result.shareID, (uid) => shareId(uid, `${field}.shareID`)),
];
