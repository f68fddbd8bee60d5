/** JSON merge patch (RFC 7386): null deletes, objects merge, everything else replaces. */
import { ApiError } from '../errors';
import { getOwn, isObject, jsonKind, setOwn, shallowCopy } from './own';

/** A new document; parts the patch does not touch are shared. Throws BadRequest when the patch is no object. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) throw ApiError.badRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`);
  return merge(document, patch);
}

function merge(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = isObject(document) ? shallowCopy(document) : {};
  for (const key of Object.keys(patch)) {
    const value = getOwn(patch, key);
    if (value === null) delete result[key];
    else setOwn(result, key, merge(getOwn(result, key), value));
  }
  return result;
}
