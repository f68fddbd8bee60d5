/**
 * A store whose values are seen in one version of their kind and kept in another: what is read is converted when it is of
 * another version, what is written is converted before it is stored. Above it everything is as if there were one version.
 * A state is converted once: what came of it is remembered until the key's next state.
 */
import type { KubeObject, ResourceDefinition } from '../../api';
import { apiVersionOf, asOutdated } from '../encoding';
import type { Cas, GetResult, KeyRange, KV, KVEvent, KeyValue, ListResult, Revision, WatchBatch, WriteOptions } from '../storage/kv';
import type { Convert } from './webhook';

export interface ConvertedKVOptions {
  /** In which version values are seen. */
  readonly seen: ResourceDefinition;
  /** In which version they are written; those of before stay what they are. */
  readonly stored: ResourceDefinition;
  readonly convert: Convert;
}

interface Remembered {
  readonly revision: Revision;
  readonly value: Uint8Array;
}

export class ConvertedKV implements KV {
  private readonly remembered = new Map<string, Remembered>();
  private readonly isSeen: (value: Uint8Array) => boolean;
  private readonly isStored: (value: Uint8Array) => boolean;

  constructor(private readonly inner: KV, private readonly options: ConvertedKVOptions) {
    this.isSeen = writtenIn(options.seen);
    this.isStored = writtenIn(options.stored);
  }

  revision(): Promise<Revision> {
    return this.inner.revision();
  }

  async get(key: string, at?: Revision): Promise<GetResult> {
    const { revision, kv } = await this.inner.get(key, at);
    return { revision, kv: await this.one(kv) };
  }

  async list(range: KeyRange, page?: { readonly limit?: number; readonly at?: Revision }): Promise<ListResult> {
    const found = await this.inner.list(range, page);
    return { ...found, kvs: await this.all(found.kvs) };
  }

  async create(key: string, value: Uint8Array, options?: WriteOptions): Promise<Cas> {
    return this.written(key, value, await this.inner.create(key, await this.toStored(value), options));
  }

  async update(key: string, value: Uint8Array, expected: Revision, options?: WriteOptions): Promise<Cas> {
    return this.written(key, value, await this.inner.update(key, await this.toStored(value), expected, options));
  }

  async delete(key: string, expected?: Revision): Promise<Cas> {
    return this.written(key, undefined, await this.inner.delete(key, expected));
  }

  async *watch(range: KeyRange, after: Revision, signal: AbortSignal): AsyncGenerator<WatchBatch> {
    for await (const batch of this.inner.watch(range, after, signal)) {
      const states = batch.events.flatMap((event) => (event.type === 'put' ? [event.prev, event.kv] : [event.prev]).filter((kv) => kv !== undefined));
      const converted = new Map<KeyValue, KeyValue>();
      (await this.all(states)).forEach((kv, i) => converted.set(states[i] as KeyValue, kv));
      yield { revision: batch.revision, events: batch.events.map((event) => seenEvent(event, (kv) => converted.get(kv) ?? kv)) };
      for (const event of batch.events) if (event.type === 'delete') this.remembered.delete(event.key);
    }
  }

  compact(before: Revision): Promise<void> {
    return this.inner.compact(before);
  }

  /** The store below is others' too. */
  async close(): Promise<void> {
    this.remembered.clear();
  }

  /** What was there before is not told: nothing may fail any more once the write is done. */
  private async written(key: string, value: Uint8Array | undefined, cas: Cas): Promise<Cas> {
    if (!cas.ok) return { ...cas, current: await this.one(cas.current) };
    if (!value) this.remembered.delete(key);
    else if (!this.isStored(value)) this.remembered.set(key, { revision: cas.revision, value });
    return { ok: true, revision: cas.revision };
  }

  private async one(kv: KeyValue | undefined): Promise<KeyValue | undefined> {
    return kv && (await this.all([kv]))[0];
  }

  /** The same states as they are seen: one question for all that are not known. */
  private async all(kvs: readonly KeyValue[]): Promise<readonly KeyValue[]> {
    const objects = kvs.map((kv) => (this.isSeen(kv.value) || this.known(kv) ? undefined : this.foreign(kv.value)));
    const asked = objects.filter((object) => object !== undefined);
    const answers = asked.length ? (await this.options.convert(asked, apiVersionOf(this.options.seen))).values() : undefined;
    return kvs.map((kv, i) => {
      const object = objects[i];
      const answer = object && answers?.next().value;
      if (answer) return { ...kv, value: this.remember(kv, this.dated(Buffer.from(JSON.stringify(answer)), object.apiVersion)) };
      return { ...kv, value: this.known(kv) ?? this.dated(kv.value, apiVersionOf(this.options.seen)) };
    });
  }

  private dated(value: Uint8Array, version: string): Uint8Array {
    return version === apiVersionOf(this.options.stored) ? value : asOutdated(value);
  }

  private known({ key, modRevision }: KeyValue): Uint8Array | undefined {
    const found = this.remembered.get(key);
    return found?.revision === modRevision ? found.value : undefined;
  }

  private remember({ key, modRevision }: KeyValue, value: Uint8Array): Uint8Array {
    if ((this.remembered.get(key)?.revision ?? 0) < modRevision) this.remembered.set(key, { revision: modRevision, value });
    return value;
  }

  /** An object of another version of the kind; undefined for what needs no conversion, or is no such object: the reader will say so. */
  private foreign(value: Uint8Array): KubeObject | undefined {
    const { seen } = this.options;
    const object = parsed(value);
    if (object?.kind !== seen.kind || object.apiVersion === apiVersionOf(seen)) return undefined;
    return seen.storage?.readsVersions.includes(object.apiVersion) ? { ...object, metadata: object.metadata ?? {} } : undefined;
  }

  private async toStored(value: Uint8Array): Promise<Uint8Array> {
    if (this.isStored(value)) return value;
    const { stored, convert } = this.options;
    const [converted] = await convert([JSON.parse(textOf(value)) as KubeObject], apiVersionOf(stored));
    return Buffer.from(JSON.stringify(stored.schema.decode(converted as KubeObject).object));
  }
}

/** Whether a value that was written here is of this version: those begin with kind and apiVersion. */
function writtenIn(definition: ResourceDefinition): (value: Uint8Array) => boolean {
  const mark = Buffer.from(`{"kind":${JSON.stringify(definition.kind)},"apiVersion":${JSON.stringify(apiVersionOf(definition))},`);
  return (value) => mark.compare(value, 0, mark.length) === 0;
}

function seenEvent(event: KVEvent, seen: (kv: KeyValue) => KeyValue): KVEvent {
  if (event.type === 'delete') return { ...event, prev: seen(event.prev) };
  return { ...event, kv: seen(event.kv), prev: event.prev && seen(event.prev) };
}

const textOf = (value: Uint8Array): string => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');

function parsed(value: Uint8Array): KubeObject | undefined {
  try {
    const object = JSON.parse(textOf(value)) as KubeObject | null;
    return typeof object === 'object' && object !== null ? object : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
