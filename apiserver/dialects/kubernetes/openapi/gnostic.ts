/**
 * An OpenAPI v2 document as protobuf, the form that kubectl before 1.27 asks for: the messages of
 * github.com/google/gnostic-models openapiv2/OpenAPIv2.proto, as far as our documents use them.
 */
import type { Schema } from './schemas';

type Part = Buffer | undefined;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

const delimited = (field: number, bytes: Buffer): Buffer => Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);

const message = (...parts: readonly (Part | readonly Part[])[]): Buffer => Buffer.concat(parts.flat().filter((part): part is Buffer => part !== undefined));

const text = (field: number, value: unknown): Part => (typeof value === 'string' && value ? delimited(field, Buffer.from(value)) : undefined);

const bool = (field: number, value: unknown): Part => (value === true ? message(varint(field << 3), varint(1)) : undefined);

const inner = (field: number, value: Schema | undefined, encode: (value: Schema) => Buffer): Part => value && delimited(field, encode(value));

const texts = (field: number, values: unknown): Part[] => (Array.isArray(values) ? values.map((value) => delimited(field, Buffer.from(String(value)))) : []);

const each = (field: number, values: unknown, encode: (value: Schema) => Buffer): Part[] =>
  (Array.isArray(values) ? values.map((value: Schema) => delimited(field, encode(value))) : []);

/** A map as repeated { name = 1, value = 2 }. */
const named = (field: number, values: Schema | undefined, encode: (value: Schema) => Buffer): Part[] =>
  Object.entries(values ?? {}).map(([name, value]) => delimited(field, message(text(1, name), delimited(2, encode(value as Schema)))));

/** Any: the value as YAML, of which JSON is a part. */
const any = (value: unknown): Buffer => message(text(2, `${JSON.stringify(value)}\n`));

const extensions = (field: number, value: Schema): Part[] =>
  Object.entries(value).filter(([name]) => name.startsWith('x-')).map(([name, v]) => delimited(field, message(text(1, name), delimited(2, any(v)))));

const child = (value: Schema, name: string): Schema | undefined => value[name] as Schema | undefined;

function schema(value: Schema): Buffer {
  const { additionalProperties, items, type } = value as { additionalProperties?: Schema; items?: Schema; type?: string };
  return message(
    text(1, value.$ref), text(2, value.format), text(4, value.description), texts(19, value.required),
    Array.isArray(value.enum) ? value.enum.map((member: unknown) => delimited(20, any(member))) : [],
    additionalProperties && delimited(21, delimited(1, schema(additionalProperties))),
    type === undefined ? undefined : delimited(22, delimited(1, Buffer.from(type))),
    items && delimited(23, delimited(1, schema(items))),
    inner(25, child(value, 'properties'), (properties) => message(named(1, properties, schema))),
    extensions(31, value),
  );
}

/** Body parameters, and the path and query ones, each with field numbers of its own. */
function parameter(value: Schema): Buffer {
  const wrapped = value.in === 'body' ? delimited(1, bodyParameter(value)) : delimited(2, nonBodyParameter(value));
  return delimited(1, wrapped);
}

const bodyParameter = (value: Schema): Buffer =>
  message(text(1, value.description), text(2, value.name), text(3, value.in), bool(4, value.required), inner(5, child(value, 'schema'), schema));

function nonBodyParameter(value: Schema): Buffer {
  const head = [bool(1, value.required), text(2, value.in), text(3, value.description), text(4, value.name)];
  if (value.in === 'path') return delimited(4, message(head, text(5, value.type), bool(18, value.uniqueItems)));
  return delimited(3, message(head, text(6, value.type), bool(19, value.uniqueItems)));
}

const response = (value: Schema): Buffer =>
  delimited(1, message(text(1, value.description), inner(2, child(value, 'schema'), (s) => delimited(1, schema(s)))));

const operation = (value: Schema): Buffer => message(
  text(5, value.operationId), texts(6, value.produces), texts(7, value.consumes), each(8, value.parameters, parameter),
  inner(9, child(value, 'responses'), (responses) => message(named(1, responses, response))), texts(10, value.schemes), extensions(13, value),
);

const pathItem = (value: Schema): Buffer => message(
  inner(2, child(value, 'get'), operation), inner(3, child(value, 'put'), operation), inner(4, child(value, 'post'), operation),
  inner(5, child(value, 'delete'), operation),
  inner(6, child(value, 'options'), operation), inner(7, child(value, 'head'), operation), inner(8, child(value, 'patch'), operation), each(9, value.parameters, parameter),
);

/** `document` is what `documentV2` makes. */
export const encodeDocument = (document: Schema): Buffer => message(
  text(1, document.swagger),
  inner(2, child(document, 'info'), ({ title, version }) => message(text(1, title), text(2, version))),
  inner(8, child(document, 'paths'), (paths) => message(named(2, paths, pathItem))),
  inner(9, child(document, 'definitions'), (definitions) => message(named(1, definitions, schema))),
);
