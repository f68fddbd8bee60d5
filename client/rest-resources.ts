/** `Resources` spoken in Kubernetes REST over a transport. */
import {
  ApiError, type DeleteOptions, type KubeObject, type ListOptions, type ObjectKey, type ObjectList, type ResourceDefinition, type Resources, type Status,
  type UpdateOptions, type UserInfo, type WatchEvent, type WatchOptions, type WriteOptions,
} from '../api';
import { compareAndSwap } from './compare-and-swap';
import { jsonLines } from './json-lines';
import { isProjection } from './projection';
import { collectionPath, listQuery, objectPath, watchQuery, writeQuery } from './rest-path';
import type { Transport, TransportRequest } from './transport';

interface ListBody<T> {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: T[] | null;
}

interface WatchLine<T> { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'; readonly object: T }

const initialEventsEnd = 'k8s.io/initial-events-end';

export class RestResources<T extends KubeObject> implements Resources<T> {
  constructor(private readonly definition: ResourceDefinition<T>, private readonly transport: Transport) {}

  async get(key: ObjectKey): Promise<T> {
    const { body } = await this.transport.send({ method: 'GET', path: objectPath(this.definition, key) });
    return body as T;
  }

  async list(options: ListOptions = {}): Promise<ObjectList<T>> {
    const path = collectionPath(this.definition, options.namespace) + listQuery(options);
    const { metadata, items } = (await this.transport.send({ method: 'GET', path })).body as ListBody<T>;
    return {
      resourceVersion: metadata.resourceVersion ?? '', items: (items ?? []).map((item) => this.named(item)),
      ...(metadata.continue && { continue: metadata.continue }),
      ...(metadata.remainingItemCount !== undefined && { remainingItemCount: metadata.remainingItemCount }),
    };
  }

  async *watch(options: WatchOptions, signal: AbortSignal): AsyncGenerator<readonly WatchEvent<T>[]> {
    const path = collectionPath(this.definition, options.namespace) + watchQuery(options);
    for await (const lines of jsonLines(this.transport.stream(path, signal))) {
      const { events, fault } = this.eventsOf(lines as WatchLine<T>[]);
      if (events.length) yield events;
      if (fault) throw fault;
    }
  }

  async create(object: T, options: WriteOptions = {}): Promise<T> {
    const { namespace } = object.metadata;
    if (this.definition.scope === 'Namespaced' && !namespace) throw ApiError.badRequest('an empty namespace may not be set during creation');
    return await this.write({ method: 'POST', path: collectionPath(this.definition, namespace) + writeQuery(options), body: object }, options) as T;
  }

  async update(key: ObjectKey, change: (current: T) => T, options: UpdateOptions = {}): Promise<T> {
    const kept = { read: () => this.read(key, options.subresource), put: (next: T) => this.put(key, next, options) };
    return compareAndSwap(this.definition, kept, change);
  }

  async invoke<Answer>(key: ObjectKey, action: string, body: KubeObject, options: WriteOptions = {}): Promise<Answer> {
    return await this.write({ method: 'POST', path: objectPath(this.definition, key, action) + writeQuery(options), body }, options) as Answer;
  }

  /** Most kinds are answered with a bare Status once gone, so the object is read before. */
  async delete(key: ObjectKey, options: DeleteOptions = {}): Promise<{ readonly object: T; readonly gone: boolean }> {
    const before = await this.get(key);
    const path = objectPath(this.definition, key);
    const { body } = await this.transport.send({ method: 'DELETE', path, body: deleteBody(options) });
    const answer = body as T;
    return answer.kind === 'Status' ? { object: before, gone: true } : { object: answer, gone: !this.isHeld(answer) };
  }

  private async put(key: ObjectKey, object: T, options: UpdateOptions): Promise<T> {
    const path = objectPath(this.definition, key, options.subresource) + writeQuery(options);
    return await this.write({ method: 'PUT', path, body: object }, options) as T;
  }

  private async write(request: TransportRequest, { user, warn }: WriteOptions): Promise<unknown> {
    const { body, warnings } = await this.transport.send(user ? { ...request, headers: impersonate(user) } : request);
    if (warn) warnings.forEach((text) => warn(text));
    return body;
  }

  /** What a change of this subresource starts from: of a projection it is another object. */
  private async read(key: ObjectKey, subresource = ''): Promise<T> {
    if (!isProjection(this.definition, subresource)) return this.get(key);
    return (await this.transport.send({ method: 'GET', path: objectPath(this.definition, key, subresource) })).body as T;
  }

  private eventsOf(lines: readonly WatchLine<T>[]): { events: WatchEvent<T>[]; fault?: ApiError } {
    const events: WatchEvent<T>[] = [];
    for (const { type, object } of lines) {
      if (type === 'ERROR') return { events, fault: ApiError.fromStatus(object as unknown as Partial<Status>) };
      events.push(type === 'BOOKMARK' ? bookmark(object) : { type, object });
    }
    return { events };
  }

  /** Items of a list come without kind and apiVersion; this one was parsed for us alone. */
  private named(item: T): T {
    const { group, version, kind } = this.definition;
    item.apiVersion ??= group ? `${group}/${version}` : version;
    item.kind ??= kind;
    return item;
  }

  /** Whether a deleted object that was answered is still there: finalizers, grace, or something of its kind. */
  private isHeld(object: T): boolean {
    const { finalizers, deletionGracePeriodSeconds, deletionTimestamp } = object.metadata;
    if (!deletionTimestamp) return false;
    return (finalizers?.length ?? 0) > 0 || (deletionGracePeriodSeconds ?? 0) > 0 || this.definition.strategy.holdsDeletion?.(object) === true;
  }
}

function bookmark(object: KubeObject): WatchEvent<never> {
  const { resourceVersion = '', annotations } = object.metadata;
  return { type: 'BOOKMARK', resourceVersion, ...(annotations?.[initialEventsEnd] === 'true' && { initialEventsEnd: true }) };
}

const deleteBody = ({ dryRun, ...options }: DeleteOptions): object =>
  ({ kind: 'DeleteOptions', apiVersion: 'v1', ...options, ...(dryRun && { dryRun: ['All'] }) });

/** Over HTTP the server decides who asks; asking for somebody else is impersonation, and the server may refuse it. */
const impersonate = ({ name, groups }: UserInfo): Record<string, string | readonly string[]> =>
  ({ 'impersonate-user': name, ...(groups.length > 0 && { 'impersonate-group': groups }) });
