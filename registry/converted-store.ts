/**
 * Stored objects of one version, served in another: a ResourceStore over a ResourceStore. What comes in is decoded by the
 * version it came in, converted, and goes through the hub's pipeline; what goes out is converted once per stored state.
 */
import type {
  ApplyOptions, Conversion, DeleteOptions, FieldSelector, KubeObject, ListOptions, ObjectKey, ResourceDefinition, UpdateOptions, WatchOptions, WriteOptions,
} from '../api';
import type { Entry, Frame, Page, ResourceStore } from './resource-store';
import { decodeInput } from './writes/decode';

class ConvertedEntry<T extends KubeObject> implements Entry<T> {
  private encoded: Buffer | undefined;
  private readonly memos = new Map<symbol, unknown>();

  constructor(readonly key: ObjectKey, readonly revision: number, readonly object: T) {}

  get bytes(): Buffer {
    return (this.encoded ??= Buffer.from(JSON.stringify(this.object)));
  }

  memo<V>(slot: symbol, make: (entry: Entry<T>) => V): V {
    if (!this.memos.has(slot)) this.memos.set(slot, make(this));
    return this.memos.get(slot) as V;
  }
}

export class ConvertedStore<T extends KubeObject, S extends KubeObject> implements ResourceStore<T> {
  private readonly slot: symbol;

  constructor(private readonly conversion: Conversion<T, S>, /** Its face is that of the conversion's version. */
    private readonly hub: ResourceStore<S>) {
    this.slot = Symbol(conversion.definition.version);
  }

  get definition(): ResourceDefinition<T> {
    return this.conversion.definition;
  }

  async get(key: ObjectKey, options?: { readonly resourceVersion?: string }): Promise<Entry<T>> {
    return this.out(await this.hub.get(key, options));
  }

  async list(options: ListOptions = {}): Promise<Page<T>> {
    const page = await this.hub.list(this.selecting(options));
    return { ...page, entries: page.entries.map((entry) => this.out(entry)) };
  }

  async watch(options: WatchOptions, signal: AbortSignal): Promise<AsyncIterable<readonly Frame<T>[]>> {
    return this.converted(await this.hub.watch(this.selecting(options), signal));
  }

  async create(input: unknown, namespace: string | undefined, options: WriteOptions = {}): Promise<Entry<T>> {
    return this.out(await this.hub.create(this.in(input, options), namespace, options));
  }

  async update(key: ObjectKey, change: (current: T) => unknown, options: UpdateOptions & { readonly allowCreate?: boolean } = {}): Promise<{ readonly entry: Entry<T>; readonly created: boolean }> {
    const { entry, created } = await this.hub.update(key, (stored) => this.changed(stored, change, options), options);
    return { entry: this.out(entry), created };
  }

  async apply(key: ObjectKey, configuration: unknown, options?: ApplyOptions): Promise<{ readonly entry: Entry<T>; readonly created: boolean }> {
    const { entry, created } = await this.hub.apply(key, configuration, options);
    return { entry: this.out(entry), created };
  }

  async delete(key: ObjectKey, options?: DeleteOptions): Promise<{ readonly entry: Entry<T>; readonly gone: boolean }> {
    const { entry, gone } = await this.hub.delete(key, options);
    return { entry: this.out(entry), gone };
  }

  project(key: ObjectKey, projection: string): Promise<KubeObject> {
    return this.hub.project(key, projection);
  }

  updateProjection(key: ObjectKey, projection: string, change: (current: KubeObject) => unknown, options?: WriteOptions): Promise<KubeObject> {
    return this.hub.updateProjection(key, projection, change, options);
  }

  applyProjection(key: ObjectKey, projection: string, configuration: unknown, options?: ApplyOptions): Promise<KubeObject> {
    return this.hub.applyProjection(key, projection, configuration, options);
  }

  invoke(key: ObjectKey, action: string, body: unknown, options?: WriteOptions): Promise<KubeObject | undefined> {
    return this.hub.invoke(key, action, body, options);
  }

  private out(entry: Entry<S>): Entry<T> {
    return entry.memo(this.slot, ({ key, revision, object }) => new ConvertedEntry(key, revision, this.conversion.fromHub(object)));
  }

  private in(input: unknown, options: WriteOptions): S {
    return this.conversion.toHub(decodeInput(this.definition, input, options));
  }

  /** The same object when nothing changed, so that nothing is written. */
  private changed(stored: S, change: (current: T) => unknown, options: WriteOptions): S {
    const current = this.conversion.fromHub(stored);
    const next = change(current);
    return next === current ? stored : this.in(next, options);
  }

  private selecting<O extends { readonly fields?: FieldSelector }>(options: O): O {
    const { fields } = options;
    const { fieldNames } = this.conversion;
    if (!fields || !fieldNames) return options;
    const hubName = (name: string): string => fieldNames[name] ?? name;
    const renamed: FieldSelector = {
      empty: fields.empty,
      requirements: fields.requirements.map((requirement) => ({ ...requirement, field: hubName(requirement.field) })),
      matches: (field) => fields.matches((name) => field(hubName(name))),
      toString: () => fields.toString(),
    };
    return { ...options, fields: renamed };
  }

  private async *converted(batches: AsyncIterable<readonly Frame<S>[]>): AsyncGenerator<readonly Frame<T>[]> {
    for await (const batch of batches) {
      yield batch.map((frame): Frame<T> => (frame.type === 'BOOKMARK' ? frame : { type: frame.type, entry: this.out(frame.entry) }));
    }
  }
}
