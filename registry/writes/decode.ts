/** From what a client sent to an object of the kind: decoded, in canonical form, with defaults. */
import { ApiError, type KubeObject, type ResourceDefinition, type WriteOptions } from '../../api';
import { apiVersionOf } from '../encoding';

/** Throws BadRequest for what cannot be an object of this kind, and for unknown fields when they are forbidden. */
export function decodeInput<T extends KubeObject>(definition: ResourceDefinition<T>, input: unknown, options: WriteOptions): T {
  const { object, faults } = definition.schema.decode(typed(input, { kind: definition.kind, apiVersions: [apiVersionOf(definition)] }));
  if (faults.length) reportFaults(definition, faults, options);
  definition.schema.default(object);
  definition.strategy.default?.(object);
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
  const { kind = '', apiVersion: version = '' } = input as Partial<KubeObject>;
  if (kind === expected && apiVersions.includes(version)) return input;
  if (kind !== '' && kind !== expected) {
    throw ApiError.badRequest(`the object provided is unrecognized (must be of type ${expected}): the kind in the data (${String(kind)}) does not match the expected kind (${expected})`);
  }
  if (version !== '' && !apiVersions.includes(version)) {
    throw ApiError.badRequest(`the API version in the data (${String(version)}) does not match the expected API version (${apiVersion})`);
  }
  return { ...input, kind: expected, apiVersion: version || apiVersion };
}

function reportFaults<T extends KubeObject>(definition: ResourceDefinition<T>, faults: readonly string[], { fieldValidation = 'Warn', warn }: WriteOptions): void {
  if (fieldValidation === 'Strict') {
    throw ApiError.undecodable(definition.kind, definition.version, `strict decoding error: ${faults.join(', ')}`);
  }
  if (fieldValidation === 'Warn') for (const fault of faults) warn?.(fault);
}
