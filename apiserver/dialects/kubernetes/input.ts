/** Request bodies of the Kubernetes API: which format, read whole, parsed. */
import { ApiError } from '../../../api';
import { BodySyntaxError, parseJson, parseYaml, readBody, unrecognized, type ParsedBody, type Request } from '../../dialect';
import { servedTypes } from './negotiate';

const parsers: Readonly<Record<string, (bytes: Buffer) => ParsedBody>> = {
  'application/json': parseJson, 'application/yaml': parseYaml, 'application/x-yaml': parseYaml, 'text/yaml': parseYaml,
};

/** The media type without its parameters, in lower case. */
export const mediaType = (header = ''): string => (header.split(';', 1)[0] ?? '').trim().toLowerCase();

/** How a body of this content type is parsed; JSON when it is not said. Throws ApiError UnsupportedMediaType. */
export function parserFor(contentType: string | undefined): (bytes: Buffer) => ParsedBody {
  const parse = contentType ? parsers[mediaType(contentType)] : parseJson;
  if (!parse) throw ApiError.unsupportedMediaType(servedTypes);
  return parse;
}

/** The body as a value, for an object of `kind`. Throws ApiError BadRequest in upstream's words. */
export async function readObject(request: Request, kind: string): Promise<ParsedBody> {
  const parse = parserFor(request.headers['content-type']);
  const bytes = await readBody(request);
  try {
    return parse(bytes);
  } catch (error) {
    throw error instanceof BodySyntaxError ? unrecognized(error, kind, bytes) : error;
  }
}

/** A body that may be absent (DeleteOptions); the parser's text alone is the message. */
export async function readOptionalObject(request: Request): Promise<unknown> {
  const bytes = await readBody(request);
  if (bytes.length === 0) return undefined;
  const parse = parserFor(request.headers['content-type']);
  try {
    return parse(bytes).value;
  } catch (error) {
    throw error instanceof BodySyntaxError ? ApiError.badRequest(error.message) : error;
  }
}

/** Doubled fields: refused when validation is strict, else warned of (as unknown fields are, by the registry). */
export function reportDuplicates(duplicates: readonly string[], kind: { kind: string; version: string }, options: { fieldValidation: string; warn?: (text: string) => void }): void {
  if (duplicates.length === 0 || options.fieldValidation === 'Ignore') return;
  if (options.fieldValidation === 'Strict') {
    throw ApiError.badRequest(`${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: strict decoding error: ${duplicates.join(', ')}`);
  }
  for (const text of duplicates) options.warn?.(text);
}
