/** The store as a server sees it that may die at any write: from then on it writes and reads nothing. */
import { StorageUnavailable, type KV } from '../../../../../registry';

export interface Mortal {
  readonly kv: KV;
  /** Asked before each write: true ends the server. */
  dies: (key: string) => boolean;
  /** Waited for before each write. */
  before: (key: string) => Promise<void>;
  readonly isDead: boolean;
}

export function mortal(kv: KV): Mortal {
  const death = new AbortController();
  const alive = (): void => {
    if (death.signal.aborted) throw new StorageUnavailable('the server is dead');
  };
  const write = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    alive();
    await server.before(key);
    if (server.dies(key)) death.abort();
    alive();
    return work();
  };
  const read = async <T>(work: () => Promise<T>): Promise<T> => {
    alive();
    return work();
  };
  const server = {
    dies: (_key: string): boolean => false,
    before: (_key: string): Promise<void> => Promise.resolve(),
    get isDead() {
      return death.signal.aborted;
    },
    kv: {
      revision: () => read(() => kv.revision()),
      get: (...call) => read(() => kv.get(...call)),
      list: (...call) => read(() => kv.list(...call)),
      create: (...call) => write(call[0], () => kv.create(...call)),
      update: (...call) => write(call[0], () => kv.update(...call)),
      delete: (...call) => write(call[0], () => kv.delete(...call)),
      watch: (range, after, signal) => kv.watch(range, after, AbortSignal.any([signal, death.signal])),
      compact: (before) => kv.compact(before),
      close: () => Promise.resolve(),
    } satisfies KV,
  };
  return server;
}
