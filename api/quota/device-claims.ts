/** Claims of devices: themselves and the devices by class, at worst (kubernetes pkg/quota/v1/evaluator/core/resource_claims.go). */
import type * as resource from '../schema/types/resource.v1';
import { added, greatest, type Amounts } from './amounts';
import { countOf, type Evaluator } from './evaluator';

const count = countOf({ group: 'resource.k8s.io', plural: 'resourceclaims' });
const ofClass = '.deviceclass.resource.k8s.io/devices';

/** As many as one allocation can hold. */
const mostDevices = 32;

interface Asked {
  readonly deviceClassName: string;
  readonly allocationMode?: string;
  readonly count?: number;
}

/** Modes that nobody knows count nothing. */
const devices = ({ deviceClassName, allocationMode, count: wanted = 0 }: Asked): Amounts =>
  ({ [deviceClassName + ofClass]: String(allocationMode === 'ExactCount' ? wanted : allocationMode === 'All' ? mostDevices : 0) });

/** Of alternatives the one that takes most, for each class. */
const ofRequest = ({ exactly, firstAvailable = [] }: resource.DeviceRequest): Amounts =>
  (exactly ? devices(exactly) : greatest(...firstAvailable.map(devices)));

export const deviceClaims: Evaluator<resource.ResourceClaim> = {
  handles: ({ operation, subresource }) => subresource === '' && operation !== 'DELETE',
  tracked: (names) => names.filter((name) => name === count || name.endsWith(ofClass)),
  usage: ({ spec }) => (spec.devices?.requests ?? []).map(ofRequest).reduce(added, { [count]: '1' }),
};
