/**
 * From objects to stored bytes and back.
 *
 * Stored values are JSON without metadata.resourceVersion, because a revision is known only once the store has
 * accepted the write. Served bytes are the same with the resourceVersion spliced in behind metadata.uid, its place in
 * the canonical order: one copy of the buffer per state, no parsing, shared by GET, LIST and every watcher.
 */
import type { KubeObject, ObjectKey, ResourceDefinition } from '../api';
import type { Entry } from './resource-store';

/** What every canonical value of the kind starts with; anything else was not written by us. */
const heads = new WeakMap<ResourceDefinition, Buffer>();

function headOf(definition: ResourceDefinition): Buffer {
  let head = heads.get(definition);
  if (!head) {
    head = Buffer.from(`{"kind":${JSON.stringify(definition.kind)},"apiVersion":${JSON.stringify(apiVersionOf(definition))},"metadata":{"name":"`);
    heads.set(definition, head);
  }
  return head;
}

export const apiVersionOf = ({ group, version }: { group: string; version: string }): string => (group ? `${group}/${version}` : version);

const uidMark = Buffer.from('"uid":"');
const quote = 0x22;

/** Where the resourceVersion goes: behind the closing quote of metadata.uid. Undefined: not in canonical form. */
function splicePoint(definition: ResourceDefinition, value: Buffer): number | undefined {
  const head = headOf(definition);
  if (value.compare(head, 0, head.length, 0, head.length) !== 0) return undefined;
  const uid = value.indexOf(uidMark, head.length);
  if (uid < 0) return undefined;
  const end = value.indexOf(quote, uid + uidMark.length);
  return end < 0 ? undefined : end + 1;
}

const versionText = (revision: number): string => `,"resourceVersion":"${revision}"`;

/** The decoded object a value was encoded from, so that whoever receives the same buffer back need not parse it. */
const sources = new WeakMap<Uint8Array, KubeObject>();

/** The object as it is stored. The object becomes part of the shared state: do not change it afterwards. */
export function encodeStored(object: KubeObject): Buffer {
  // Setting undefined keeps the key's place in the object while JSON.stringify leaves it out.
  if (object.metadata.resourceVersion !== undefined) object.metadata.resourceVersion = undefined;
  const value = Buffer.from(JSON.stringify(object));
  sources.set(value, object);
  return value;
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Served bytes of a stored value; those of a dry run (revision 0) carry no resourceVersion. */
function encodeServed(definition: ResourceDefinition, value: Buffer, revision: number): Buffer {
  if (revision === 0) return value;
  const at = splicePoint(definition, value);
  if (at === undefined) return Buffer.from(JSON.stringify(adopt(definition, value, revision)));
  const text = versionText(revision);
  const out = Buffer.allocUnsafeSlow(value.length + text.length);
  value.copy(out, 0, 0, at);
  out.write(text, at, 'latin1');
  value.copy(out, at + text.length, at);
  return out;
}

/** A value written by somebody else (etcdctl, another tool): decoded and defaulted as if a client had sent it. */
function adopt(definition: ResourceDefinition, value: Buffer, revision: number): KubeObject {
  const { object } = definition.schema.decode(JSON.parse(value.toString('utf8')));
  definition.schema.default(object);
  definition.strategy.default?.(object);
  object.metadata.resourceVersion = String(revision);
  return object;
}

/** Whether storing `value` would change nothing in `entry`. */
export function storesSame(definition: ResourceDefinition, value: Buffer, entry: Entry): boolean {
  const text = versionText(entry.revision);
  if (value.length + text.length !== entry.bytes.length) return false;
  const at = splicePoint(definition, value);
  if (at === undefined) return false;
  const { bytes } = entry;
  return value.compare(bytes, 0, at, 0, at) === 0 && value.compare(bytes, at + text.length, bytes.length, at, value.length) === 0;
}

class StoredEntry<T extends KubeObject> implements Entry<T> {
  private parsed: T | undefined;
  private memos: Map<symbol, unknown> | undefined;

  constructor(readonly key: ObjectKey, readonly revision: number, readonly bytes: Buffer, source: T | undefined, private readonly freeze: boolean) {
    this.parsed = source && freeze ? deepFreeze(source) : source;
  }

  get object(): T {
    if (!this.parsed) {
      const object = JSON.parse(this.bytes.toString('utf8')) as T;
      this.parsed = this.freeze ? deepFreeze(object) : object;
    }
    return this.parsed;
  }

  memo<V>(slot: symbol, make: (entry: Entry<T>) => V): V {
    this.memos ??= new Map();
    if (!this.memos.has(slot)) this.memos.set(slot, make(this));
    return this.memos.get(slot) as V;
  }
}

export interface EntryFactory<T extends KubeObject = KubeObject> {
  (key: ObjectKey, value: Uint8Array, revision: number): Entry<T>;
}

/**
 * Makes entries of a resource from stored values. With `freeze`, objects are frozen deeply, so that code which breaks
 * the rule never to change a shared object fails loudly (for tests).
 */
export function entryFactory<T extends KubeObject>(definition: ResourceDefinition<T>, freeze: boolean): EntryFactory<T> {
  const erased = definition as unknown as ResourceDefinition;
  return (key, value, revision) => {
    const source = sources.get(value) as T | undefined;
    // A buffer belongs to one state; its object carries that state's revision from here on.
    if (source && source.metadata.resourceVersion === undefined) source.metadata.resourceVersion = String(revision);
    const usable = source?.metadata.resourceVersion === String(revision) ? source : undefined;
    return new StoredEntry<T>(key, revision, encodeServed(erased, asBuffer(value), revision), usable, freeze);
  };
}

function deepFreeze<V>(value: V): V {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
