/**
 * Structural schemas: the part of OpenAPI v3 that says of every value of a custom resource what it is (docs "Extend the
 * Kubernetes API with CustomResourceDefinitions"; k8s.io/apiextensions-apiserver pkg/apiserver/schema structural.go).
 *
 * A structural schema is the JSON that a definition carries, in the form in which api/schema decodes it: what is zero is absent.
 * Only what it has been found to keep to (`parseStructural`) makes it one.
 */
import type { JSONSchemaProps } from '../schema/types/apiextensions.v1';

type Refused = 'id' | '$schema' | '$ref' | 'patternProperties' | 'dependencies' | 'additionalItems' | 'definitions';
type Nested = 'items' | 'properties' | 'additionalProperties' | 'allOf' | 'oneOf' | 'anyOf' | 'not';

export interface Structural extends Readonly<Omit<JSONSchemaProps, Refused | Nested>> {
  readonly items?: Structural;
  readonly properties?: Readonly<Record<string, Structural>>;
  readonly additionalProperties?: Structural | boolean;
  readonly allOf?: readonly Structural[];
  readonly oneOf?: readonly Structural[];
  readonly anyOf?: readonly Structural[];
  readonly not?: Structural;
}

/** Fields of every resource, which are known without a schema. */
export const metaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

export const propertyOf = (schema: Structural | undefined, name: string): Structural | undefined =>
  (schema?.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined);

export const propertiesOf = (schema: Structural): [string, Structural][] => Object.entries(schema.properties ?? {});

/** What keys hold that are no properties, where a schema says so. */
export const valuesOf = ({ additionalProperties }: Structural): Structural | undefined =>
  (typeof additionalProperties === 'object' ? additionalProperties : undefined);

export const preservesUnknown = (schema: Structural): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;
export const isEmbedded = (schema: Structural): boolean => schema['x-kubernetes-embedded-resource'] === true;
export const isIntOrString = (schema: Structural): boolean => schema['x-kubernetes-int-or-string'] === true;

/** A schema and how it stands to the one around it. */
export interface Part { readonly schema: Structural; readonly path: string }

/** The schemas of parts of a value: properties, values, items. */
export const partsOf = (schema: Structural, path: string): Part[] => [
  ...propertiesOf(schema).map(([name, part]) => ({ schema: part, path: `${path}.properties[${name}]` })),
  ...present(valuesOf(schema), `${path}.additionalProperties`),
  ...present(schema.items, `${path}.items`),
];

/** The schemas that the same value is compared with. */
export const junctorsOf = (schema: Structural, path: string): Part[] => [
  ...present(schema.not, `${path}.not`),
  ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap((junctor) => (schema[junctor] ?? []).map((each, i) => ({ schema: each, path: `${path}.${junctor}[${i}]` }))),
];

const present = (schema: Structural | undefined, path: string): Part[] => (schema ? [{ schema, path }] : []);

/** A field below another one; `''` is the object itself. */
export const childPath = (path: string, name: string): string => (path ? `${path}.${name}` : name);
