/**
 * A client that begins only so many writes in one turn of the event loop, in the order in which they were asked for. Where the API
 * is in the same process, every write keeps the loop from other people's requests: a burst of hundreds at once (upstream's clients are
 * held by their QPS for the like) would be a pause for all. How long a write takes makes no difference, so no throughput is lost.
 */
import type { Client, KubeObject, Resources } from '../api';
import { Fifo } from './fifo';
import { wrapped } from './wrapped';

export function pacedWrites(client: Client, perTurn: number): Client {
  const run = paced(perTurn);
  return wrapped(client, <T extends KubeObject>(resources: Resources<T>): Resources<T> => ({
    get: (key) => resources.get(key),
    list: (options) => resources.list(options),
    watch: (options, signal) => resources.watch(options, signal),
    create: (object, options) => run(() => resources.create(object, options)),
    update: (key, change, options) => run(() => resources.update(key, change, options)),
    invoke: (key, action, body, options) => run(() => resources.invoke(key, action, body, options)),
    delete: (key, options) => run(() => resources.delete(key, options)),
  }));
}

/** Begins work in its turn. */
export type Run = <V>(work: () => Promise<V>) => Promise<V>;

export function paced(perTurn: number): Run {
  const pace = new Pace(perTurn);
  return (work) => pace.run(work);
}

class Pace {
  private readonly waiting = new Fifo<() => void>();
  /** In this turn. */
  private begun = 0;
  private turning = false;

  constructor(private readonly perTurn: number) {}

  run<V>(work: () => Promise<V>): Promise<V> {
    if (this.begun >= this.perTurn || this.waiting.length) return new Promise<void>((enter) => { this.waiting.push(enter); }).then(work);
    this.begin();
    return work();
  }

  private begin(): void {
    this.begun++;
    if (this.turning) return;
    this.turning = true;
    setImmediate(() => this.turn());
  }

  /** Requests that have come in are served between two turns. */
  private turn(): void {
    this.turning = false;
    this.begun = 0;
    while (this.begun < this.perTurn) {
      const next = this.waiting.shift();
      if (!next) return;
      this.begin();
      next();
    }
  }
}
