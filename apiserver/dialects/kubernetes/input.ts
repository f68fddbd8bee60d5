/** Request bodies of the Kubernetes API: which format, read whole, parsed. */
import { ApiError, protobuf, schemaFor } from '../../../api';
import { BodySyntaxError, parseJson, parseYaml, readBody, recordOf, unrecognized, type ParsedBody, type Request } from '../../dialect';
import { parseProtobuf, protobufType } from './protobuf';

/** `definition` (`core.v1.Pod`) is what the body should be. Throws BodySyntaxError. */
type Parser = (bytes: Buffer, definition: string) => ParsedBody;

const parsers: Readonly<Record<string, Parser>> = {
  'application/json': parseJson, 'application/yaml': parseYaml, 'application/x-yaml': parseYaml, 'text/yaml': parseYaml, [protobufType]: parseProtobuf,
};

const readTypes = ['application/json', 'application/yaml', protobufType];

/** The media type without its parameters, in lower case. */
export const mediaType = (header = ''): string => (header.split(';', 1)[0] ?? '').trim().toLowerCase();

/** JSON when the request does not say. Throws ApiError UnsupportedMediaType. */
function parserFor(contentType: string | undefined, definition: string): Parser {
  if (!contentType) return parseJson;
  const type = mediaType(contentType);
  const parse = Object.hasOwn(parsers, type) ? parsers[type] : undefined;
  const types = protobuf.supports(definition) ? readTypes : readTypes.slice(0, -1);
  if (!parse || (type === protobufType && !types.includes(protobufType))) throw ApiError.unsupportedMediaType(types);
  return parse;
}

const kindOf = (definition: string): string => definition.slice(definition.lastIndexOf('.') + 1);

/** What is written down of a body: Go writes the zeros of all fields into protobuf, which JSON does not have. */
function asJson(value: unknown, parse: Parser, definition: string): unknown {
  if (parse !== parseProtobuf) return value;
  try {
    return schemaFor(definition).decode(value).object;
  } catch (error) {
    // It will be refused: it is written down as it came.
    if (error instanceof ApiError) return value;
    throw error;
  }
}

/** The body as a JSON value. Throws ApiError BadRequest in upstream's words. */
export async function readObject(request: Request, definition: string): Promise<ParsedBody> {
  const parse = parserFor(request.headers['content-type'], definition);
  const bytes = await readBody(request);
  try {
    const parsed = parse(bytes, definition);
    recordOf(request)?.sent(asJson(parsed.value, parse, definition));
    return parsed;
  } catch (error) {
    throw error instanceof BodySyntaxError ? unrecognized(error, kindOf(definition), bytes) : error;
  }
}

/** A body that may be absent (DeleteOptions); the parser's text alone is the message. */
export async function readOptionalObject(request: Request, definition: string): Promise<unknown> {
  const bytes = await readBody(request);
  if (bytes.length === 0) return undefined;
  const parse = parserFor(request.headers['content-type'], definition);
  try {
    const { value } = parse(bytes, definition);
    recordOf(request)?.sent(asJson(value, parse, definition));
    return value;
  } catch (error) {
    throw error instanceof BodySyntaxError ? ApiError.badRequest(error.message) : error;
  }
}

/** Doubled fields: refused when validation is strict, else warned of (as unknown fields are, by the registry). */
export function reportDuplicates(duplicates: readonly string[], kind: { kind: string; version: string }, options: { fieldValidation: string; warn?: (text: string) => void }): void {
  if (duplicates.length === 0 || options.fieldValidation === 'Ignore') return;
  if (options.fieldValidation === 'Strict') {
    throw ApiError.undecodable(kind.kind, kind.version, `strict decoding error: ${duplicates.join(', ')}`);
  }
  for (const text of duplicates) options.warn?.(text);
}
