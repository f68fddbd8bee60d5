/** A Client whose semantics a test controls: objects in memory, one log of events, outages on demand. */
import { isDeepStrictEqual } from 'node:util';
import {
  ApiError, formatKey, keyOf, type Client, type KubeObject, type ListOptions, type ObjectKey, type ObjectList, type ResourceDefinition, type Resources,
  type WatchEvent, type WatchOptions,
} from '../../api';

interface Logged<T> { readonly revision: number; readonly event: WatchEvent<T> }

export class FakeResources<T extends KubeObject> implements Resources<T> {
  readonly objects = new Map<string, T>();
  readonly calls = { get: 0, list: 0, watch: 0, create: 0, update: 0, write: 0, delete: 0 };
  /** Every call fails with it while it is set. */
  outage: unknown;
  /** Runs inside the next update, after the read: somebody else was faster. */
  interference: (() => void) | undefined;
  /** Writes wait for it. */
  gate: Promise<void> | undefined;
  private revision = 1;
  private oldest = 0;
  private log: Logged<T>[] = [];
  private wake = new Set<() => void>();
  private generation = 0;

  constructor(private readonly definition: ResourceDefinition<T>) {}

  /** Ends every open watch in the ordinary way. */
  endWatches(): void {
    this.generation++;
    this.notify();
  }

  /** Forgets the log: watches from before get Expired. */
  compact(): void {
    this.oldest = this.revision;
    this.log = [];
  }

  bookmark(): void {
    this.revision++;
    this.append({ type: 'BOOKMARK', resourceVersion: String(this.revision) });
  }

  put(object: T): T {
    const key = formatKey(keyOf(object));
    const known = this.objects.get(key);
    this.revision++;
    const stored: T = { ...object, metadata: { uid: known?.metadata.uid ?? `uid-${this.revision}`, ...object.metadata, resourceVersion: String(this.revision) } };
    this.objects.set(key, stored);
    this.append({ type: known ? 'MODIFIED' : 'ADDED', object: stored });
    return stored;
  }

  remove(key: ObjectKey): T | undefined {
    const known = this.objects.get(formatKey(key));
    if (!known) return undefined;
    this.objects.delete(formatKey(key));
    this.revision++;
    this.append({ type: 'DELETED', object: { ...known, metadata: { ...known.metadata, resourceVersion: String(this.revision) } } });
    return known;
  }

  async get(key: ObjectKey): Promise<T> {
    this.calls.get++;
    await this.reach();
    return this.must(key);
  }

  async list(options: ListOptions = {}): Promise<ObjectList<T>> {
    this.calls.list++;
    await this.reach();
    const items = [...this.objects.values()].filter((o) => options.namespace === undefined || o.metadata.namespace === options.namespace);
    return { resourceVersion: String(this.revision), items };
  }

  async *watch(options: WatchOptions, signal: AbortSignal): AsyncGenerator<readonly WatchEvent<T>[]> {
    this.calls.watch++;
    const generation = this.generation;
    let position = Number(options.resourceVersion ?? 0);
    await this.reach();
    const notify = (): void => this.notify();
    signal.addEventListener('abort', notify);
    try {
      while (!signal.aborted) {
        if (position < this.oldest) throw ApiError.expired(`too old resource version: ${position} (${this.oldest})`);
        const batch = this.log.filter((l) => l.revision > position && selected(l.event, options)).map((l) => l.event);
        position = this.revision;
        if (batch.length) yield batch;
        else if (generation !== this.generation) return;
        else await new Promise<void>((resolve) => this.wake.add(resolve));
      }
    } finally {
      signal.removeEventListener('abort', notify);
    }
  }

  async create(object: T): Promise<T> {
    this.calls.create++;
    await this.gate;
    await this.reach();
    const { name = '' } = object.metadata;
    if (this.objects.has(formatKey(keyOf(object)))) throw ApiError.alreadyExists(this.resource, name);
    return this.put(object);
  }

  async update(key: ObjectKey, change: (current: T) => T): Promise<T> {
    this.calls.update++;
    await this.gate;
    await this.reach();
    for (;;) {
      const current = this.must(key);
      const next = change(current);
      if (isDeepStrictEqual(next, current)) return current;
      if (next.metadata.resourceVersion !== current.metadata.resourceVersion) throw ApiError.conflict(this.resource, key.name);
      this.interfere();
      if (this.objects.get(formatKey(key)) !== current) continue;
      this.calls.write++;
      return this.put(next);
    }
  }

  async invoke(): Promise<never> {
    await this.reach();
    throw ApiError.methodNotAllowed(this.resource, 'create');
  }

  async delete(key: ObjectKey): Promise<{ object: T; gone: boolean }> {
    this.calls.delete++;
    await this.reach();
    const object = this.must(key);
    this.remove(key);
    return { object, gone: true };
  }

  private get resource(): { group: string; plural: string } {
    return { group: this.definition.group, plural: this.definition.names.plural };
  }

  private must(key: ObjectKey): T {
    const found = this.objects.get(formatKey(key));
    if (!found) throw ApiError.notFound(this.resource, key.name);
    return found;
  }

  private interfere(): void {
    const interference = this.interference;
    this.interference = undefined;
    interference?.();
  }

  private async reach(): Promise<void> {
    await Promise.resolve();
    if (this.outage !== undefined) throw this.outage;
  }

  private append(event: WatchEvent<T>): void {
    this.log.push({ revision: this.revision, event });
    this.notify();
  }

  private notify(): void {
    const waiting = this.wake;
    this.wake = new Set();
    for (const resolve of waiting) resolve();
  }
}

function selected<T extends KubeObject>(event: WatchEvent<T>, { namespace, fields }: WatchOptions): boolean {
  if (event.type === 'BOOKMARK') return true;
  const { metadata } = event.object;
  if (namespace !== undefined && metadata.namespace !== namespace) return false;
  return fields?.matches((field) => (field === 'metadata.name' ? metadata.name ?? '' : '')) ?? true;
}

export class FakeClient implements Client {
  private readonly resources = new Map<string, FakeResources<KubeObject>>();

  of<T extends KubeObject>(definition: ResourceDefinition<T>): FakeResources<T> {
    const name = `${definition.names.plural}.${definition.group}`;
    const found = this.resources.get(name) ?? new FakeResources<KubeObject>(definition);
    this.resources.set(name, found);
    return found as unknown as FakeResources<T>;
  }
}
