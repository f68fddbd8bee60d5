/**
 * Rules that came late: a definition that is stored with such a fault may keep it (k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation validation.go, requireAtomicSetType and its like).
 */
import type { JSONSchemaProps } from '../../schema/types/apiextensions.v1';
import { itemFaults, setItemFault } from './topology';

export interface Leniency {
  readonly invalidTypes?: boolean;
  readonly nonAtomicSets?: boolean;
  readonly nullableListItems?: boolean;
  readonly unprunedDefaults?: boolean;
}

export const strict: Leniency = {};

const known = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object']);

/** What the stored schemas of a definition have already. `hasUnprunedDefaults` is asked of each. */
export function leniencyFor(stored: readonly JSONSchemaProps[], hasUnprunedDefaults: (schema: JSONSchemaProps) => boolean): Leniency {
  const some = (holds: (schema: JSONSchemaProps) => boolean): boolean => stored.some((schema) => somewhere(schema, holds));
  return {
    invalidTypes: some(({ type }) => Boolean(type) && !known.has(type as string)),
    nonAtomicSets: some((schema) => schema['x-kubernetes-list-type'] === 'set' && setItemFault(schema.items, '') !== undefined),
    nullableListItems: some((schema) => itemFaults(schema, '').length > 0),
    unprunedDefaults: stored.some(hasUnprunedDefaults),
  };
}

/** Whether a schema, or any inside it, is such a one. */
export function somewhere(schema: JSONSchemaProps, holds: (schema: JSONSchemaProps) => boolean): boolean {
  return holds(schema) || insideOf(schema).some((inner) => somewhere(inner, holds));
}

function insideOf(schema: JSONSchemaProps): JSONSchemaProps[] {
  const { items, additionalProperties, properties = {}, not, allOf = [], anyOf = [], oneOf = [] } = schema;
  return [items, additionalProperties, not].flat().filter((each): each is JSONSchemaProps => typeof each === 'object' && each !== null)
    .concat(Object.values(properties), allOf, anyOf, oneOf);
}
