/** Names of dynamic resource allocation (kubernetes pkg/apis/resource/validation). */
import { invalid, required, tooLong, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { driverName, label, labelValue, qualifiedName, subdomain, when } from '../checks';

const longestIdentifier = 32;
const longestPool = 253;
const identifier = '[A-Za-z_][A-Za-z0-9_]*';
const identifierForm = new RegExp(`^${identifier}$`);

const validateIdentifier = (name: string, field: string): FieldError[] => [
  ...when(name.length > longestIdentifier, () => tooLong(field, longestIdentifier)),
  ...when(!identifierForm.test(name), () => invalid(field, name,
    `a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '${identifier}')`)),
];

/** `model`, or `gpu.example.com/model`. More slashes upstream lets pass. */
export function validateAttributeName(name: string, field: string): FieldError[] {
  const [first = '', second, ...rest] = name.split('/');
  if (second === undefined) return validateIdentifier(first, field);
  if (rest.length) return [];
  return [
    ...(first ? driverName(first, field) : [invalid(field, '', 'the domain must not be empty')]),
    ...(second ? validateIdentifier(second, field) : [invalid(field, '', 'the name must not be empty')]),
  ];
}

export const validateQualifiedAttribute = (name: string, field: string): FieldError[] => [
  ...validateAttributeName(name, field),
  ...when(!name.includes('/'), () => invalid(field, name, 'a fully qualified name must be a domain and a name separated by a slash')),
];

export const validatePoolName = (name: string, field: string): FieldError[] => (name ? [
  ...when(name.length > longestPool, () => tooLong(field, longestPool)),
  ...name.split('/').flatMap((part) => subdomain(part, field)),
] : [required(field)]);

/** What names one device of a cluster. */
export const validateDeviceId = ({ driver, pool, device }: { driver: string; pool: string; device: string }, field: string): FieldError[] => [
  ...driverName(driver, `${field}.driver`),
  ...validatePoolName(pool, `${field}.pool`),
  ...label(device, `${field}.device`),
];

export const validateToleration = ({ key, operator, value = '' }: resource.DeviceToleration, field: string): FieldError[] => [
  ...(key ? qualifiedName(key, `${field}.key`) : []),
  ...when(operator === 'Exists' && value, () => invalid(`${field}.value`, value, 'must be empty for operator `Exists`')),
  ...(operator === 'Equal' ? labelValue(value, `${field}.value`) : []),
];
