/** Plain HTTP to an API server, as any client speaks it. */

export interface Meta {
  readonly name: string;
  readonly namespace?: string;
  readonly resourceVersion: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
}

export interface KubeObject { readonly metadata: Meta }

export interface List<T> { readonly metadata: { readonly resourceVersion: string }; readonly items: T[] }

/** A Status, as far as tests look at it. */
export interface Status { readonly kind: string; readonly reason?: string; readonly message?: string; readonly code?: number }

export interface Answer<T> { readonly code: number; readonly body: T }

export interface Event<T> { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'; readonly object: T }

const mergePatch = 'application/merge-patch+json';

export class Api {
  constructor(readonly url: string) {}

  /** Rejects only when there is no answer. */
  async ask<T = Status>(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer<T>> {
    const answer = await fetch(this.url + path, { method, headers: { 'content-type': type }, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    return { code: answer.status, body: (text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as T };
  }

  get<T extends object>(path: string): Promise<T> {
    return this.must<T>('GET', path);
  }

  create<T extends object>(path: string, body: unknown): Promise<T> {
    return this.must<T>('POST', path, body);
  }

  merge<T extends object>(path: string, patch: unknown): Promise<T> {
    return this.must<T>('PATCH', path, patch, mergePatch);
  }

  /** The events of a watch, until the server ends it or `signal` aborts. `path` carries the query. */
  async *watch<T = KubeObject>(path: string, signal?: AbortSignal): AsyncGenerator<Event<T>, void> {
    const answer = await fetch(this.url + path, { signal });
    if (!answer.ok || !answer.body) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line) yield JSON.parse(line) as Event<T>;
    }
  }

  /** The object at `collection`/`name` once it satisfies `wanted`. */
  async until<T extends object>(collection: string, name: string, wanted: (object: T) => boolean): Promise<T> {
    const { object } = await this.firstEvent<T>(`${collection}?watch=1&fieldSelector=metadata.name%3D${name}`, (event) => event.type !== 'DELETED' && wanted(event.object));
    return object;
  }

  /** Resolves when nothing is left in a collection. */
  async untilNone(collection: string, query = ''): Promise<void> {
    const { items, metadata } = await this.get<List<KubeObject>>(`${collection}?${query}`);
    const left = new Set(items.map((item) => item.metadata.name));
    if (left.size === 0) return;
    await this.firstEvent<KubeObject>(`${collection}?watch=1&resourceVersion=${metadata.resourceVersion}&${query}`, ({ type, object }) => {
      if (type === 'DELETED') left.delete(object.metadata.name);
      else left.add(object.metadata.name);
      return left.size === 0;
    });
  }

  /** The first event of a watch that satisfies `wanted`. */
  async firstEvent<T>(path: string, wanted: (event: Event<T>) => boolean): Promise<Event<T>> {
    const enough = new AbortController();
    try {
      for await (const event of this.watch<T>(path, enough.signal)) if (wanted(event)) return event;
    } finally {
      enough.abort();
    }
    throw new Error(`the watch of ${path} ended before what was waited for`);
  }

  private async must<T extends object>(method: string, path: string, body?: unknown, type?: string): Promise<T> {
    const answer = await this.ask<T>(method, path, body, type);
    if (answer.code >= 300) throw new Error(`${method} ${path}: ${answer.code} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
