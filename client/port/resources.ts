/**
 * `Resources` over a port. Objects go as JSON text: what the other thread keeps is bytes, and parsing here costs it nothing.
 */
import {
  formatKey, keyOf, type DeleteOptions, type KubeObject, type ListOptions, type ObjectKey, type ObjectList, type ResourceDefinition, type Resources, type UpdateOptions,
  type WatchEvent, type WatchOptions, type WriteOptions,
} from '../../api';
import { compareAndSwap } from '../compare-and-swap';
import { isProjection } from '../projection';
import type { Peer } from './peer';
import { addressOf, plain, query, type Asking, type Deleted, type SaidEvent, type SaidList, type Written } from './words';

export class PortResources<T extends KubeObject> implements Resources<T> {
  private readonly address: string;
  /** What watches have shown and writes have come to, while somebody watches. */
  private readonly latest = new Map<string, T>();
  private watches = 0;

  constructor(private readonly definition: ResourceDefinition<T>, private readonly peer: Peer) {
    this.address = addressOf(definition);
  }

  async get(key: ObjectKey): Promise<T> {
    return this.read(key);
  }

  async list(options: ListOptions = {}): Promise<ObjectList<T>> {
    const { items, ...rest } = await this.ask<SaidList>('list', { options: query(options) });
    return { ...rest, items: items.map((text) => this.seen(parsed(text))) };
  }

  async *watch(options: WatchOptions, signal: AbortSignal): AsyncGenerator<readonly WatchEvent<T>[]> {
    this.watches++;
    try {
      const asking: Asking = { address: this.address, options: query(options) };
      for await (const batch of this.peer.stream<readonly SaidEvent[]>('watch', asking, signal)) yield batch.map((event) => this.eventOf(event));
    } finally {
      this.watches--;
      if (this.watches === 0) this.latest.clear();
    }
  }

  create(object: T, options?: WriteOptions): Promise<T> {
    return this.write('create', { namespace: object.metadata.namespace, body: JSON.stringify(object) }, options);
  }

  update(key: ObjectKey, change: (current: T) => T, options: UpdateOptions = {}): Promise<T> {
    const { subresource } = options;
    const projected = isProjection(this.definition, subresource);
    return compareAndSwap(this.definition, {
      guess: projected ? undefined : this.latest.get(formatKey(key)),
      read: () => this.read(key, projected ? subresource : undefined),
      put: (next) => this.write('put', { key, subresource, projected, body: JSON.stringify(next) }, options),
    }, change);
  }

  async invoke<Answer>(key: ObjectKey, action: string, body: KubeObject, options: WriteOptions = {}): Promise<Answer> {
    const { text, warnings } = await this.ask<Written>('invoke', { key, subresource: action, body: JSON.stringify(body), options: plain(options) });
    warn(options, warnings);
    return (text === undefined ? undefined : JSON.parse(text)) as Answer;
  }

  async delete(key: ObjectKey, options: DeleteOptions = {}): Promise<{ readonly object: T; readonly gone: boolean }> {
    const { text, gone, warnings } = await this.ask<Deleted>('delete', { key, options: plain(options) });
    warn(options, warnings);
    return { object: parsed(text), gone };
  }

  private ask<V>(call: string, asking: Omit<Asking, 'address'>): Promise<V> {
    return this.peer.call<V>(call, { address: this.address, ...asking });
  }

  private async read(key: ObjectKey, subresource?: string): Promise<T> {
    return parsed(await this.ask<string>('get', { key, subresource }));
  }

  private async write(call: string, asking: Omit<Asking, 'address'>, options: WriteOptions = {}): Promise<T> {
    const { text = '', warnings } = await this.ask<Written>(call, { ...asking, options: plain(options) });
    warn(options, warnings);
    const object: T = parsed(text);
    return asking.projected || options.dryRun ? object : this.seen(object);
  }

  private eventOf([type, text, initialEventsEnd]: SaidEvent): WatchEvent<T> {
    if (type === 'BOOKMARK') return { type, resourceVersion: text, ...(initialEventsEnd && { initialEventsEnd }) };
    const object: T = parsed(text);
    if (type === 'DELETED') this.latest.delete(formatKey(keyOf(object)));
    else this.seen(object);
    return { type, object };
  }

  private seen(object: T): T {
    if (this.watches === 0) return object;
    const key = formatKey(keyOf(object));
    const known = this.latest.get(key);
    if (!known || versionOf(known) <= versionOf(object)) this.latest.set(key, object);
    return object;
  }
}

const parsed = <T>(text: string): T => JSON.parse(text) as T;

const versionOf = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion);

const warn = ({ warn: tell }: Pick<WriteOptions, 'warn'>, warnings: readonly string[] = []): void => { if (tell) warnings.forEach((text) => tell(text)); };
