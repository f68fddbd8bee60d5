/**
 * `Resources` over a port. Objects go as JSON text: what the other thread keeps is bytes, and parsing here costs it nothing.
 */
import type {
  DeleteOptions, KubeObject, ListOptions, ObjectKey, ObjectList, ResourceDefinition, Resources, UpdateOptions,
  WatchEvent, WatchOptions, WriteOptions,
} from '../../api';
import { compareAndSwap } from '../compare-and-swap';
import { isProjection } from '../projection';
import { Echoes } from './echoes';
import { ahead } from './outgoing';
import type { Peer } from './peer';
import { addressOf, plain, query, type Asking, type Deleted, type SaidEvent, type SaidList, type Written } from './words';

export class PortResources<T extends KubeObject> implements Resources<T> {
  private readonly address: string;
  private readonly echoes = new Echoes<T>();

  /** `ownerless`: lists and watches come without metadata.managedFields. */
  constructor(private readonly definition: ResourceDefinition<T>, private readonly peer: Peer, private readonly ownerless: boolean) {
    this.address = addressOf(definition);
  }

  async get(key: ObjectKey): Promise<T> {
    return this.read(key);
  }

  async list(options: ListOptions = {}): Promise<ObjectList<T>> {
    const { items, ...rest } = await this.ask<SaidList>('list', { options: query(options), ownerless: this.ownerless });
    return { ...rest, items: items.map((text): T => parsed(text)) };
  }

  async *watch(options: WatchOptions, signal: AbortSignal): AsyncGenerator<readonly WatchEvent<T>[]> {
    const asking: Asking = { address: this.address, options: query(options), ownerless: this.ownerless };
    if (isOfSome(options)) {
      yield* this.peer.stream('watch', asking, signal, (batch) => (batch as readonly SaidEvent[]).map(eventOf<T>));
      return;
    }
    const end = this.echoes.begin();
    try {
      yield* this.peer.stream('watch', asking, signal, (batch, unread) => this.taken(batch as readonly SaidEvent[], unread));
    } finally {
      end();
    }
  }

  create(object: T, options?: WriteOptions): Promise<T> {
    return this.write('create', object.metadata, { namespace: object.metadata.namespace, body: JSON.stringify(object) }, options);
  }

  update(key: ObjectKey, change: (current: T) => T, options: UpdateOptions = {}): Promise<T> {
    const { subresource } = options;
    const projected = isProjection(this.definition, subresource);
    return compareAndSwap(this.definition, {
      guess: projected ? undefined : this.echoes.of(key),
      read: () => this.read(key, projected ? subresource : undefined),
      put: (next, current) => this.write('put', next.metadata, { key, subresource, ...(projected ? { projected, body: JSON.stringify(next) } : changeOf(next, current)) }, options),
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

  private async write(call: string, { namespace, name = '' }: KubeObject['metadata'], asking: Omit<Asking, 'address'>, options: WriteOptions = {}): Promise<T> {
    // A name that is still to be made cannot be waited for.
    const brief = this.echoes.complete && !asking.projected && !options.dryRun && name !== '';
    const { text, revision, warnings } = await this.ask<Written>(call, { ...asking, brief, options: plain(options) });
    warn(options, warnings);
    if (text !== undefined) return parsed(text);
    return await this.echoes.at({ namespace, name }, revision ?? 0) ?? this.get({ namespace, name });
  }

  private taken(batch: readonly SaidEvent[], unread: number): readonly WatchEvent<T>[] {
    const events = batch.map(eventOf<T>);
    for (const event of events) {
      if (event.type === 'DELETED') this.echoes.gone(event.object);
      else if (event.type !== 'BOOKMARK') this.echoes.shown(event.object);
    }
    // One more may be with the reader.
    this.echoes.stall(unread + 2 >= ahead);
    return events;
  }
}

/** What of an object has changed, and which state of it. */
function changeOf<T extends KubeObject>(next: T, current: T): Pick<Asking, 'body' | 'version'> {
  const changes: Partial<Record<keyof T, unknown>> = {};
  for (const name of Object.keys(current) as (keyof T)[]) if (next[name] === undefined) changes[name] = null;
  for (const name of Object.keys(next) as (keyof T)[]) if (next[name] !== undefined && next[name] !== current[name]) changes[name] = next[name];
  const { resourceVersion, uid } = current.metadata;
  return { body: JSON.stringify(changes), version: { resourceVersion, uid } };
}

const isOfSome = ({ namespace, labels, fields }: WatchOptions): boolean => namespace !== undefined || labels?.empty === false || fields?.empty === false;

function eventOf<T extends KubeObject>([type, text, initialEventsEnd]: SaidEvent): WatchEvent<T> {
  return type === 'BOOKMARK' ? { type, resourceVersion: text, ...(initialEventsEnd && { initialEventsEnd }) } : { type, object: parsed(text) };
}

const parsed = <T>(text: string): T => JSON.parse(text) as T;

const warn = ({ warn: tell }: Pick<WriteOptions, 'warn'>, warnings: readonly string[] = []): void => { if (tell) warnings.forEach((text) => tell(text)); };
