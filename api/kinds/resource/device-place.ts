/** Where the devices of a slice can be reached from, when each says it (kubernetes pkg/apis/resource/validation validateDevice). */
import { invalid, required, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { given, subdomain, when } from '../checks';
import { validateNodeSelector } from '../core/pod-template/affinity';

const places = ['nodeName', 'nodeSelector', 'allNodes'] as const;
const oneOf = 'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';

export const listed = (names: readonly string[]): string => `{${names.map((name) => `\`${name}\``).join(', ')}}`;

export function validateDevicePlace(device: resource.Device, perDevice: boolean, field: string): FieldError[] {
  if (!perDevice) {
    return when(places.some((name) => device[name] !== undefined), () =>
      invalid(field, 'null', '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec'));
  }
  const said = places.filter((name) => device[name]);
  return [
    ...given(device.nodeName, (name) => subdomain(name, `${field}.nodeName`)),
    ...when(device.nodeName === '', () => invalid(`${field}.nodeName`, '', 'must not be empty')),
    ...given(device.nodeSelector, (selector) => validateNodeSelector(selector, `${field}.nodeSelector`)),
    ...when(device.allNodes === false, () => invalid(`${field}.allNodes`, false, 'must be either unset or set to true')),
    ...when(!said.length, () => required(field, oneOf)),
    ...when(said.length > 1, () => invalid(field, listed(said), oneOf)),
  ];
}
