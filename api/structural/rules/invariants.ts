/** What makes a schema structural (k8s.io/apiextensions-apiserver pkg/apiserver/schema validation.go validateStructuralInvariants). */
import { forbidden, invalid, required, type FieldError } from '../../field-error';
import { isEmbedded, isIntOrString, preservesUnknown, propertiesOf, propertyOf, valuesOf, type Structural } from '../structural';
import { when } from './when';
import { junctorFaults } from './junctors';

type Level = 'root' | 'item' | 'field';

export function invariantFaults(schema: Structural, path: string, level: Level = 'root'): FieldError[] {
  const { items, additionalProperties } = schema;
  const values = valuesOf(schema);
  return [
    ...when(schema.type === 'array' && !items, () => required(`${path}.items`, 'must be specified')),
    ...(items ? invariantFaults(items, `${path}.items`, 'item') : []),
    ...propertiesOf(schema).flatMap(([name, property]) => invariantFaults(property, `${path}.properties[${name}]`, 'field')),
    ...when(additionalProperties !== undefined && level === 'root', () => forbidden(`${path}.additionalProperties`, 'must not be used at the root')),
    ...(values ? invariantFaults(values, `${path}.additionalProperties`, 'field') : []),
    ...extensionFaults(schema, path),
    ...junctorFaults(schema, path, intOrStringForm(schema)),
    ...typeFaults(schema, path, level),
    ...metaFaults(schema, path, level),
    ...embeddedFaults(schema, path),
  ];
}

const either = 'must be false if x-kubernetes-int-or-string is true';

function extensionFaults(schema: Structural, path: string): FieldError[] {
  if (!isIntOrString(schema)) return [];
  return [
    ...when(preservesUnknown(schema), () => invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, either)),
    ...when(isEmbedded(schema), () => invalid(`${path}.x-kubernetes-embedded-resource`, true, either)),
  ];
}

const untyped: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root', item: 'must not be empty for specified array items', field: 'must not be empty for specified object fields',
};
const embeddedType = 'must be object if x-kubernetes-embedded-resource is true';

function typeFaults(schema: Structural, path: string, level: Level): FieldError[] {
  const { type = '' } = schema;
  const at = `${path}.type`;
  const own = isEmbedded(schema) && type !== 'object'
    ? [type ? invalid(at, type, embeddedType) : required(at, embeddedType)]
    : when(!type && !isIntOrString(schema) && !preservesUnknown(schema), () => required(at, untyped[level]));
  return [...own, ...when(level === 'root' && type && type !== 'object', () => invalid(at, type, 'must be object at the root'))];
}

function embeddedFaults(schema: Structural, path: string): FieldError[] {
  if (!isEmbedded(schema)) return [];
  return [
    ...when(schema.additionalProperties !== undefined, () => forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set')),
    ...when(!preservesUnknown(schema) && propertiesOf(schema).length === 0,
      () => required(`${path}.properties`, 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields')),
  ];
}

/** What every resource has can be restricted, but not redefined. */
function metaFaults(schema: Structural, path: string, level: Level): FieldError[] {
  const resource = level === 'root' || isEmbedded(schema);
  const metadata = propertyOf(schema, 'metadata');
  return [
    ...(resource ? ['kind', 'apiVersion'].flatMap((name) => wrongType(propertyOf(schema, name), 'string', `${path}.properties[${name}]`)) : []),
    ...(resource ? wrongType(metadata, 'object', `${path}.properties[metadata]`) : []),
    ...when(level === 'root' && metadata && saysMoreThanNames(metadata),
      () => forbidden(`${path}.properties[metadata]`, 'must not specify anything other than name and generateName, but metadata is implicitly specified')),
  ];
}

const wrongType = (schema: Structural | undefined, type: string, path: string): FieldError[] =>
  when(schema && schema.type !== type, () => invalid(`${path}.type`, schema?.type ?? '', `must be ${type}`));

const saysMoreThanNames = (metadata: Structural): boolean =>
  Object.keys(metadata).some((key) => key !== 'type' && key !== 'default' && key !== 'properties')
  || propertiesOf(metadata).some(([name]) => name !== 'name' && name !== 'generateName');

/** The two forms in which types may stand inside junctors. */
function intOrStringForm({ anyOf, allOf }: Structural): { readonly anyOf: boolean; readonly firstAllOf: boolean } {
  return { anyOf: isIntOrStringChoice(anyOf), firstAllOf: isIntOrStringChoice(allOf?.[0]?.anyOf) };
}

export const isIntOrStringChoice = (anyOf: readonly Structural[] | undefined): boolean =>
  anyOf?.length === 2 && isOnlyType(anyOf[0], 'integer') && isOnlyType(anyOf[1], 'string');

const isOnlyType = (schema: Structural | undefined, type: string): boolean => schema?.type === type && Object.keys(schema).length === 1;
