/**
 * From objects to stored bytes and back.
 *
 * Stored values are JSON without metadata.resourceVersion, because a revision is known only once the store has
 * accepted the write. Served bytes are the same with the resourceVersion spliced in behind metadata.uid, its place in
 * the canonical order: one copy of the buffer per state, made when somebody asks, no parsing, shared by GET, LIST and every watcher.
 *
 * That holds for what this process has written. A value of anybody else (another API server, an earlier run, etcdctl) is
 * decoded and defaulted first, as if a client had sent it: nothing in the store vouches for its form.
 */
import { ApiError, managedJson, type KubeObject, type ObjectKey, type ResourceDefinition } from '../api';
import { allAtHand, type AtHand } from './at-hand';
import { storageKey } from './keys';
import type { Entry } from './resource-store';
import { Undecodable } from './storage-errors';

export const apiVersionOf = ({ group, version }: { group: string; version: string }): string => (group ? `${group}/${version}` : version);

const uidMark = Buffer.from('"uid":"');
const quote = 0x22;

/**
 * Where the resourceVersion goes: behind the closing quote of metadata.uid. For values of our own, in which only names
 * stand before it, and those hold no quotes.
 */
const splicePoint = (value: Buffer): number => value.indexOf(quote, value.indexOf(uidMark) + uidMark.length) + 1;

const versionText = (revision: number): string => `,"resourceVersion":"${revision}"`;

/** The decoded object that a value was encoded from, while it is at hand, and what judged it. */
interface Source { readonly object?: KubeObject; readonly schema: object; readonly owners?: Span }

/** Where in a value metadata.managedFields stand, comma and all: bytes. */
interface Span { readonly from: number; readonly to: number }

/** The mark of our own values: whoever receives the buffer back, and would judge it by the same schema, need not parse it. */
const sources = new WeakMap<Uint8Array, Source>();

/** Kind, apiVersion and metadata come first, and managedFields last of metadata: their JSON is put together from what is known of it. */
function toJson(object: KubeObject): { readonly text: string; readonly owners?: Span } {
  const { kind, apiVersion, metadata, ...rest } = object;
  const { managedFields } = metadata;
  if (!managedFields) return { text: JSON.stringify(object) };
  const head = JSON.stringify({ kind, apiVersion, metadata: { ...metadata, managedFields: undefined } }).slice(0, -2);
  const owners = `,"managedFields":${managedJson(managedFields)}`;
  const tail = JSON.stringify(rest);
  return { text: `${head}${owners}}${tail.length > 2 ? `,${tail.slice(1)}` : '}'}`, owners: { from: head.length, to: head.length + owners.length } };
}

/** The object as it is stored. The object becomes part of the shared state: do not change it afterwards. */
export function encodeStored(object: KubeObject, { schema }: Pick<ResourceDefinition, 'schema'>): Buffer {
  // Setting undefined keeps the key's place in the object while JSON.stringify leaves it out.
  if (object.metadata.resourceVersion !== undefined) object.metadata.resourceVersion = undefined;
  const { text, owners } = toJson(object);
  const value = Buffer.from(text);
  // Without a uid (foreign hands made the object) there is no place to splice at. Where letters take several bytes, places in the text are none in the value.
  if (object.metadata.uid) sources.set(value, { object, schema, owners: value.length === text.length ? owners : undefined });
  return value;
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What is served, as text, of a state that nobody may ever ask to be served: no copy of it is kept. */
export function textOf(entry: Entry): string {
  const stored = storedOf(entry);
  if (!stored) return entry.bytes.toString();
  const at = splicePoint(stored);
  return stored.toString('utf8', 0, at) + versionText(entry.revision) + stored.toString('utf8', at);
}

/** The same without metadata.managedFields, for those who never look at them (client-go tools/cache TransformStripManagedFields). */
export function textWithoutOwners(entry: Entry): string {
  const { owners } = entry instanceof StoredEntry ? entry : {};
  if (!owners) return withoutOwners(entry.object);
  const stored = storedOf(entry);
  // What is served has the version before them.
  const [bytes, { from, to }] = stored ? [stored, owners] : [entry.bytes, moved(owners, versionText(entry.revision).length)];
  const at = stored ? splicePoint(stored) : 0;
  return `${bytes.toString('latin1', 0, at)}${stored ? versionText(entry.revision) : ''}${bytes.toString('latin1', at, from)}${bytes.toString('latin1', to)}`;
}

const moved = ({ from, to }: Span, by: number): Span => ({ from: from + by, to: to + by });

const withoutOwners = (object: KubeObject): string => JSON.stringify(object.metadata.managedFields ? { ...object, metadata: { ...object.metadata, managedFields: undefined } } : object);

function spliced(value: Buffer, revision: number): Buffer {
  const at = splicePoint(value);
  const text = versionText(revision);
  const out = Buffer.allocUnsafeSlow(value.length + text.length);
  value.copy(out, 0, 0, at);
  out.write(text, at, 'latin1');
  value.copy(out, at + text.length, at);
  return out;
}

/**
 * What is kept in another version than the one that is written now. Storing it as it is brings it into that version, so it is
 * news: whoever writes every object back as it was has migrated them (k8s.io/apiserver storage etcd3 store.go, `stale`).
 */
const outdated = new WeakSet<Uint8Array | Entry>();

/** The same value, of which whoever reads it shall know that. */
export function asOutdated(value: Uint8Array): Uint8Array {
  const copy = Buffer.from(value);
  outdated.add(copy);
  return copy;
}

/** A value of somebody else in the form in which it is served; the key says which object it is. Throws Undecodable. */
function adopted<T extends KubeObject>(definition: ResourceDefinition<T>, key: ObjectKey, value: Uint8Array, revision: number, keeping: Keeping): Entry<T> {
  try {
    const found = JSON.parse(asBuffer(value).toString('utf8')) as Partial<KubeObject> | null;
    const input = ofKind(definition, found);
    const metadata = { ...input.metadata, name: key.name, namespace: key.namespace, resourceVersion: String(revision) };
    const entry = new StoredEntry<T>(key, revision, { served: Buffer.from(JSON.stringify(readable(definition, { ...input, metadata }))) }, undefined, keeping);
    if (outdated.has(value) || (found?.apiVersion ?? input.apiVersion) !== input.apiVersion) outdated.add(entry);
    return entry;
  } catch (error) {
    throw new Undecodable(storageKey(definition, key), error instanceof SyntaxError || error instanceof ApiError ? error.message : String(error));
  }
}

function readable<T extends KubeObject>({ schema, strategy }: ResourceDefinition<T>, input: KubeObject): T {
  const object = schema.decodeStored ? schema.decodeStored(input) : schema.decode(input).object;
  schema.default(object);
  strategy.default?.(object);
  return object;
}

/** The kind may be missing, but not be another one. */
function ofKind<T extends KubeObject>(definition: ResourceDefinition<T>, input: unknown): KubeObject {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new SyntaxError('not a JSON object');
  const apiVersion = apiVersionOf(definition);
  const found = input as Partial<KubeObject>;
  const stored = found.apiVersion ?? apiVersion;
  if ((found.kind ?? definition.kind) !== definition.kind || !(stored === apiVersion || definition.storage?.readsVersions.includes(stored))) {
    throw new SyntaxError(`a ${String(found.kind)} of ${String(found.apiVersion)} stands where a ${definition.kind} of ${apiVersion} should`);
  }
  return { metadata: {}, ...found, kind: definition.kind, apiVersion };
}

/** Whether `value` is as long as what is stored of `entry`. */
export const sameLength = (value: Buffer, entry: Entry): boolean =>
  value.length === (storedOf(entry)?.length ?? entry.bytes.length - versionText(entry.revision).length);

/** The value that nobody has asked to be served yet. */
const storedOf = (entry: Entry): Buffer | undefined => (entry instanceof StoredEntry ? entry.unserved : undefined);

/** Whether storing `value` would change nothing in `entry`. */
export function storesSame(value: Buffer, entry: Entry): boolean {
  if (!sameLength(value, entry) || !sources.has(value) || outdated.has(entry)) return false;
  const stored = storedOf(entry);
  if (stored) return value.equals(stored);
  const { revision, bytes } = entry;
  const added = versionText(revision).length;
  const at = splicePoint(value);
  return value.compare(bytes, 0, at, 0, at) === 0 && value.compare(bytes, at + added, bytes.length, at, value.length) === 0;
}

/** What becomes of objects: `freeze` freezes them deeply, so that code which breaks the rule never to change a shared one fails loudly (for tests). */
export interface Keeping {
  readonly freeze: boolean;
  /** Default: all of them. */
  readonly atHand?: AtHand;
}

/** An object's JSON: as it is served, or as it is stored. */
type Form = { readonly served: Buffer } | { readonly stored: Buffer };

class StoredEntry<T extends KubeObject> implements Entry<T> {
  private parsed: T | undefined;
  private memos: Map<symbol, unknown> | undefined;
  private form: Form;

  constructor(readonly key: ObjectKey, readonly revision: number, form: Form, source: T | undefined, private readonly keeping: Keeping, readonly owners?: Span) {
    this.form = form;
    if (source) this.keep(source);
  }

  /** Most events, and many pods, are never read over HTTP. */
  get bytes(): Buffer {
    if ('served' in this.form) return this.form.served;
    const served = spliced(this.form.stored, this.revision);
    this.form = { served };
    return served;
  }

  get unserved(): Buffer | undefined {
    return 'stored' in this.form ? this.form.stored : undefined;
  }

  get object(): T {
    return this.parsed ?? this.keep(JSON.parse(textOf(this)) as T);
  }

  forget(): void {
    this.parsed = undefined;
  }

  private keep(object: T): T {
    const { freeze, atHand = allAtHand } = this.keeping;
    this.parsed = freeze ? deepFreeze(object) : object;
    atHand.add(this);
    return object;
  }

  memo<V>(slot: symbol, make: (entry: Entry<T>) => V): V {
    this.memos ??= new Map();
    if (!this.memos.has(slot)) this.memos.set(slot, make(this));
    return this.memos.get(slot) as V;
  }
}

/** An object that is not stored at all: what a question is answered with. */
export const unstoredEntry = <T extends KubeObject>(object: T): Entry<T> =>
  new StoredEntry<T>({ name: object.metadata.name ?? '' }, 0, { served: Buffer.from(JSON.stringify(object)) }, object, { freeze: false });

/** Revision 0: a state that is not stored (of a dry run); it carries no resourceVersion. Throws Undecodable for what is no such object. */
export interface EntryFactory<T extends KubeObject = KubeObject> {
  (key: ObjectKey, value: Uint8Array, revision: number): Entry<T>;
}

/** Makes entries of a resource from stored values. */
export function entryFactory<T extends KubeObject>(definition: ResourceDefinition<T>, keeping: Keeping): EntryFactory<T> {
  return (key, value, revision) => {
    const found = sources.get(value);
    // The version in which objects are kept, or what is known of its fields, may have changed since.
    if (found?.schema !== definition.schema) return adopted(definition, key, value, revision, keeping);
    const source = found.object as T | undefined;
    if (revision === 0) return new StoredEntry<T>(key, revision, { served: asBuffer(value) }, source, keeping);
    // The entry has it from here on, and may forget it.
    if (source && keeping.atHand) sources.set(value, { ...found, object: undefined });
    return new StoredEntry<T>(key, revision, { stored: asBuffer(value) }, source && carrying(source, revision), keeping, found.owners);
  };
}

/** A buffer belongs to one state; its object carries that state's revision from here on. */
function carrying<T extends KubeObject>(source: T, revision: number): T | undefined {
  if (source.metadata.resourceVersion === undefined) source.metadata.resourceVersion = String(revision);
  return source.metadata.resourceVersion === String(revision) ? source : undefined;
}

function deepFreeze<V>(value: V): V {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
