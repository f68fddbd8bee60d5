/** What may stand at the root of a version's schema (validateCustomResourceDefinitionValidation). */
import { forbidden, invalid, type FieldError } from '../../field-error';
import type { JSONSchemaProps } from '../../schema/types/apiextensions.v1';
import { when } from './when';

/** By the names of the Go fields, as upstream lists them. */
const allowed = [
  'Description', 'Type', 'Format', 'Title', 'Maximum', 'ExclusiveMaximum', 'Minimum', 'ExclusiveMinimum', 'MaxLength', 'MinLength', 'Pattern', 'MaxItems',
  'MinItems', 'UniqueItems', 'MultipleOf', 'Required', 'Items', 'Properties', 'ExternalDocs', 'Example', 'XPreserveUnknownFields', 'XValidations',
];
const goNames: Readonly<Record<string, string>> = { 'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields', 'x-kubernetes-validations': 'XValidations' };
const goName = (key: string): string => goNames[key] ?? `${key.charAt(0).toUpperCase()}${key.slice(1)}`;

/** `statusSubresource`: the status is validated by itself, so the root must not restrict it from above. */
export function rootFaults(schema: JSONSchemaProps, path: string, statusSubresource: boolean): FieldError[] {
  return [
    ...(statusSubresource ? aboveStatus(schema, path) : []),
    ...when(schema.nullable, () => forbidden(`${path}.nullable`, 'nullable cannot be true at the root')),
  ];
}

function aboveStatus(schema: JSONSchemaProps, path: string): FieldError[] {
  if (schema.type && schema.type !== 'object') {
    return [invalid(`${path}.type`, schema.type, 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled')];
  }
  const other = Object.keys(schema).some((key) => schema[key as keyof JSONSchemaProps] !== false && !allowed.includes(goName(key)));
  return when(other, () => invalid(path, schema, `only [${allowed.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`));
}
