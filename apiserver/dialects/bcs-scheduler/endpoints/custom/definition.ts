/**
 * CustomResourceDefinitions between `v4`, which is what apiextensions.k8s.io/v1beta1 was, and v1, in which they are kept. There a version
 * need not say what its objects look like: then anything goes, and nothing is taken away.
 */
import { bcsRules, omit, type CustomResourceDefinition } from '../../../../../api';

type Json = Readonly<Record<string, unknown>>;
type Spec = CustomResourceDefinition['spec'];

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const jsonIn = (value: unknown): Json => (isJson(value) ? value : {});
const listIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as unknown[]).filter(isJson) : []);

export const definitionKind = 'CustomResourceDefinition';
const storedVersion = 'apiextensions.k8s.io/v1';

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const;
const preserving = 'x-kubernetes-preserve-unknown-fields';

/** The name that a definition must have there; undefined: what it is made of is not there, and the registry says so. */
export function properName({ spec }: Json): string | undefined {
  const { group, names } = jsonIn(spec);
  const { plural } = jsonIn(names);
  return typeof group === 'string' && group && typeof plural === 'string' && plural ? `${plural}.${group}` : undefined;
}

/** As v1, for the registry to judge. `name`: under which it is kept. */
export function keptDefinition(sent: Json, name: unknown): Json {
  const metadata = jsonIn(sent.metadata);
  const called = metadata.name;
  const annotations = { ...omit(jsonIn(metadata.annotations), nameMark), ...(called !== name && { [nameMark]: called }) };
  return {
    ...sent, apiVersion: storedVersion,
    metadata: { ...metadata, name, ...((metadata.annotations !== undefined || called !== name) && { annotations }) },
    ...(isJson(sent.spec) && { spec: keptSpec(sent.spec) }),
  };
}

const nameMark = bcsRules.marks.nameAnnotation;

function keptSpec(spec: Json): Json {
  const { version, versions = version === undefined ? undefined : [{ name: version, served: true, storage: true }], conversion } = spec;
  const shared = { schema: spec.validation, subresources: spec.subresources, additionalPrinterColumns: spec.additionalPrinterColumns };
  return {
    ...omit(spec, 'version', 'validation', 'subresources', 'additionalPrinterColumns', 'preserveUnknownFields'),
    versions: Array.isArray(versions) ? (versions as unknown[]).map((each) => (isJson(each) ? keptVersion({ ...defined(shared), ...each }, spec.preserveUnknownFields !== false) : each)) : versions,
    ...(isJson(conversion) && { conversion: keptConversion(conversion) }),
  };
}

const defined = (json: Json): Json => Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined && value !== null));

function keptVersion(version: Json, preserves: boolean): Json {
  const { openAPIV3Schema } = jsonIn(version.schema);
  const columns = version.additionalPrinterColumns;
  return {
    ...version,
    schema: { openAPIV3Schema: openAPIV3Schema === undefined ? anything : preserves ? open(openAPIV3Schema) : openAPIV3Schema },
    ...(Array.isArray(columns) && { additionalPrinterColumns: listIn(columns).map(({ JSONPath, ...column }) => ({ ...column, ...(JSONPath !== undefined && { jsonPath: JSONPath }) })) }),
  };
}

/** The schema as it was meant while unknown fields were preserved: v1 wants to be told types, and of each object that it may have more. */
function open(schema: unknown): unknown {
  if (!isJson(schema)) return schema;
  const { properties, additionalProperties, items, type } = schema;
  const known = type ?? (properties !== undefined || additionalProperties !== undefined ? 'object' : items !== undefined ? 'array' : undefined);
  const untyped = known === undefined && schema['x-kubernetes-int-or-string'] !== true;
  return {
    ...schema, ...(known !== undefined && { type: known }),
    ...(isJson(properties) && { properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, open(each)])) }),
    ...(isJson(additionalProperties) && { additionalProperties: open(additionalProperties) }),
    ...(items !== undefined && { items: open(items) }),
    ...((untyped || (known === 'object' && additionalProperties === undefined)) && { [preserving]: true }),
  };
}

const keptConversion = ({ webhookClientConfig, conversionReviewVersions, ...rest }: Json): Json =>
  ({ ...rest, ...(webhookClientConfig !== undefined && { webhook: { clientConfig: webhookClientConfig, conversionReviewVersions } }) });

/** What it was called by whoever sent it. */
export const calledName = ({ metadata: { name = '', annotations } }: CustomResourceDefinition): string => annotations?.[nameMark] ?? name;

export function toldDefinition(crd: CustomResourceDefinition): Json {
  const { metadata, spec, status } = crd;
  const annotations = omit(metadata.annotations ?? {}, nameMark);
  const { conversion, versions } = spec;
  return {
    apiVersion: 'v4', kind: definitionKind,
    metadata: { ...omit(metadata, 'annotations', 'managedFields'), name: calledName(crd), ...(Object.keys(annotations).length && { annotations }) },
    spec: {
      ...omit(spec, 'versions', 'conversion'),
      versions: versions.map(({ schema, additionalPrinterColumns, ...version }) => ({
        ...version,
        ...(schema && !isAnything(schema) && { schema }),
        ...(additionalPrinterColumns && { additionalPrinterColumns: additionalPrinterColumns.map(({ jsonPath, ...column }) => ({ ...column, JSONPath: jsonPath })) }),
      })),
      ...(conversion && { conversion: toldConversion(conversion) }),
    },
    status,
  };
}

const isAnything = ({ openAPIV3Schema = {} }: NonNullable<Spec['versions'][number]['schema']>): boolean =>
  Object.keys(openAPIV3Schema).length === 2 && openAPIV3Schema.type === 'object' && openAPIV3Schema[preserving] === true;

const toldConversion = ({ strategy, webhook }: NonNullable<Spec['conversion']>): Json =>
  ({ strategy, ...(webhook && { webhookClientConfig: webhook.clientConfig, conversionReviewVersions: webhook.conversionReviewVersions }) });
