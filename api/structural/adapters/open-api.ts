/**
 * Schemas as they are published, in what clients read: v3 whole, v2 without what old kubectls cannot read
 * (k8s.io/apiextensions-apiserver pkg/controller/openapi builder/builder.go, v2/conversion.go; pkg/apiserver/schema unfold.go).
 */
import { isIntOrStringChoice } from '../rules/invariants';
import { isEmbedded, isIntOrString, preservesUnknown, propertiesOf, valuesOf, type Structural } from '../structural';

export type Flavour = 'v2' | 'v3';
type Published = Readonly<Record<string, unknown>>;

export interface PublishedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  /** Names of field selectors, `spec.color`. */
  readonly selectable?: readonly string[];
}

/** Schemas of what every resource has, which a document has anyway: `apiVersion`, `kind` and references to metadata. */
export interface Common {
  readonly apiVersion: Published;
  readonly kind: Published;
  readonly metadata: Published;
  readonly listMetadata: Published;
}

/** `example.com`, `v1`, `Widget` -> `com.example.v1.Widget`. */
export const publishedName = ({ group, version }: PublishedKind, kind: string): string => [...group.split('.').reverse(), version, kind].join('.');

export function publishedSchema(schema: Structural | undefined, of: PublishedKind, flavour: Flavour, common: Common): Published {
  return { ...bodyOf(schema, flavour, common), ...extensionsOf(of, of.kind) };
}

function bodyOf(schema: Structural | undefined, flavour: Flavour, common: Common): Published {
  // kubectl takes properties for all there is, so where there may be others none are named.
  if (!schema || (flavour === 'v2' && preservesUnknown(schema))) return { type: 'object' };
  const { apiVersion, kind, metadata } = common;
  const published = publish(flavour === 'v2' ? forV2(schema) : schema, flavour, common);
  return { ...published, properties: { ...(published.properties as object), apiVersion, kind, metadata } };
}

export function publishedList(of: PublishedKind, reference: (name: string) => Published, { apiVersion, kind, listMetadata }: Common): Published {
  const description = `List of ${of.plural}. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md`;
  return {
    description: `${of.listKind} is a list of ${of.kind}`, type: 'object', required: ['items'],
    properties: { apiVersion, items: { description, type: 'array', items: reference(publishedName(of, of.kind)) }, kind, metadata: listMetadata },
    ...extensionsOf(of, of.listKind),
  };
}

const extensionsOf = ({ group, version, selectable = [] }: PublishedKind, kind: string): Published => ({
  'x-kubernetes-group-version-kind': [{ group, kind, version }],
  ...(selectable.length && { 'x-kubernetes-selectable-fields': selectable.map((name) => ({ fieldPath: name })) }),
});

function publish(schema: Structural, flavour: Flavour, common: Common): Published {
  const whole = unfolded(schema, flavour);
  const values = valuesOf(whole);
  const inside = (part: Structural): Published => publish(part, flavour, common);
  const published: Published = {
    ...whole,
    ...(whole.properties && { properties: Object.fromEntries(propertiesOf(whole).map(([name, property]) => [name, inside(property)])) }),
    ...(whole.items && { items: inside(whole.items) }),
    ...(values && { additionalProperties: inside(values) }),
  };
  const closed = flavour === 'v2' && preservesUnknown(whole);
  return isEmbedded(whole) && !closed ? asResource(published, common) : published;
}

function asResource(published: Published, { apiVersion, kind, metadata }: Common): Published {
  const required = (published.required ?? []) as readonly string[];
  return {
    ...published,
    required: [...required, ...['kind', 'apiVersion'].filter((name) => !required.includes(name))],
    properties: { ...(published.properties as object), apiVersion, kind, metadata },
  };
}

const integerOrString: readonly Structural[] = [{ type: 'integer' }, { type: 'string' }];

/** int-or-string says its types where every reader of OpenAPI finds them; v2 has no junctors. */
function unfolded(schema: Structural, flavour: Flavour): Structural {
  const { anyOf, allOf = [] } = schema;
  if (flavour === 'v2' || !isIntOrString(schema) || isIntOrStringChoice(anyOf) || isIntOrStringChoice(allOf[0]?.anyOf)) return schema;
  return anyOf ? { ...schema, allOf: [{ anyOf: integerOrString }, ...allOf] } : { ...schema, anyOf: integerOrString };
}

/** Without junctors, null, and parts of what may have unknown fields. */
function forV2({ allOf: _allOf, anyOf: _anyOf, oneOf: _oneOf, not: _not, nullable, ...rest }: Structural): Structural {
  const { items, properties, type, required, ...other } = rest;
  const preserving = preservesUnknown(rest);
  const open = nullable || preserving;
  const typed = type !== undefined && !nullable && !(preserving && type === 'object') && !(type === 'array' && (open || !items));
  const needed = neededInV2(required, open ? {} : rest);
  const values = valuesOf(rest);
  return {
    ...other,
    ...(typed && { type }),
    ...(needed?.length && { required: needed }),
    ...(items && !open && { items: forV2(items) }),
    ...(properties && !open && { properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, forV2(property)])) }),
    ...(values && { additionalProperties: forV2(values) }),
  };
}

/** What may be null is not needed, for those who know no null. */
function neededInV2(required: readonly string[] | undefined, schema: Structural): string[] | undefined {
  if (valuesOf(schema)?.nullable) return undefined;
  const nullable = new Set(propertiesOf(schema).filter(([, property]) => property.nullable).map(([name]) => name));
  return required?.filter((name) => !nullable.has(name));
}
