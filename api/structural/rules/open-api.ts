/**
 * What of OpenAPI v3 a definition may use (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation validation.go
 * ValidateCustomResourceDefinitionOpenAPISchema). It looks at schemas as they were sent, so also at what no structural schema has.
 */
import { forbidden, notSupported, type FieldError } from '../../field-error';
import type { JSONSchemaProps } from '../../schema/types/apiextensions.v1';
import { metaFields } from '../structural';
import { expressionFaults } from './expressions';
import type { Leniency } from './leniency';
import { topologyFaults } from './topology';
import { when } from './when';

/** Where a schema stands. */
interface Place {
  readonly path: string;
  readonly root?: boolean;
  /** Inside apiVersion, kind or metadata of a resource. */
  readonly insideMeta?: boolean;
  /** Why there may be no default; absent: there may. */
  readonly noDefaults?: string;
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

export function openApiFaults(schema: JSONSchemaProps, place: Place, leniency: Leniency): FieldError[] {
  return [
    ...ownFaults(schema, place, leniency),
    ...partsOf(schema, place).flatMap(([part, at]) => openApiFaults(part, at, leniency)),
    ...topologyFaults(schema, place.path, leniency),
    ...expressionFaults(schema, place.path),
  ];
}

function ownFaults(schema: JSONSchemaProps, { path, insideMeta, noDefaults }: Place, leniency: Leniency): FieldError[] {
  const { type, properties, additionalProperties } = schema;
  const notAll = additionalProperties !== undefined && additionalProperties !== true;
  return [
    ...when(type && !leniency.invalidTypes && !types.includes(type), () => notSupported(`${path}.type`, type, types)),
    ...when(schema.default !== undefined && noDefaults, () => forbidden(`${path}.default`, `must not be set ${noDefaults}`)),
    ...unsupported.filter((name) => isUsed(schema[name])).map((name) => forbidden(`${path}.${name}`, `${name} is not supported`)),
    ...when(type === 'null', () => forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative')),
    ...when(Array.isArray(schema.items), () => forbidden(`${path}.items`, 'items must be a schema object and not an array')),
    ...when(insideMeta && schema['x-kubernetes-embedded-resource'], () => forbidden(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta')),
    ...when(schema.uniqueItems, () => forbidden(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic')),
    ...when(notAll && properties && Object.keys(properties).length > 0, () => forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive')),
  ];
}

const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const;

const isUsed = (value: unknown): boolean => value !== undefined && value !== '';

type Positioned = readonly [JSONSchemaProps, Place];

function partsOf(schema: JSONSchemaProps, { root, ...place }: Place): Positioned[] {
  const at = (path: string, more: Partial<Place> = {}): Place => ({ ...place, ...more, path: `${place.path}.${path}` });
  const resource = root || schema['x-kubernetes-embedded-resource'];
  return [
    ...one(schema.additionalProperties, at('additionalProperties', place.insideMeta ? { noDefaults: 'inside additionalProperties applying to object metadata' } : {})),
    ...Object.entries(schema.properties ?? {}).map(([name, part]): Positioned =>
      [part, at(`properties[${name}]`, resource && metaFields.has(name) ? { insideMeta: true, ...(root && { noDefaults: `in top-level ${name}` }) } : {})]),
    ...one(schema.not, at('not')),
    ...(['allOf', 'oneOf', 'anyOf'] as const).flatMap((junctor) => (schema[junctor] ?? []).map((part, i): Positioned => [part, at(`${junctor}[${i}]`)])),
    ...Object.entries(schema.definitions ?? {}).map(([name, part]): Positioned => [part, at(`definitions[${name}]`)]),
    ...(Array.isArray(schema.items) ? schema.items.flatMap((part, i) => one(part, at(`items[${i}]`))) : one(schema.items, at('items'))),
    ...Object.entries(schema.dependencies ?? {}).flatMap(([name, part]) => one(part, at(`dependencies[${name}]`))),
  ];
}

const one = (schema: unknown, place: Place): Positioned[] =>
  (typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? [[schema as JSONSchemaProps, place]] : []);
