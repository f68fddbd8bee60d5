/** In v1beta1 a request for exactly some devices is not wrapped (kubernetes pkg/apis/resource/v1beta1/conversion.go). */
import type * as v1 from '../../../schema/types/resource.v1';
import type * as v1beta1 from '../../../schema/types/resource.v1beta1';

type Old = v1beta1.DeviceRequest;
type New = v1.DeviceRequest;

const fromHub = ({ name, exactly, firstAvailable }: New): Old => ({ name, deviceClassName: '', ...exactly, firstAvailable });

/** What says nothing about devices wraps nothing. */
function toHub({ name, firstAvailable, ...exactly }: Old): New {
  const said = Object.values(exactly).some((value) => value !== undefined && value !== '');
  return { name, ...(said && { exactly }), firstAvailable };
}

export const claimFromHub = ({ devices, ...spec }: v1.ResourceClaimSpec): v1beta1.ResourceClaimSpec =>
  ({ ...spec, devices: { ...devices, requests: devices.requests?.map(fromHub) ?? null } });

export const claimToHub = ({ devices, ...spec }: v1beta1.ResourceClaimSpec): v1.ResourceClaimSpec =>
  ({ ...spec, devices: { ...devices, requests: devices.requests?.map(toHub) ?? null } });
