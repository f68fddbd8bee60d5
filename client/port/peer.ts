/**
 * Two threads that ask each other things over a MessagePort: calls with one answer, streams of items, and mere tellings.
 *
 * What is said in one turn of the event loop goes as one message: a message costs more than what is in it. Errors arrive as ApiErrors.
 */
import type { MessagePort } from 'node:worker_threads';
import { ApiError, type Logger, type Status } from '../../api';
import { Arrivals, type Take } from './arrivals';
import { Outgoing } from './outgoing';

/** What is asked, and what is answered, has to be data that can be copied (structured clone). */
export type Call = (argument: never) => unknown;
export type Stream = (argument: never, signal: AbortSignal) => AsyncIterable<unknown>;

/** What an end of a port can be asked, by name. */
export interface Offer {
  readonly calls?: Readonly<Record<string, Call>>;
  readonly streams?: Readonly<Record<string, Stream>>;
}

type Said =
  | readonly ['call', number, string, unknown]
  | readonly ['tell', string, unknown]
  | readonly ['open', number, string, unknown]
  | readonly ['answer' | 'item', number, unknown]
  | readonly ['end' | 'leave' | 'more', number]
  | readonly ['fault', number, Status];

interface Asked {
  answer(value: unknown): void;
  fault(error: ApiError): void;
}

export class Peer {
  private readonly asked = new Map<number, Asked>();
  private readonly arriving = new Map<number, Arrivals<unknown>>();
  private readonly outgoing = new Map<number, Outgoing>();
  private saying: Said[] = [];
  private count = 0;
  private closed = false;

  constructor(private readonly port: MessagePort, private readonly offer: Offer, private readonly log: Logger) {
    port.on('message', (all: readonly Said[]) => { for (const said of all) this.hear(said); });
    port.on('close', () => this.end());
  }

  call<V>(name: string, argument?: unknown): Promise<V> {
    if (this.closed) return Promise.reject(gone());
    const id = ++this.count;
    this.say(['call', id, name, argument]);
    return new Promise<V>((resolve, reject) => this.asked.set(id, { answer: (value) => resolve(value as V), fault: reject }));
  }

  /** Nobody waits for what becomes of it. */
  tell(name: string, argument?: unknown): void {
    this.say(['tell', name, argument]);
  }

  /** Ends when the other side ends it, or `signal` aborts. `take` is given each item as it comes, before anybody reads it, and how many are unread. */
  async *stream<V>(name: string, argument: unknown, signal: AbortSignal, take: Take<V> = (item) => item as V): AsyncGenerator<V> {
    if (signal.aborted) return;
    if (this.closed) throw gone();
    const id = ++this.count;
    const items = new Arrivals(signal, take);
    this.arriving.set(id, items);
    this.say(['open', id, name, argument]);
    try {
      for await (const item of items) {
        yield item;
        this.say(['more', id]);
      }
    } finally {
      this.arriving.delete(id);
      items.leave();
      if (!items.ended) this.say(['leave', id]);
    }
  }

  close(): void {
    this.flush();
    this.port.close();
    this.end();
  }

  private say(said: Said): void {
    if (this.closed) return;
    this.saying.push(said);
    if (this.saying.length === 1) setImmediate(() => this.flush());
  }

  private flush(): void {
    if (!this.saying.length || this.closed) return;
    const all = this.saying;
    this.saying = [];
    this.port.postMessage(all);
  }

  private hear(said: Said): void {
    switch (said[0]) {
      case 'call': return void this.answer(said[1], said[2], said[3]);
      case 'tell': return void this.listen(said[1], said[2]);
      case 'open': return void this.serve(said[1], said[2], said[3]);
      case 'answer': return this.settled(said[1])?.answer(said[2]);
      case 'item': return this.arriving.get(said[1])?.push(said[2]);
      case 'end': return this.arriving.get(said[1])?.end();
      case 'more': return this.outgoing.get(said[1])?.more();
      case 'leave': return this.outgoing.get(said[1])?.leave();
      case 'fault': {
        const error = ApiError.fromStatus(said[2]);
        this.settled(said[1])?.fault(error);
        this.arriving.get(said[1])?.end(error);
      }
    }
  }

  private settled(id: number): Asked | undefined {
    const found = this.asked.get(id);
    this.asked.delete(id);
    return found;
  }

  private async answer(id: number, name: string, argument: unknown): Promise<void> {
    try {
      this.say(['answer', id, await this.known(this.offer.calls, name)(argument as never)]);
    } catch (error) {
      this.say(['fault', id, this.statusOf(error, name)]);
    }
  }

  private async listen(name: string, argument: unknown): Promise<void> {
    try {
      await this.known(this.offer.calls, name)(argument as never);
    } catch (error) {
      this.log.error('what another thread told could not be heard', { name, error: String(error) });
    }
  }

  private async serve(id: number, name: string, argument: unknown): Promise<void> {
    const outgoing = new Outgoing();
    this.outgoing.set(id, outgoing);
    try {
      for await (const item of this.known(this.offer.streams, name)(argument as never, outgoing.signal)) {
        this.say(['item', id, item]);
        await outgoing.room();
      }
      this.say(['end', id]);
    } catch (error) {
      this.say(['fault', id, this.statusOf(error, name)]);
    } finally {
      this.outgoing.delete(id);
    }
  }

  private known<H>(handlers: Readonly<Record<string, H>> | undefined, name: string): H {
    if (!handlers || !Object.hasOwn(handlers, name)) throw new Error(`nobody here answers ${name}`);
    return handlers[name] as H;
  }

  /** What is no answer of the API is a bug, and told as one. */
  private statusOf(error: unknown, name: string): Status {
    if (error instanceof ApiError) return error.toStatus();
    this.log.error('another thread’s question failed', { name, error: error instanceof Error ? error.stack : String(error) });
    return ApiError.internal(String(error), error).toStatus();
  }

  private end(): void {
    if (this.closed) return;
    this.closed = true;
    for (const { fault } of this.asked.values()) fault(gone());
    for (const items of this.arriving.values()) items.end(gone());
    for (const outgoing of this.outgoing.values()) outgoing.leave();
    this.asked.clear();
  }
}

const gone = (): ApiError => ApiError.unavailable('the other thread has ended');
