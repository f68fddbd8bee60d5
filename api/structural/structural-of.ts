/** From a schema as it was sent to a structural one (k8s.io/apiextensions-apiserver pkg/apiserver/schema convert.go NewStructural). */
import type { JSONSchemaProps } from '../schema/types/apiextensions.v1';
import type { Structural } from './structural';
import { somewhere } from './rules/leniency';

const unsupported = ['id', '$schema', '$ref', 'patternProperties', 'dependencies', 'additionalItems', 'definitions'] as const;
const names: Readonly<Record<string, string>> = { $schema: 'schema' };

/** The schema itself, which then has nothing that no structural schema has; or why it cannot be one. */
export function structuralOf(schema: JSONSchemaProps): Structural | string {
  let why = '';
  somewhere(schema, (inner) => {
    why = whyNot(inner);
    return why !== '';
  });
  return why || (schema as Structural);
}

function whyNot(schema: JSONSchemaProps): string {
  const name = unsupported.find((each) => schema[each] !== undefined && schema[each] !== '');
  if (name) return `OpenAPIV3Schema '${names[name] ?? name}' is not supported`;
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  return Array.isArray(schema.items) ? "OpenAPIV3Schema 'items' must be a schema, but is an array" : '';
}
