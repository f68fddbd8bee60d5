/**
 * Where `x-kubernetes-validations` stand, for the language that they are written in to compile and run: this folder does not
 * know it (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation cel_validation.go).
 */
import type { ValidationRule } from '../schema/types/apiextensions.v1';
import { isEmbedded, propertiesOf, valuesOf, type Structural } from './structural';

export interface RulePlace {
  /** Of the schema, `spec.versions[0].schema.openAPIV3Schema.properties[spec]`. */
  readonly path: string;
  /** From the object to the values that the rules are about: names of properties, `*` for any key, `[]` for any item. */
  readonly steps: readonly string[];
  readonly rules: readonly ValidationRule[];
  readonly schema: Structural;
  /** A resource: its rules see apiVersion, kind and metadata. */
  readonly resource: boolean;
  /** The path of the schema below which old values cannot be told; absent: `oldSelf` may be used. */
  readonly uncorrelatable?: string;
  readonly isCorrelatable: boolean;
  /** How many such values an object can have at most; absent: there is no bound. */
  readonly cardinality?: number;
}

interface Position {
  readonly path: string;
  readonly steps: readonly string[];
  readonly uncorrelatable: string | undefined;
  readonly cardinality: number | undefined;
}

/** Schemas without rules are no places. Inside junctors there are none. */
export const rulePlaces = (schema: Structural, path = ''): RulePlace[] =>
  placesIn(schema, { path, steps: [], uncorrelatable: undefined, cardinality: 1 }, true);

function placesIn(schema: Structural, position: Position, root: boolean): RulePlace[] {
  const { path, steps, uncorrelatable, cardinality } = position;
  const rules = schema['x-kubernetes-validations'] ?? [];
  const values = valuesOf(schema);
  const inside = (step: string, name: string, uncorrelated: boolean): Position =>
    ({ path: `${path}.${name}`, steps: [...steps, step], uncorrelatable: uncorrelatable ?? (uncorrelated ? path : undefined), cardinality: product(cardinality, mostElements(schema)) });
  const own: RulePlace[] = rules.length
    ? [{ path, steps, rules, schema, resource: root || isEmbedded(schema), isCorrelatable: uncorrelatable === undefined, ...(uncorrelatable !== undefined && { uncorrelatable }), ...(cardinality !== undefined && { cardinality }) }]
    : [];
  return [
    ...own,
    ...(values ? placesIn(values, inside('*', 'additionalProperties', false), false) : []),
    ...propertiesOf(schema).flatMap(([name, property]) => placesIn(property, inside(name, `properties[${name}]`, false), false)),
    // Items of sets could be told by themselves, but then they have not changed.
    ...(schema.items ? placesIn(schema.items, inside('[]', 'items', schema['x-kubernetes-list-type'] !== 'map'), false) : []),
  ];
}

/** How many parts a value has at most; a struct has each of its fields once. */
function mostElements({ type, additionalProperties, maxProperties, maxItems }: Structural): number | undefined {
  if (type === 'array') return bound(maxItems);
  return type === 'object' && additionalProperties !== undefined ? bound(maxProperties) : 1;
}

const bound = (most: number | undefined): number | undefined => (most === undefined ? undefined : Math.max(most, 0));

const largest = 2 ** 64;
const product = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined || b === undefined ? undefined : Math.min(a * b, largest));
