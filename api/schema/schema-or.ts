/** The JSON-schema fields that take a schema or something simpler (k8s.io/apiextensions-apiserver v1 marshal.go). */
import type { Decode } from './decoder';
import type { FieldFacts } from './facts';

const schema = 'apiextensions.v1.JSONSchemaProps';

/** Undefined: the field is none of these. `decoderOf` is handed in, because decoders are made of each other. */
export function schemaOr({ type }: FieldFacts, decoderOf: (definition: string) => Decode): Decode | undefined {
  switch (type) {
    case 'schemaOrArray': return (value, at, session) =>
      (Array.isArray(value) ? value.map((item: unknown) => decoderOf(schema)(item, at, session)) : decoderOf(schema)(value, at, session));
    case 'schemaOrBool': return (value, at, session) => (typeof value === 'boolean' ? value : decoderOf(schema)(value, at, session));
    case 'schemaOrStringArray': return (value, at, session) => (Array.isArray(value) ? value : decoderOf(schema)(value, at, session));
    default: return undefined;
  }
}
