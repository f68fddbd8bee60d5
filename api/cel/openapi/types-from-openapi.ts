/** Schemas as types of variables (k8s.io/apiserver pkg/cel/common/schemas.go, KEP-2876). */
import type { Field } from '../types/types';
import { escapeName } from './escaping';
import { isEmbedded, isIntOrString, withObjectMeta, type Schema } from './schema';
import {
  boolShape, bytesShape, dateShape, dateTimeShape, doubleShape, durationShape, intOrStringShape, intShape, listShape, mapShape, nullable, stringShape, structShape, type DeclaredShape,
} from './shapes';

/** No request is larger; what has no bound of its own is bounded by that. */
const maxRequest = 3 * 1024 * 1024;
const maxText = maxRequest - 2;

export interface ConversionOptions {
  /** What the struct at the root is called in messages; those within are called by their path. */
  readonly name?: string;
  /** The root of a resource: its metadata can be seen whatever the schema says. */
  readonly resourceRoot?: boolean;
}

/** undefined: nothing of that schema can be seen by expressions. */
export function typesFromOpenApi(schema: Schema, { name = 'object', resourceRoot = false }: ConversionOptions = {}): DeclaredShape | undefined {
  const shape = shapeOf(resourceRoot ? withObjectMeta(schema) : schema, name);
  return shape && nullable(shape, schema.nullable === true);
}

function shapeOf(schema: Schema, name: string): DeclaredShape | undefined {
  if (isIntOrString(schema)) return intOrStringShape(textLength(schema));
  switch (schema.type) {
    case 'array': return arrayShape(schema, name);
    case 'object': return objectShape(schema, name);
    case 'string': return textShape(schema);
    case 'boolean': return boolShape;
    case 'number': return doubleShape;
    case 'integer': return intShape;
    default: return undefined;
  }
}

const child = (schema: Schema, name: string): DeclaredShape | undefined => typesFromOpenApi(schema, { name, resourceRoot: isEmbedded(schema) });

const atLeastZero = (value: number): number => Math.max(0, value);

/** maxLength counts characters, of which each may take four octets. */
const textLength = ({ maxLength }: Schema): number => (maxLength === undefined ? maxText : atLeastZero(maxLength) * 4);

function textShape(schema: Schema): DeclaredShape {
  switch (schema.format) {
    case 'byte': return bytesShape(schema.maxLength === undefined ? maxText : atLeastZero(schema.maxLength));
    case 'duration': return durationShape;
    case 'date': return dateShape;
    case 'date-time': return dateTimeShape;
    default: return stringShape(schema.maxLength === undefined && schema.enum?.length ? longest(schema.enum) : textLength(schema));
  }
}

const longest = (values: readonly unknown[]): number => Math.max(0, ...values.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0)));

function arrayShape(schema: Schema, name: string): DeclaredShape | undefined {
  const element = schema.items && child(schema.items, `${name}.@idx`);
  if (!element) return undefined;
  const most = schema.maxItems === undefined ? Math.floor((maxRequest - 2) / (element.minSize + 1)) : atLeastZero(schema.maxItems);
  return listShape(element, most, schema['x-kubernetes-list-type'] ?? 'atomic', schema['x-kubernetes-list-map-keys'] ?? []);
}

function objectShape(schema: Schema, name: string): DeclaredShape | undefined {
  const { additionalProperties } = schema;
  return typeof additionalProperties === 'object' ? dictionaryShape(schema, additionalProperties, name) : fieldsShape(schema, name);
}

function dictionaryShape({ maxProperties }: Schema, values: Schema, name: string): DeclaredShape | undefined {
  const element = child(values, `${name}.@elem`);
  return element && mapShape(element, maxProperties === undefined ? Math.floor((maxRequest - 2) / (element.minSize + 6)) : atLeastZero(maxProperties));
}

function fieldsShape({ properties = {}, required = [] }: Schema, name: string): DeclaredShape {
  const needed = new Set(required);
  const fields = new Map<string, Field>();
  let minSize = 2;
  for (const [jsonName, property] of Object.entries(properties)) {
    const escaped = escapeName(jsonName);
    const shape = child(property, `${name}.${escaped ?? jsonName}`);
    if (!shape) continue;
    if (escaped !== undefined) fields.set(escaped, { type: shape.type, jsonName, shape });
    // The name in quotes, a colon and a comma.
    if (needed.has(jsonName) && property.default === undefined) minSize += jsonName.length + shape.minSize + 4;
  }
  return structShape(name, fields, minSize);
}
