/** What drivers say of the devices of a claim (kubernetes pkg/apis/resource/validation validateDeviceStatus; KEP-4817). */
import { invalid, tooLong, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { atMost, byText, given, when } from '../checks';
import { formatAddress, parseCidr } from '../cidr';
import { conditions } from '../conditions';
import { validateJson } from './configuration';
import { boundedSet, boundedTexts } from './lists';
import { validateDeviceId } from './names';

const mostConditions = 8;
const mostAddresses = 16;
const longestInterface = 256;
const longestHardwareAddress = 128;

type DeviceId = Pick<resource.AllocatedDeviceStatus, 'driver' | 'pool' | 'device' | 'shareID'>;

const idOf = ({ driver, pool, device, shareID = '' }: DeviceId): string => [driver, pool, device, ...(shareID ? [shareID] : [])].join('/');

/** Upstream shows an id as the members of its type, and no more of them than that they are there. */
const shownId = { Driver: {}, Pool: {}, Device: {}, ShareID: {} };

export function validateAllocatedDevices({ devices, allocation }: resource.ResourceClaimStatus): FieldError[] {
  const allocated = new Set((allocation?.devices?.results ?? []).map(idOf));
  return boundedSet(devices, Infinity, 'status.devices', (device, at) => [
    ...validateDeviceId(device, at),
    ...given(device.shareID, (uid) => shareId(uid, `${at}.shareID`)),
    ...when(!allocated.has(idOf(device)), () => invalid(at, shownId, 'must be an allocated device in the claim')),
    ...atMost(mostConditions, device.conditions ?? [], `${at}.conditions`),
    ...conditions(device.conditions ?? [], `${at}.conditions`),
    ...(device.data === undefined ? [] : validateJson(device.data, `${at}.data`)),
    ...given(device.networkData, (data) => validateNetwork(data, `${at}.networkData`)),
  ], idOf, () => shownId);
}

const validateNetwork = ({ interfaceName, hardwareAddress, ips }: resource.NetworkDeviceData, field: string): FieldError[] => [
  ...atMostBytes(longestInterface, interfaceName, `${field}.interfaceName`),
  ...atMostBytes(longestHardwareAddress, hardwareAddress, `${field}.hardwareAddress`),
  ...boundedTexts(ips, mostAddresses, `${field}.ips`, interfaceAddress),
];

const atMostBytes = (limit: number, text: string | undefined, field: string): FieldError[] => when(text && Buffer.byteLength(text) > limit, () => tooLong(field, limit));

/** An address together with the length of its network's prefix. */
const interfaceAddress = byText((text: string) => {
  const cidr = parseCidr(text);
  if (!cidr) return 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)';
  const canonical = `${formatAddress(cidr)}/${cidr.length}`;
  return text === canonical ? undefined : `must be in canonical form (${JSON.stringify(canonical)})`;
});

const hex = (digits: number): string => `[0-9a-f]{${digits}}`;
const uuid = [8, 4, 4, 4, 12].map(hex).join('-');
const normalForm = new RegExp(`^${uuid}$`);
const otherForms = new RegExp(`^(?:${uuid}|urn:uuid:${uuid}|\\{${uuid}\\}|${hex(32)})$`, 'i');
const lengthsOfForms = [36, 45, 38, 32];

export const shareId = byText((uid: string) => {
  if (normalForm.test(uid)) return undefined;
  if (otherForms.test(uid)) return 'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';
  return `error validating uid: ${lengthsOfForms.includes(uid.length) ? 'invalid UUID format' : `invalid UUID length: ${uid.length}`}`;
});
