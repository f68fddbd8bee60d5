/** The devices of a slice (kubernetes pkg/apis/resource/validation validateDevice). */
import { duplicate, forbidden, invalid, required, tooLong, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { atMost, duplicates, each, given, label, labelValue, qualifiedName, subdomain, when } from '../checks';
import { validateNodeSelector } from '../core/pod-template/affinity';
import { validateAttributeName } from './names';

const mostProperties = 32;
const mostTaints = 16;
const longestText = 64;

export const validateDevice = (device: resource.Device, perDevice: boolean, field: string): FieldError[] => {
  const properties = Object.keys(device.attributes ?? {}).length + Object.keys(device.capacity ?? {}).length;
  return [
    ...label(device.name, `${field}.name`),
    ...when(properties > mostProperties, () => invalid(field, properties, `the total number of attributes and capacities must not exceed ${mostProperties}`)),
    ...Object.entries(device.attributes ?? {}).flatMap(([name, attribute]) => validateAttribute(name, attribute, `${field}.attributes[${name}]`)),
    ...Object.entries(device.capacity ?? {}).flatMap(([name, { requestPolicy }]) => [
      ...validateAttributeName(name, `${field}.capacity[${name}]`),
      ...when(requestPolicy && !device.allowMultipleAllocations, () => forbidden(`${field}.capacity[${name}].requestPolicy`, 'allowMultipleAllocations must be true')),
    ]),
    ...atMost(mostTaints, device.taints, `${field}.taints`),
    ...each(device.taints, `${field}.taints`, validateTaint),
    ...each(device.consumesCounters, `${field}.consumesCounters`, ({ counterSet }, at) => (counterSet ? label(counterSet, `${at}.counterSet`) : [required(`${at}.counterSet`)])),
    ...duplicates(device.consumesCounters, ({ counterSet }) => counterSet, (i, name) => duplicate(`${field}.consumesCounters[${i}]`, name)),
    ...validatePlace(device, perDevice, field),
  ];
};

const number = '(0|[1-9]\\d*)';
const stage = '(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const build = '[0-9a-zA-Z-]+';
const semver = new RegExp(`^${number}\\.${number}\\.${number}(-${stage}(\\.${stage})*)?(\\+${build}(\\.${build})*)?$`);

function validateAttribute(name: string, attribute: resource.DeviceAttribute, field: string): FieldError[] {
  const values = Object.values(attribute).filter((value) => value !== undefined).length;
  const { string: text, strings, version, versions } = attribute;
  return [
    ...validateAttributeName(name, field),
    ...given(text, (value) => validateText(value, `${field}.string`)),
    ...each(strings, `${field}.strings`, validateText),
    ...given(version, (value) => validateVersion(value, `${field}.version`)),
    ...each(versions, `${field}.versions`, validateVersion),
    ...when(values !== 1, () => invalid(field, values ? attribute : '', 'exactly one value must be specified')),
  ];
}

const validateText = (text: string, field: string): FieldError[] => when(text.length > longestText, () => tooLong(field, longestText));

const validateVersion = (text: string, field: string): FieldError[] => [
  ...when(!semver.test(text), () => invalid(field, text, 'must be a string compatible with semver.org spec 2.0.0')),
  ...validateText(text, field),
];

const validateTaint = ({ key, value }: resource.DeviceTaint, field: string): FieldError[] => [
  ...qualifiedName(key, `${field}.key`),
  ...given(value, (text) => labelValue(text, `${field}.value`)),
];

const oneNode = 'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';

function validatePlace(device: resource.Device, perDevice: boolean, field: string): FieldError[] {
  const said = (['nodeName', 'nodeSelector', 'allNodes'] as const).filter((name) => device[name] !== undefined);
  if (!perDevice) {
    return when(said.length, () => invalid(field, null, '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec'));
  }
  return [
    ...when(!said.length, () => required(field, oneNode)),
    ...when(said.length > 1, () => invalid(field, `{${said.map((name) => `\`${name}\``).join(', ')}}`, oneNode)),
    ...given(device.nodeName, (name) => subdomain(name, `${field}.nodeName`)),
    ...given(device.nodeSelector, (selector) => validateNodeSelector(selector, `${field}.nodeSelector`)),
    ...when(device.allNodes === false, () => invalid(`${field}.allNodes`, false, 'must be either unset or set to true')),
  ];
}
