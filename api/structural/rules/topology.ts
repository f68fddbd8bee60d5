/** x-kubernetes-map-type, x-kubernetes-list-type and x-kubernetes-list-map-keys: how maps and lists merge. */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-error';
import type { JSONSchemaProps } from '../../schema/types/apiextensions.v1';
import type { Leniency } from './leniency';
import { when } from './when';

const listType = 'x-kubernetes-list-type';
const mapType = 'x-kubernetes-map-type';
const mapKeys = 'x-kubernetes-list-map-keys';
const preserve = 'x-kubernetes-preserve-unknown-fields';

export function topologyFaults(schema: JSONSchemaProps, path: string, leniency: Leniency): FieldError[] {
  return [
    ...when(schema[preserve] === false, () => invalid(`${path}.${preserve}`, false, 'must be true or undefined')),
    ...(schema[mapType] === undefined ? [] : [
      ...ofType(schema, 'object', mapType, path),
      ...oneOf(schema[mapType], ['atomic', 'granular'], `${path}.${mapType}`),
    ]),
    ...(schema[listType] === undefined ? [] : listTypeFaults(schema, path, leniency)),
    ...mapKeysFaults(schema, path),
    ...(schema[listType] === 'map' ? listMapFaults(schema, path) : []),
    ...(leniency.nullableListItems ? [] : itemFaults(schema, path)),
  ];
}

const oneOf = (value: string, allowed: readonly string[], path: string): FieldError[] => when(!allowed.includes(value), () => notSupported(path, value, allowed));

function ofType({ type }: JSONSchemaProps, expected: string, extension: string, path: string): FieldError[] {
  const text = `must be ${expected} if ${extension} is specified`;
  return when(type !== expected, () => (type ? invalid(`${path}.type`, type, text) : required(`${path}.type`, text)));
}

function listTypeFaults(schema: JSONSchemaProps, path: string, leniency: Leniency): FieldError[] {
  const wrong = ofType(schema, 'array', listType, path);
  return [
    ...wrong,
    ...when(wrong.length === 0 && !leniency.nonAtomicSets && schema[listType] === 'set' && setItemFault(schema.items, `${path}.items`), () => setItemFault(schema.items, `${path}.items`) as FieldError),
    ...oneOf(schema[listType] as string, ['atomic', 'set', 'map'], `${path}.${listType}`),
  ];
}

const single = (items: unknown): JSONSchemaProps | undefined => (items === undefined || Array.isArray(items) ? undefined : (items as JSONSchemaProps));

/** The items of a set are compared as a whole, so they must be one unit each. */
export function setItemFault(items: unknown, path: string): FieldError | undefined {
  const item = single(items);
  const text = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  if (item?.type === 'array' && (item[listType] ?? 'atomic') !== 'atomic') return invalid(`${path}.${listType}`, item[listType], text);
  if (item?.type === 'object' && item[mapType] !== 'atomic') return invalid(`${path}.${mapType}`, item[listType] ?? null, text);
  return undefined;
}

function mapKeysFaults(schema: JSONSchemaProps, path: string): FieldError[] {
  if (!schema[mapKeys]?.length || schema[listType] === 'map') return [];
  const text = 'must be map if x-kubernetes-list-map-keys is non-empty';
  return [schema[listType] === undefined ? required(`${path}.${listType}`, text) : invalid(`${path}.${listType}`, schema[listType], text)];
}

function listMapFaults(schema: JSONSchemaProps, path: string): FieldError[] {
  const item = single(schema.items);
  return [
    ...when(!schema[mapKeys]?.length, () => required(`${path}.${mapKeys}`, 'must not be empty if x-kubernetes-list-type is map')),
    ...when(schema.items === undefined, () => required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')),
    ...when(Array.isArray(schema.items), () => invalid(`${path}.items`, schema.items, 'must only have a single schema if x-kubernetes-list-type is map')),
    ...when(item && item.type !== 'object', () => invalid(`${path}.items.type`, item?.type ?? '', "must be object if parent array's x-kubernetes-list-type is map")),
    ...(item?.type === 'object' ? keyFaults(schema[mapKeys] ?? [], item, path) : []),
  ];
}

function keyFaults(keys: readonly string[], item: JSONSchemaProps, path: string): FieldError[] {
  return keys.flatMap((key, i) => {
    const property = item.properties && Object.hasOwn(item.properties, key) ? item.properties[key] : undefined;
    const compound = property?.type === 'array' || property?.type === 'object';
    return [
      ...when(compound, () => invalid(`${path}.items.properties[${key}].type`, item.type, "must be a scalar type if parent array's x-kubernetes-list-type is map")),
      ...when(!property, () => invalid(`${path}.${mapKeys}`, keys, 'entries must all be names of item properties')),
      ...when(keys.indexOf(key) < i, () => invalid(`${path}.${mapKeys}`, keys, 'must not contain duplicate entries')),
    ];
  });
}

/** Items of sets and maps, and what names the items of maps, must be there. */
export function itemFaults(schema: JSONSchemaProps, path: string): FieldError[] {
  const item = single(schema.items);
  const kind = schema[listType];
  if (!item || (kind !== 'set' && kind !== 'map')) return [];
  const nullable = when(item.nullable, () => forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${kind}`));
  return kind === 'set' ? nullable : [...nullable, ...(schema[mapKeys] ?? []).flatMap((key) => keyPresence(item, key, `${path}.items.properties[${key}]`))];
}

function keyPresence(item: JSONSchemaProps, key: string, path: string): FieldError[] {
  const property = item.properties && Object.hasOwn(item.properties, key) ? item.properties[key] : undefined;
  if (!property) return [];
  return [
    ...when(!item.required?.includes(key) && property.default === undefined,
      () => required(`${path}.default`, 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property')),
    ...when(property.nullable, () => forbidden(`${path}.nullable`, 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable')),
  ];
}
