/** From what a client sent to an object of the kind: decoded, in canonical form, with defaults. */
import { ApiError, type KubeObject, type ResourceDefinition, type WriteOptions } from '../../api';
import { apiVersionOf } from '../encoding';

/** Throws BadRequest for what cannot be an object of this kind, and for unknown fields when they are forbidden. */
export function decodeInput<T extends KubeObject>(definition: ResourceDefinition<T>, input: unknown, options: WriteOptions): T {
  const { object, faults } = definition.schema.decode(typed(definition, input));
  if (faults.length) reportFaults(definition, faults, options);
  definition.schema.default(object);
  definition.strategy.default?.(object);
  return object;
}

/** The input with its kind and apiVersion filled in where a client left them out, as kube-apiserver does. */
function typed<T extends KubeObject>(definition: ResourceDefinition<T>, input: unknown): object {
  const apiVersion = apiVersionOf(definition);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw ApiError.badRequest(`the object provided is unrecognized (must be of type ${definition.kind}): couldn't get version/kind; json parse error`);
  }
  const { kind = '', apiVersion: version = '' } = input as Partial<KubeObject>;
  if (kind === definition.kind && version === apiVersion) return input;
  if (kind !== '' && kind !== definition.kind) {
    throw ApiError.badRequest(`the object provided is unrecognized (must be of type ${definition.kind}): the kind in the data (${String(kind)}) does not match the expected kind (${definition.kind})`);
  }
  if (version !== '' && version !== apiVersion) {
    throw ApiError.badRequest(`the API version in the data (${String(version)}) does not match the expected API version (${apiVersion})`);
  }
  return { ...input, kind: definition.kind, apiVersion };
}

function reportFaults<T extends KubeObject>(definition: ResourceDefinition<T>, faults: readonly string[], { fieldValidation = 'Warn', warn }: WriteOptions): void {
  if (fieldValidation === 'Strict') {
    throw ApiError.undecodable(definition.kind, definition.version, `strict decoding error: ${faults.join(', ')}`);
  }
  if (fieldValidation === 'Warn') for (const fault of faults) warn?.(fault);
}
