/** The devices of a slice (kubernetes pkg/apis/resource/validation validateDevice). */
import { forbidden, invalid, tooLong, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { each, given, label, labelValue, qualifiedName, when } from '../checks';
import { same } from '../equality';
import { validateBinding } from './binding';
import { validateConsumptions } from './counters';
import { validateDevicePlace } from './device-place';
import { bounded, boundedMap } from './lists';
import { validateAttributeName } from './names';
import { validatePolicy } from './request-policy';

const mostProperties = 32;
/** A domain, a slash and an identifier. */
const longestName = 63 + 1 + 32;
const mostTaints = 16;
const longestText = 64;

/** Taints that were there before are not looked at again. */
export const validateDevice = (device: resource.Device, old: resource.Device | undefined, perDevice: boolean, field: string): FieldError[] => {
  const { attributes = {}, capacity = {}, allowMultipleAllocations: shared = false } = device;
  const properties = Object.keys(attributes).length + Object.keys(capacity).length;
  return [
    ...label(device.name, `${field}.name`),
    ...when(properties > mostProperties, () => invalid(field, properties, `the total number of attributes and capacities must not exceed ${mostProperties}`)),
    ...boundedMap(attributes, Infinity, longestName, `${field}.attributes`, validateAttributeName, validateAttribute),
    ...boundedMap(capacity, Infinity, longestName, `${field}.capacity`, validateAttributeName, (item, at) => validateCapacity(item, shared, at)),
    ...(old && same(old.taints, device.taints) ? [] : bounded(device.taints, mostTaints, `${field}.taints`, validateTaint)),
    ...validateConsumptions(device.consumesCounters, `${field}.consumesCounters`),
    ...validateDevicePlace(device, perDevice, field),
    ...validateBinding(device, field),
  ];
};

const number = '(0|[1-9]\\d*)';
const stage = '(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const build = '[0-9a-zA-Z-]+';
const semver = new RegExp(`^${number}\\.${number}\\.${number}(-${stage}(\\.${stage})*)?(\\+${build}(\\.${build})*)?$`);

function validateAttribute(attribute: resource.DeviceAttribute, field: string): FieldError[] {
  const values = Object.values(attribute).filter((value) => value !== undefined).length;
  const { string: text, strings, version, versions } = attribute;
  return [
    ...given(text, (value) => validateText(value, `${field}.string`)),
    ...each(strings, `${field}.strings`, validateText),
    ...(version === undefined ? [] : validateVersion(version, `${field}.version`)),
    ...each(versions, `${field}.versions`, validateVersion),
    ...when(values !== 1, () => invalid(field, values ? attribute : '', 'exactly one value must be specified')),
  ];
}

const validateText = (text: string, field: string): FieldError[] => when(Buffer.byteLength(text) > longestText, () => tooLong(field, longestText));

const validateVersion = (text: string, field: string): FieldError[] => [
  ...when(!semver.test(text), () => invalid(field, text, 'must be a string compatible with semver.org spec 2.0.0')),
  ...validateText(text, field),
];

const validateCapacity = ({ value, requestPolicy }: resource.DeviceCapacity, shared: boolean, field: string): FieldError[] =>
  given(requestPolicy, (policy) => (shared ? validatePolicy(policy, value, `${field}.requestPolicy`) : [forbidden(`${field}.requestPolicy`, 'allowMultipleAllocations must be true')]));

const validateTaint = ({ key, value }: resource.DeviceTaint, field: string): FieldError[] => [
  ...qualifiedName(key, `${field}.key`),
  ...given(value, (text) => labelValue(text, `${field}.value`)),
];
