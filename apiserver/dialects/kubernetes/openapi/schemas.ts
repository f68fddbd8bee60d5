/**
 * Definitions as OpenAPI schemas, made from the facts. v2 and v3 differ in how references stand and in what has
 * several types; v2 has no defaults, as in what kube-apiserver publishes.
 */
import { definitionFacts, describer, packageFacts, type CommonModels, type DefinitionFacts, type FieldFacts, type PublishedModels, type ResourceDefinition } from '../../../../api';

export type Flavour = 'v2' | 'v3';
export type Schema = Readonly<Record<string, unknown>>;

type FieldType = NonNullable<FieldFacts['type']>;

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const extensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

/** Types that are models of their own. */
const models: Readonly<Partial<Record<FieldType, { readonly name: string; readonly description: string; readonly v2: Schema; readonly v3: Schema }>>> = {
  time: same(`${meta}.Time`, { type: 'string', format: 'date-time' }, 'A time in RFC 3339, in whole seconds: 2006-01-02T15:04:05Z.'),
  microTime: same(`${meta}.MicroTime`, { type: 'string', format: 'date-time' }, 'A time in RFC 3339 with microseconds: 2006-01-02T15:04:05.000000Z.'),
  quantity: {
    name: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
    description: 'An amount with a unit: 100m is a tenth; k, M, G, T, P, E are powers of 1000, Ki, Mi, Gi, Ti, Pi, Ei of 1024; 1e3 is allowed as well.',
    v2: { type: 'string' }, v3: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  },
  intOrString: {
    name: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
    description: 'A whole number or a text, such as the number or name of a port, or a number or percentage.',
    v2: { type: 'string', format: 'int-or-string' }, v3: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  },
  rawExtension: same('io.k8s.apimachinery.pkg.runtime.RawExtension', { type: 'object' }, 'A whole object of any kind.'),
  fieldsV1: same(`${meta}.FieldsV1`, { type: 'object' }, 'A set of fields as a tree.'),
  json: same(`${extensions}.JSON`, {}, 'Any JSON value.'),
  schemaOrArray: same(`${extensions}.JSONSchemaPropsOrArray`, {}, 'A schema, or a list of them.'),
  schemaOrBool: same(`${extensions}.JSONSchemaPropsOrBool`, {}, 'A schema, or true or false.'),
  schemaOrStringArray: same(`${extensions}.JSONSchemaPropsOrStringArray`, {}, 'A schema, or a list of names.'),
};

function same(name: string, schema: Schema, description: string): { name: string; description: string; v2: Schema; v3: Schema } {
  return { name, description, v2: schema, v3: schema };
}

const zeros: Readonly<Partial<Record<FieldType, unknown>>> = { string: '', boolean: false, integer: 0, number: 0 };

const prefixes: Readonly<Record<Flavour, string>> = { v2: '#/definitions/', v3: '#/components/schemas/' };

/** `core.v1.Pod` -> `io.k8s.api.core.v1.Pod`. */
export const modelName = (definition: string): string =>
  `${packageFacts(definition)?.package.openapi ?? ''}.${definition.slice(definition.lastIndexOf('.') + 1)}`;

/** Models that kinds bring along: of a definition, and of its list. */
interface Brought { readonly models: PublishedModels; readonly isList: boolean }
type Published = ReadonlyMap<string, Brought>;

export const publishedBy = (definitions: readonly ResourceDefinition[]): Published =>
  new Map(definitions.flatMap(({ schema: { name, published: models } }): (readonly [string, Brought])[] =>
    (models ? [[name, { models, isList: false }], [`${name}List`, { models, isList: true }]] : [])));

/** The schemas that a document needs: whatever is asked for, and everything that refers to. */
export class SchemaBook {
  readonly schemas: Record<string, Schema> = {};
  private readonly describe = describer();

  /** `kindsOf` gives the x-kubernetes-group-version-kind of a definition, if it is a kind. */
  constructor(private readonly flavour: Flavour, private readonly kindsOf: (definition: string) => readonly object[] | undefined, private readonly published: Published = new Map()) {}

  /** A reference to a definition, which becomes part of the book. */
  ref(definition: string): Schema {
    const brought = this.published.get(definition);
    const name = brought ? brought.models[brought.isList ? 'listName' : 'name'] : modelName(definition);
    if (!Object.hasOwn(this.schemas, name)) {
      this.schemas[name] = {};
      this.schemas[name] = brought ? this.broughtSchema(definition, brought) : this.definitionSchema(definition);
    }
    return this.pointer(name);
  }

  private broughtSchema(definition: string, { models, isList }: Brought): Schema {
    return isList ? models.list(this.ref(definition.slice(0, -'List'.length)), this.common()) : models.model(this.flavour, this.common());
  }

  private common(): CommonModels {
    const text = (field: 'apiVersion' | 'kind'): Schema => ({ type: 'string', ...said(this.describe.field('core.v1.Pod', field, { type: 'string' })) });
    return { apiVersion: text('apiVersion'), kind: text('kind'), metadata: this.ref('meta.v1.ObjectMeta'), listMetadata: this.ref('meta.v1.ListMeta') };
  }

  private pointer(name: string): Schema {
    return { $ref: prefixes[this.flavour] + name };
  }

  private definitionSchema(definition: string): Schema {
    const facts = factsOf(definition);
    const kinds = this.kindsOf(definition);
    const extra = { ...(facts?.mapType && { 'x-kubernetes-map-type': facts.mapType }), ...(kinds?.length && { 'x-kubernetes-group-version-kind': kinds }) };
    const description = said(this.describe.type(definition));
    if (!facts?.fields) return { ...description, type: 'object', ...extra };
    const properties = Object.fromEntries(Object.entries(facts.fields).map(([name, field]) => [name, this.fieldSchema(field, this.describe.field(definition, name, field))]));
    const required = Object.keys(facts.fields).filter((name) => facts.fields?.[name]?.required).sort();
    return { ...description, type: 'object', ...(required.length && { required }), properties, ...extra };
  }

  private fieldSchema(field: FieldFacts, description: string | undefined): Schema {
    const enumeration = field.enum && { enum: field.enum };
    const markers = {
      ...said(description),
      ...(field.listType && { 'x-kubernetes-list-type': field.listType }),
      ...(field.listMapKeys && { 'x-kubernetes-list-map-keys': field.listMapKeys }),
      ...(field.mapType && { 'x-kubernetes-map-type': field.mapType }),
      ...(field.patchStrategy && { 'x-kubernetes-patch-strategy': field.patchStrategy }),
      ...(field.patchMergeKey && { 'x-kubernetes-patch-merge-key': field.patchMergeKey }),
    };
    if (field.list && !field.map) return { type: 'array', items: this.withDefault({ ...this.valueSchema(field), ...enumeration }, this.itemDefault(field)), ...markers };
    if (field.map) {
      const value = field.list ? { type: 'array', items: this.valueSchema(field) } : this.withDefault(this.valueSchema(field), this.itemDefault(field));
      return { type: 'object', additionalProperties: value, ...markers };
    }
    return this.withDefault({ ...this.valueSchema(field), ...enumeration, ...markers }, fieldDefault(field));
  }

  /** In v3 a reference with something beside it stands in `allOf` (siblings of $ref are ignored in OpenAPI 3.0). */
  private withDefault(schema: Schema, value: unknown): Schema {
    if (this.flavour === 'v2') return schema;
    const { $ref, ...rest } = schema;
    const extra = { ...rest, ...(value !== undefined && { default: value }) };
    return $ref && Object.keys(extra).length ? { allOf: [{ $ref }], ...extra } : $ref ? { $ref } : extra;
  }

  private itemDefault({ ref, type }: FieldFacts): unknown {
    return ref ? {} : type && zeros[type];
  }

  private valueSchema({ ref, type, int }: FieldFacts): Schema {
    if (ref) return this.ref(ref);
    switch (type) {
      case 'string': case 'boolean': return { type };
      case 'integer': return { type, ...(int && { format: `int${int}` }) };
      case 'number': return { type, format: 'double' };
      case 'bytes': return { type: 'string', format: 'byte' };
      case undefined: case 'any': return { type: 'object' };
      default: return this.model(type);
    }
  }

  private model(type: FieldType): Schema {
    const model = models[type];
    if (!model) return { type: 'object' };
    this.schemas[model.name] ??= { description: model.description, ...model[this.flavour] };
    return this.pointer(model.name);
  }
}

const said = (description: string | undefined): Schema | undefined => (description ? { description } : undefined);

const factsOf = (definition: string): DefinitionFacts | undefined => (packageFacts(definition) ? definitionFacts(definition) : undefined);

function fieldDefault({ default: marker, ptr, ref, type, emitZero }: FieldFacts): unknown {
  if (marker !== undefined) return marker;
  if (ptr) return undefined;
  if (ref) return {};
  return emitZero && type ? zeros[type] : undefined;
}
