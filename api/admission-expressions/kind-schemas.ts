/** Schemas of kinds as expressions see their objects (k8s.io/apiserver pkg/cel/openapi/resolver). */
import type { ResourceDefinition } from '../definition';
import type { Schema } from '../cel/openapi/schema';
import type { CommonModels } from '../schema';
import { definitionFacts, packageFacts, type FieldFacts, type FieldType } from '../schema/facts';

const text: Schema = { type: 'string' };
const open: Schema = { type: 'object' };

/** What has no type cannot be seen: quantities and any JSON are such. */
const byType: Readonly<Record<FieldType, Schema>> = {
  string: text, boolean: { type: 'boolean' }, integer: { type: 'integer' }, number: { type: 'number' },
  bytes: { type: 'string', format: 'byte' }, time: { type: 'string', format: 'date-time' }, microTime: { type: 'string', format: 'date-time' },
  intOrString: { 'x-kubernetes-int-or-string': true }, rawExtension: open, fieldsV1: open, any: open,
  quantity: {}, json: {}, schemaOrArray: {}, schemaOrBool: {}, schemaOrStringArray: {},
};

export function schemaOfKind({ schema: { name, published } }: ResourceDefinition): Schema | undefined {
  if (published) return published.model('v3', common()) as Schema;
  return packageFacts(name) && schemaOf(name, new Set());
}

function common(): CommonModels {
  const metadata = schemaOf('meta.v1.ObjectMeta', new Set());
  return { apiVersion: { ...text }, kind: { ...text }, metadata: { ...metadata }, listMetadata: { ...open } };
}

/** `within`: the definitions around this one; what contains itself is an object of which nothing more is known. */
function schemaOf(definition: string, within: ReadonlySet<string>): Schema {
  const { fields } = definitionFacts(definition);
  if (!fields || within.has(definition)) return open;
  const inside = new Set(within).add(definition);
  return { type: 'object', properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, ofField(field, inside)])) };
}

function ofField({ ref, type, list, map }: FieldFacts, within: ReadonlySet<string>): Schema {
  const value = ref ? schemaOf(ref, within) : type ? byType[type] : open;
  const items: Schema = list ? { type: 'array', items: value } : value;
  return map ? { type: 'object', additionalProperties: items } : items;
}
