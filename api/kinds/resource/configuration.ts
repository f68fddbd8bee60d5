/** What a driver is told about devices (kubernetes pkg/apis/resource/validation validateDeviceConfiguration, validateRawExtension). */
import { invalid, required, tooLong, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { driverName, when } from '../checks';

/** Of parameters, and of what a driver reports. */
const longestJson = 10 * 1024;

/** `stored`: it was taken before, when it might have been of any length. */
export function validateConfiguration({ opaque }: resource.DeviceConfiguration, field: string, stored = false): FieldError[] {
  if (!opaque) return [required(`${field}.opaque`)];
  return [...driverName(opaque.driver, `${field}.opaque.driver`), ...validateJson(opaque.parameters, `${field}.opaque.parameters`, stored)];
}

export function validateJson(value: unknown, field: string, stored = false): FieldError[] {
  if (value === undefined || value === null) return [required(field)];
  if (!stored && Buffer.byteLength(JSON.stringify(value)) > longestJson) return [tooLong(field, longestJson)];
  return when(typeof value !== 'object' || Array.isArray(value), () => invalid(field, '<value omitted>', 'must be a valid JSON object'));
}
