/** What of a schema types are made from (OpenAPI v3 as Kubernetes restricts it for custom resources). */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

export const isIntOrString = (schema: Schema): boolean => schema['x-kubernetes-int-or-string'] === true;
export const isEmbedded = (schema: Schema): boolean => schema['x-kubernetes-embedded-resource'] === true;

const text: Schema = { type: 'string' };

/** Of every object rules may see what it is and its name; of its metadata more only where the schema has all of that itself. */
export function withObjectMeta(schema: Schema): Schema {
  const { apiVersion, kind, metadata } = schema.properties ?? {};
  const complete = [apiVersion, kind, metadata?.properties?.name, metadata?.properties?.generateName].every((property) => property?.type === 'string');
  if (complete && metadata?.type === 'object') return schema;
  return { ...schema, properties: { ...schema.properties, apiVersion: text, kind: text, metadata: { type: 'object', properties: { name: text, generateName: text } } } };
}
