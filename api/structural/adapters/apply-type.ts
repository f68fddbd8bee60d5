/** How server-side apply looks at custom resources (k8s.io/kube-openapi pkg/schemaconv openapi.go, of what is published). */
import { applyTypeOf } from '../../apply/facts-type';
import { fieldElement } from '../../apply/path-element';
import { deduced, type ApplyField, type ApplyType, type FieldsType, type LeafType } from '../../apply/typed';
import { isEmbedded, isIntOrString, preservesUnknown, propertiesOf, valuesOf, type Structural } from '../structural';

const scalar = (kind: LeafType['scalar']): LeafType => ({ kind: 'leaf', shape: 'scalar', scalar: kind });
const text = scalar('string');

const resourceFields: readonly (readonly [string, () => ApplyType])[] = [
  ['apiVersion', () => text], ['kind', () => text], ['metadata', () => applyTypeOf('meta.v1.ObjectMeta')],
];

/** Of whole objects; without a schema everything is deduced but metadata. */
export const applyTypeOfResource = (schema: Structural | undefined): ApplyType => {
  if (!schema) return { kind: 'fields', field: lookup(resourceFields.map(([name, type]) => [name, fieldOf(name, type())])), values: deduced };
  return typeOf(schema, false, true);
};

/** `preserving`: a schema around this one keeps what it does not know. */
function typeOf(schema: Structural, preservingAbove: boolean, resource = isEmbedded(schema)): ApplyType {
  const preserving = preservingAbove || preservesUnknown(schema);
  switch (schema.type) {
    case 'integer': case 'number': return scalar('numeric');
    case 'boolean': return scalar('boolean');
    case 'string': return !schema.format || schema.format === 'byte' ? text : scalar('untyped');
    case 'array': return listType(schema, preserving);
    case 'object': return mapType(schema, preserving, resource);
    // Any value: maps merge by key, everything else is one unit.
    default: return isIntOrString(schema) || !schema.properties ? deduced : mapType(schema, preserving, resource);
  }
}

function listType(schema: Structural, preserving: boolean): ApplyType {
  const items = schema.items ? typeOf(schema.items, preserving) : scalar('untyped');
  switch (schema['x-kubernetes-list-type']) {
    case 'set': return { kind: 'list', keys: [], items };
    case 'map': return { kind: 'list', keys: [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort(), items };
    default: return { kind: 'leaf', shape: 'list', inner: () => items };
  }
}

function mapType(schema: Structural, preserving: boolean, resource: boolean): ApplyType {
  const fields: [string, ApplyField][] = propertiesOf(schema).map(([name, property]) => [name, fieldOf(name, typeOf(property, preserving), property.default)]);
  if (resource) for (const [name, type] of resourceFields) fields.push([name, fieldOf(name, type())]);
  const values = valuesType(schema, preserving, fields.length > 0);
  const inside: FieldsType = { kind: 'fields', field: lookup(fields), ...(values && { values }) };
  return schema['x-kubernetes-map-type'] === 'atomic' ? { kind: 'leaf', shape: 'map', inner: () => inside } : inside;
}

/** What keys hold that are no fields; undefined: there are none. */
function valuesType(schema: Structural, preserving: boolean, hasFields: boolean): ApplyType | undefined {
  const values = valuesOf(schema);
  if (values) return typeOf(values, preserving);
  if (schema.additionalProperties === undefined) return preserving || !hasFields ? deduced : undefined;
  return schema.additionalProperties ? deduced : undefined;
}

const fieldOf = (name: string, type: ApplyType, value?: unknown): ApplyField => ({ element: fieldElement(name), type, ...(value !== undefined && { default: value }) });

function lookup(fields: readonly [string, ApplyField][]): FieldsType['field'] {
  const byName = new Map(fields);
  return (name) => byName.get(name);
}
