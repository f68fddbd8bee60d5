/** Schemas as a definition carries them, for tests. */
import { formatFieldError } from '../../field-error';
import { decodeAs } from '../../schema/decode';
import type { JSONSchemaProps } from '../../schema/types/apiextensions.v1';
import { parseStructural, type ParseOptions } from '../parse';
import type { Structural } from '../structural';

export const path = 'spec.versions[0].schema.openAPIV3Schema';

export const decoded = (schema: object): JSONSchemaProps => decodeAs('apiextensions.v1.JSONSchemaProps', schema).object as JSONSchemaProps;

/** The texts of what is wrong with a schema, without the path of its root. */
export function faultsOf(schema: object, options: Partial<ParseOptions> = {}): string[] {
  const result = parseStructural(decoded(schema), { path, ...options });
  return Array.isArray(result) ? result.map(formatFieldError).map((text) => text.replaceAll(path, '$')) : [];
}

/** Throws when anything is wrong with it. */
export function structural(schema: object): Structural {
  const result = parseStructural(decoded(schema), { path });
  if (Array.isArray(result)) throw new Error(result.map(formatFieldError).join('\n'));
  return result as Structural;
}

/** A root whose only field has this schema. */
export const withField = (field: object): object => ({ type: 'object', properties: { field } });
