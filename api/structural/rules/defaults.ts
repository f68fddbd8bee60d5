/**
 * Defaults must be values of their schema, without fields that it does not know
 * (k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting validation.go, prune.go).
 */
import { formatFieldError, invalid, type FieldError } from '../../field-error';
import { same } from '../../kinds/equality';
import { isObject, type Json } from '../../patch/own';
import { checkResource, compileCoerce, compileEmbeddedCheck, compileSalvage, salvage, type Coerced } from '../objects/embedded';
import { copyOf } from '../objects/copy';
import { decodeMeta } from '../objects/object-meta';
import { compilePrune } from '../objects/prune';
import { isEmbedded, metaFields, propertiesOf, valuesOf, type Structural } from '../structural';
import { compileValidator } from '../validation';
import { insideOf, surround, type Steps } from './surroundings';
import { when } from './when';

/** Rules in a language of their own are judged elsewhere: `value` is a default of `schema`. */
export type JudgeDefault = (schema: Structural, value: unknown, path: string) => FieldError[];

interface Options { readonly unprunedDefaults?: boolean; readonly judge?: JudgeDefault }

/** Where a schema stands in the resource around it. */
interface Place {
  readonly path: string;
  readonly resource: Structural;
  readonly steps: Steps;
  readonly insideMeta: boolean;
}

export const defaultFaults = (schema: Structural, path: string, options: Options): FieldError[] =>
  faultsBelow(schema, { path, resource: schema, steps: [], insideMeta: false }, options);

/** Not below additionalProperties of metadata: there may be none. */
function faultsBelow(schema: Structural, outer: Place, options: Options): FieldError[] {
  const place = isEmbedded(schema) ? { ...outer, resource: schema, steps: [], insideMeta: false } : outer;
  const resource = schema === place.resource;
  const at = (step: string | 0, path: string, insideMeta = place.insideMeta): Place =>
    ({ ...place, path: `${place.path}.${path}`, steps: [...place.steps, step], insideMeta });
  return [
    ...(schema.default === undefined ? [] : ownFaults(schema, place, options)),
    ...(schema.items ? faultsBelow(schema.items, at(0, 'items'), options) : []),
    ...propertiesOf(schema).flatMap(([name, property]) => faultsBelow(property, at(name, `properties[${name}]`, place.insideMeta || (resource && metaFields.has(name))), options)),
  ];
}

function ownFaults(schema: Structural, place: Place, { unprunedDefaults, judge }: Options): FieldError[] {
  const path = `${place.path}.default`;
  const value = schema.default;
  if (place.insideMeta) return firstOf(() => metaFaults(schema, place, path), () => compileValidator(schema).validate(value, path), () => judge?.(schema, value, path) ?? []);
  return [
    ...when(!unprunedDefaults && !same(pruned(schema, value), value), () => invalid(path, value, 'must not have unknown fields')),
    ...firstOf(
      () => coercionFaults(schema, value, path),
      () => embeddedFaults(schema, value, path),
      () => compileValidator(schema).validate(value, path),
      () => judge?.(schema, value, path) ?? [],
    ),
  ];
}

/** The faults of the first check that finds some. */
function firstOf(...checks: readonly (() => FieldError[])[]): FieldError[] {
  for (const check of checks) {
    const faults = check();
    if (faults.length) return faults;
  }
  return [];
}

const pruned = (schema: Structural, value: unknown): unknown => compilePrune(schema)(value, '', []);

function coercionFaults(schema: Structural, value: unknown, path: string): FieldError[] {
  const coerced: Coerced = { faults: [], unknown: [] };
  compileCoerce(schema)?.(copyOf(value), path, coerced);
  return coerced.faults.slice(0, 1);
}

function embeddedFaults(schema: Structural, value: unknown, path: string): FieldError[] {
  const faults: FieldError[] = [];
  compileEmbeddedCheck(schema)?.(value, path, faults);
  return faults;
}

/** As part of a resource that has nothing else. */
function metaFaults(schema: Structural, { steps }: Place, path: string): FieldError[] {
  const around = surround(steps, copyOf(schema.default));
  const resource: Json = { kind: 'Validation', apiVersion: 'validation/v1', ...(isObject(around) && around) };
  const why = wrongMetadata(resource);
  return when(why, () => invalid(path, schema.default, `must result in valid metadata: ${why}`));
}

function wrongMetadata(resource: Json): string {
  const decoded = 'metadata' in resource ? decodeMeta(resource.metadata) : undefined;
  if (typeof decoded === 'string') return formatFieldError(invalid('metadata', resource.metadata, decoded));
  const faults: FieldError[] = [];
  checkResource(resource, '', faults);
  const texts = faults.map(formatFieldError);
  return texts.length > 1 ? `[${texts.join(', ')}]` : (texts[0] ?? '');
}

/** A schema whose defaults are without unknown fields, also of metadata: what such schemas were allowed to say once. */
export function withPrunedDefaults(schema: Structural): Structural {
  return pruneDefaultsIn(schema, { salvage: compileSalvage(schema), prune: compilePrune(schema, { resource: true }) }, []);
}

interface Root { readonly salvage: ReturnType<typeof compileSalvage>; readonly prune: ReturnType<typeof compilePrune> }

function pruneDefaultsIn(schema: Structural, root: Root, steps: Steps): Structural {
  if (!hasDefaults(schema)) return schema;
  const values = valuesOf(schema);
  const properties = propertiesOf(schema).map(([name, property]) => [name, pruneDefaultsIn(property, root, [...steps, name])] as const);
  return {
    ...schema,
    ...(schema.default !== undefined && { default: prunedDefault(schema.default, root, steps) }),
    ...(schema.properties && { properties: Object.fromEntries(properties) }),
    ...(schema.items && { items: pruneDefaultsIn(schema.items, root, [...steps, 0]) }),
    ...(values && { additionalProperties: pruneDefaultsIn(values, root, [...steps, '*']) }),
  };
}

function prunedDefault(value: unknown, root: Root, steps: Steps): unknown {
  const object = surround(steps, copyOf(value));
  salvage(object);
  root.salvage?.(object, '', undefined);
  return insideOf(steps, root.prune(object, '', []));
}

export const hasDefaults = (schema: Structural): boolean =>
  schema.default !== undefined || propertiesOf(schema).some(([, property]) => hasDefaults(property))
  || [valuesOf(schema), schema.items].some((part) => part && hasDefaults(part));
