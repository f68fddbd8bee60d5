/** JSON patch (RFC 6902) with the answers of kube-apiserver: 400 for a malformed patch, 422 for one that cannot be applied. */
import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../errors';
import { getOwn, isObject, setOwn, shallowCopy, type Json } from './own';

interface Operation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

const kinds = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** A new document; the input is not changed. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw ApiError.badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return patch.map(checked).reduce<unknown>(applyOne, document);
}

function checked(operation: unknown): Operation {
  if (!isObject(operation) || !kinds.includes(String(operation.op))) throw failed(`Unexpected kind: ${isObject(operation) ? String(operation.op ?? 'unknown') : 'unknown'}`);
  const { path, from, op } = operation;
  if (typeof path !== 'string' || (path !== '' && !path.startsWith('/'))) throw failed(`${String(op)} operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`);
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') throw failed(`${op} operation does not apply: doc is missing from path: missing value`);
  return operation as unknown as Operation;
}

/** Upstream answers every patch that does not fit its object this way (endpoints/handlers/patch.go). */
const failed = (detail: string): ApiError =>
  ApiError.fromStatus({ code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request', details: { causes: [{ message: detail }] } });

function applyOne(document: unknown, { op, path, from = '', value }: Operation): unknown {
  const at = parse(path);
  switch (op) {
    case 'add': return put(document, at, value, 'add', path);
    case 'replace': need(document, at, op, path); return put(document, at, value, 'replace', path);
    case 'remove': need(document, at, op, path); return remove(document, at);
    case 'copy': return put(document, at, need(document, parse(from), op, from), 'add', path);
    case 'move': return put(remove(document, parse(from)), at, need(document, parse(from), op, from), 'add', path);
    case 'test': return test(document, at, value, path);
  }
}

function test(document: unknown, at: readonly string[], value: unknown, path: string): unknown {
  // Upstream's library treats a missing value as null.
  const found = read(document, at);
  if (!isDeepStrictEqual(found.value ?? null, value ?? null)) throw failed(`testing value ${path} failed: test failed`);
  return document;
}

const parse = (pointer: string): string[] => (pointer === '' ? [] : pointer.slice(1).split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~')));

interface Found { readonly there: boolean; readonly value?: unknown }

function read(document: unknown, path: readonly string[]): Found {
  let here = document;
  for (const part of path) {
    if (Array.isArray(here)) {
      if (!/^(0|[1-9]\d*)$/.test(part) || Number(part) >= here.length) return { there: false };
      here = here[Number(part)];
    } else if (isObject(here) && Object.hasOwn(here, part)) here = getOwn(here, part);
    else return { there: false };
  }
  return { there: true, value: here };
}

function need(document: unknown, path: readonly string[], op: string, text: string): unknown {
  const found = read(document, path);
  if (!found.there) throw failed(`${op} operation does not apply: doc is missing key: ${text}: missing value`);
  return found.value;
}

/** The document with `value` at `path`: copies only what lies on the way. */
function put(document: unknown, path: readonly string[], value: unknown, how: 'add' | 'replace', text: string): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(document)) return putInArray(document, head, rest, value, how, text);
  if (!isObject(document)) throw failed(`${how} operation does not apply: doc is missing path: ${JSON.stringify(text)}: missing value`);
  if (rest.length > 0 && !Object.hasOwn(document, head)) throw failed(`${how} operation does not apply: doc is missing path: ${JSON.stringify(text)}: missing value`);
  const copy = shallowCopy(document);
  setOwn(copy, head, rest.length ? put(getOwn(document, head), rest, value, how, text) : value);
  return copy;
}

function putInArray(array: readonly unknown[], head: string, rest: readonly string[], value: unknown, how: 'add' | 'replace', text: string): unknown[] {
  const copy = [...array];
  const index = indexIn(array, head, how === 'add' && rest.length === 0, text);
  if (rest.length) copy[index] = put(array[index], rest, value, how, text);
  else if (how === 'replace') copy[index] = value;
  else copy.splice(index, 0, value);
  return copy;
}

/** Negative indices count from the end, which upstream's library allows beyond the RFC. */
function indexIn(array: readonly unknown[], text: string, adding: boolean, path: string): number {
  if (text === '-' && adding) return array.length;
  const raw = /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : NaN;
  const index = raw < 0 ? array.length + raw + (adding ? 1 : 0) : raw;
  const most = adding ? array.length : array.length - 1;
  if (!(index >= 0 && index <= most)) throw failed(`Unable to access invalid index: ${text} (${path}): invalid index referenced`);
  return index;
}

function remove(document: unknown, path: readonly string[]): unknown {
  const [head = '', ...rest] = path;
  if (Array.isArray(document)) {
    const index = indexIn(document, head, false, path.join('/'));
    return rest.length ? document.map((item: unknown, i) => (i === index ? remove(item, rest) : item)) : document.filter((_, i) => i !== index);
  }
  const copy = shallowCopy(document as Json);
  if (rest.length) setOwn(copy, head, remove(getOwn(copy, head), rest));
  else delete copy[head];
  return copy;
}
