/** ResourceClaims (kubernetes pkg/apis/resource/validation ValidateResourceClaim; KEP-4381). */
import { define } from '../../define';
import { duplicate, forbidden, required, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { atMost, driverName, duplicates, each, given, immutable, label, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { validateNodeSelector } from '../core/pod-template/affinity';
import { statusView } from '../status-view';
import { defaultClaim, requestNames, validateClaim, validateReference } from './claim-spec';
import { validatePoolName } from './names';

export const resourceclaims = define<resource.ResourceClaim>('resource.k8s.io', 'v1', 'ResourceClaim', {
  strategy: {
    generation: false,
    default: ({ spec }) => defaultClaim(spec),
    validate: ({ spec }) => validateClaim(spec, 'spec'),
    validateUpdate: ({ spec }, { spec: old }) => immutable(spec, old, 'spec'),
  },
  subresources: { status: statusView({ validateUpdate: validateStatus }) },
  columns: [nameColumn(), column('State', 'Whether devices are allocated, and to whom they are reserved.', formatState), ageColumn()],
});

function formatState({ metadata, status: { allocation, reservedFor } }: resource.ResourceClaim): string {
  const deleted = metadata.deletionTimestamp !== undefined;
  return [
    ...(deleted ? ['deleted'] : []),
    ...(allocation ? ['allocated'] : deleted ? [] : ['pending']),
    ...(allocation && reservedFor?.length ? ['reserved'] : []),
  ].join(',');
}

const mostConsumers = 256;
const mostResults = 32;

function validateStatus({ metadata, spec, status }: resource.ResourceClaim, { status: old }: resource.ResourceClaim): FieldError[] {
  const { allocation, reservedFor } = status;
  return [
    ...atMost(mostConsumers, reservedFor, 'status.reservedFor'),
    ...each(reservedFor, 'status.reservedFor', (consumer, at) => (['resource', 'name', 'uid'] as const).flatMap((part) => when(!consumer[part], () => required(`${at}.${part}`)))),
    ...duplicates(reservedFor, ({ uid }) => uid, (i, uid) => duplicate(`status.reservedFor[${i}]`, uid)),
    ...when(reservedFor?.length && !allocation, () => forbidden('status.reservedFor', 'may not be specified when `allocated` is not set')),
    ...when(metadata.deletionTimestamp && reservedFor?.some(({ uid }) => !old.reservedFor?.some((before) => before.uid === uid)), () =>
      forbidden('status.reservedFor', 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set')),
    ...given(allocation, (result) => (old.allocation ? immutable(result, old.allocation, 'status.allocation') : validateAllocation(result, spec))),
  ];
}

function validateAllocation({ devices, nodeSelector }: resource.AllocationResult, { devices: { requests } }: resource.ResourceClaimSpec): FieldError[] {
  const names = requestNames(requests ?? []);
  const field = 'status.allocation.devices.results';
  return [
    ...atMost(mostResults, devices?.results, field),
    ...each(devices?.results, field, ({ request, driver, pool, device }, at) => [
      ...validateReference(request, names, `${at}.request`),
      ...driverName(driver, `${at}.driver`),
      ...validatePoolName(pool, `${at}.pool`),
      ...label(device, `${at}.device`),
    ]),
    ...given(nodeSelector, (selector) => validateNodeSelector(selector, 'status.allocation.nodeSelector')),
  ];
}
