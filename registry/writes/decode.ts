/** From what a client sent to an object of the kind: decoded, in canonical form, with defaults. */
import { ApiError, kindOfDefinition, type KubeObject, type ResourceDefinition, type Schema, type WriteOptions } from '../../api';
import { apiVersionOf } from '../encoding';

/** Throws BadRequest for what cannot be an object of this kind, and for unknown fields when they are forbidden. */
export function decodeInput<T extends KubeObject>(definition: ResourceDefinition<T>, input: unknown, options: WriteOptions): T {
  const { object, faults } = definition.schema.decode(typed(input, { kind: definition.kind, apiVersions: [apiVersionOf(definition)] }));
  if (faults.length) reportFaults(definition, faults, options);
  definition.schema.default(object);
  definition.strategy.default?.(object);
  return object;
}

/** The body of a subresource, which is of another kind. `apiVersions`: those it may come in; default: its own. */
export function decodeBody<B extends KubeObject>(schema: Schema<B>, input: unknown, options: WriteOptions, apiVersions?: readonly string[]): B {
  const type = kindOfDefinition(schema.name);
  const { object, faults } = schema.decode(typed(input, { kind: type.kind, apiVersions: apiVersions ?? [apiVersionOf(type)] }));
  if (faults.length) reportFaults(type, faults, options);
  schema.default(object);
  return object;
}

/** What a body should be. */
export interface ExpectedType {
  readonly kind: string;
  /** The first is that of a body that does not say. */
  readonly apiVersions: readonly string[];
}

/** The input with its kind and apiVersion filled in where a client left them out, as kube-apiserver does. */
export function typed(input: unknown, { kind: expected, apiVersions }: ExpectedType): object {
  const [apiVersion = ''] = apiVersions;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw ApiError.badRequest(`the object provided is unrecognized (must be of type ${expected}): couldn't get version/kind; json parse error`);
  }
  const kind = textOf('kind', input, expected);
  const version = textOf('apiVersion', input, expected);
  if (kind === expected && apiVersions.includes(version)) return input;
  if (kind !== '' && kind !== expected) {
    throw ApiError.badRequest(`the object provided is unrecognized (must be of type ${expected}): the kind in the data (${kind}) does not match the expected kind (${expected})`);
  }
  if (version !== '' && !apiVersions.includes(version)) {
    throw ApiError.badRequest(`the API version in the data (${version}) does not match the expected API version (${apiVersion})`);
  }
  return { ...input, kind: expected, apiVersion: version || apiVersion };
}

/** In the words of encoding/json, as upstream finds out first what a body is (apimachinery runtime/serializer/json meta.go). */
function textOf(field: 'kind' | 'apiVersion', input: object, expected: string): string {
  const value = (input as Partial<Record<string, unknown>>)[field] ?? '';
  if (typeof value === 'string') return value;
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw ApiError.badRequest(`the object provided is unrecognized (must be of type ${expected}): couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go struct field .${field} of type string`);
}

export function reportFaults({ kind, version }: { readonly kind: string; readonly version: string }, faults: readonly string[], { fieldValidation = 'Warn', warn }: WriteOptions): void {
  if (fieldValidation === 'Strict') {
    throw ApiError.undecodable(kind, version, `strict decoding error: ${faults.join(', ')}`);
  }
  if (fieldValidation === 'Warn') for (const fault of faults) warn?.(fault);
}
