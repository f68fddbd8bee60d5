/**
 * JSON patch (RFC 6902) as kube-apiserver applies it (github.com/evanphx/json-patch v4): beyond the RFC, a missing
 * member equals null for `test`, `replace` and `copy`, and negative indices count from the end.
 */
import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../errors';
import { getOwn, isObject, jsonKind, setOwn, shallowCopy, type Json } from './own';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly value: unknown;
}

/** What `copy` may add to a document, in bytes (k8s.io/apiserver JSONPatchMaxCopyBytes). */
const maxCopiedBytes = 3 * 1024 * 1024;
/** k8s.io/apiserver endpoints/handlers maxJSONPatchOperations. */
const maxOperations = 10_000;

/** A new document; the input is not changed. Throws ApiError: 400 malformed, 413 too many operations, 422 does not apply. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw malformed(`cannot unmarshal ${jsonKind(patch)} into Go value of type []handlers.jsonPatchOp`);
  const operations = patch.map(operationOf);
  if (operations.length > maxOperations) throw tooManyOperations(operations.length);
  const editor = new Editor(document);
  for (const operation of operations) editor.apply(operation);
  return editor.document;
}

const malformed = (detail: string): ApiError => ApiError.badRequest(`error decoding patch: json: ${detail}`);

const tooManyOperations = (count: number): ApiError => ApiError.fromStatus({
  code: 413, reason: 'RequestEntityTooLarge',
  message: `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${count}`,
});

function operationOf(operation: unknown): Operation {
  if (!isObject(operation)) throw malformed(`cannot unmarshal ${jsonKind(operation)} into Go value of type handlers.jsonPatchOp`);
  const text = (field: string): string | undefined => {
    const value = getOwn(operation, field);
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
    throw malformed(`cannot unmarshal ${jsonKind(value)} into Go struct field jsonPatchOp.${field} of type string`);
  };
  const [op, path] = [text('op'), text('path')];
  if (op === undefined || path === undefined) throw inapplicable();
  return { op, path, from: text('from'), value: getOwn(operation, 'value') ?? null };
}

/** Upstream says no more than this. */
const inapplicable = (): ApiError =>
  ApiError.fromStatus({ code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request', details: {} });

type Container = Json | unknown[];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

const unescape = (part: string): string => part.replace(/~1/g, '/').replace(/~0/g, '~');

/** One document being patched. Containers are copied before their first change and changed in place from then on. */
class Editor {
  private readonly own = new WeakSet<Container>();
  private copiedBytes = 0;

  constructor(public document: unknown) {}

  apply({ op, path, from, value }: Operation): void {
    switch (op) {
      case 'add': return this.add(path, value);
      case 'replace': return this.replace(path, value);
      case 'remove': return this.remove(path);
      case 'move': return this.move(from, path);
      case 'copy': return this.add(path, this.copyOf(this.read(from)));
      case 'test': return this.test(path, value);
      default: throw inapplicable();
    }
  }

  private add(path: string, value: unknown): void {
    const [container, key] = this.open(path);
    if (!Array.isArray(container)) setOwn(container, key, value);
    else if (key === '-') container.push(value);
    else container.splice(indexOf(key, container.length + 1), 0, value);
  }

  private replace(path: string, value: unknown): void {
    if (path === '') {
      if (!isContainer(value)) throw inapplicable();
      this.document = value;
      return;
    }
    const [container, key] = this.open(path);
    if (Array.isArray(container)) container[indexOf(key, container.length)] = value;
    else setOwn(container, key, value);
  }

  private remove(path: string): void {
    const [container, key] = this.open(path);
    if (Array.isArray(container)) container.splice(indexOf(key, container.length), 1);
    else if (Object.hasOwn(container, key)) delete container[key];
    else throw inapplicable();
  }

  private move(from: string | undefined, path: string): void {
    const value = this.read(from);
    this.remove(from ?? '');
    this.add(path, value);
  }

  private test(path: string, value: unknown): void {
    const found = path === '' ? this.document : this.read(path);
    if (!isDeepStrictEqual(found, value)) throw inapplicable();
  }

  private copyOf(value: unknown): unknown {
    const text = JSON.stringify(value);
    this.copiedBytes += text.length;
    if (this.copiedBytes > maxCopiedBytes) throw inapplicable();
    return JSON.parse(text) as unknown;
  }

  /** The value at a path; null where an object lacks it. */
  private read(path: string | undefined): unknown {
    const parts = partsOf(path);
    let here = this.document;
    for (const part of parts) {
      if (!isContainer(here)) throw inapplicable();
      here = Array.isArray(here) ? here[indexOf(part, here.length)] : getOwn(here, part);
    }
    return here ?? null;
  }

  /** The container of what a path names, ready to be changed, and the key in it. */
  private open(path: string): [Container, string] {
    const parts = partsOf(path);
    const key = parts.pop() ?? '';
    let here = this.owned(this.document, (copy) => { this.document = copy; });
    for (const part of parts) {
      const parent = here;
      if (Array.isArray(parent)) {
        const index = indexOf(part, parent.length);
        here = this.owned(parent[index], (copy) => { parent[index] = copy; });
      } else here = this.owned(getOwn(parent, part), (copy) => setOwn(parent, part, copy));
    }
    return [here, key];
  }

  private owned(value: unknown, put: (copy: Container) => void): Container {
    if (!isContainer(value)) throw inapplicable();
    if (this.own.has(value)) return value;
    const copy = Array.isArray(value) ? [...(value as unknown[])] : shallowCopy(value);
    this.own.add(copy);
    put(copy);
    return copy;
  }
}

function partsOf(path: string | undefined): string[] {
  const parts = path?.split('/').slice(1).map(unescape) ?? [];
  if (parts.length === 0) throw inapplicable();
  return parts;
}

function indexOf(text: string, length: number): number {
  const given = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  const index = given < 0 ? given + length : given;
  if (!(index >= 0 && index < length)) throw inapplicable();
  return index;
}
