/** The three patches, by content type (k8s.io/apiserver endpoints/handlers PatchResource). */
import { ApiError, applyJsonPatch, applyMergePatch, applyStrategicMergePatch, fieldError, type KubeObject, type MergeFacts } from '../../../api';
import { BodySyntaxError, parseJson, readBody, type ParsedBody } from '../../dialect';
import type { Call } from './call';
import { mediaType, reportDuplicates } from './input';

type Apply = (current: KubeObject) => unknown;

/** Makes the change out of the parsed patch. */
type PatchType = (patch: unknown, facts: MergeFacts) => Apply;

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': (patch) => (current) => applyJsonPatch(current, patch),
  'application/merge-patch+json': (patch) => (current) => applyMergePatch(current, patch),
  'application/strategic-merge-patch+json': (patch, facts) => (current) => applyStrategicMergePatch(current, patch, facts),
};

/** Reads the request's patch; `options` is asked after the body has been read, as upstream does. Throws ApiError. */
export async function readPatch(call: Call, facts: MergeFacts, options: () => Parameters<typeof reportDuplicates>[2]): Promise<Apply> {
  const type = patchTypes[mediaType(call.request.headers['content-type'])];
  if (!type) throw ApiError.unsupportedMediaType(Object.keys(patchTypes));
  const { value, duplicates } = parsePatch(await readBody(call.request));
  reportDuplicates(duplicates, call.store.definition, options());
  return type(value, facts);
}

function parsePatch(bytes: Buffer): ParsedBody {
  try {
    return parseJson(bytes);
  } catch (error) {
    throw error instanceof BodySyntaxError ? ApiError.badRequest(`error decoding patch: ${error.fault}`) : error;
  }
}

/**
 * Writes with a patch. What the patch made of the object may be none of its kind: the request was well-formed, so that is
 * no BadRequest but Invalid, of the field `patch`.
 */
export async function writePatched<T>(apply: Apply, write: (apply: Apply) => Promise<T>): Promise<T> {
  let patched: unknown;
  try {
    return await write((current) => (patched = apply(current)));
  } catch (error) {
    if (!(error instanceof ApiError) || error.decodeFault === undefined) throw error;
    throw ApiError.invalid({ group: '', kind: '' }, '', [fieldError.invalid('patch', JSON.stringify(patched), error.decodeFault)]);
  }
}
