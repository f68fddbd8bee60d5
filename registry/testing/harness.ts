/** A registry on a store whose faults a test controls. Time stands still unless it is stepped. */
import { SteppedClock, seededRandom, type KubeObject, type Logger, type Random, type WatchEvent, type WatchOptions, type Resources } from '../../api';
import { openRegistry, type RegistryOptions } from '../registry';
import type { Registry } from '../resource-store';
import { openMemory } from '../storage/memory';
import type { KV } from '../storage/kv';
import { FaultyStore } from './faulty-store';

export interface TestRegistry {
  readonly registry: Registry;
  readonly kv: FaultyStore;
  readonly clock: SteppedClock;
  readonly random: Random;
  /** `level: message {fields}`. */
  readonly lines: readonly string[];
  /** What foreign hands put into the store. */
  put(key: string, value: unknown): Promise<void>;
  /** What lies in the store, as text. */
  stored(key: string): Promise<string | undefined>;
}

const opened: Registry[] = [];

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(opened.splice(0).map((registry) => registry.close()));
}

export async function openTest(options: Partial<RegistryOptions> & { readonly clock?: SteppedClock } = {}): Promise<TestRegistry> {
  const { clock = new SteppedClock(), random = seededRandom(1) } = options;
  const lines: string[] = [];
  const write = (level: string) => (message: string, fields?: object): void => { lines.push(`${level}: ${message} ${JSON.stringify(fields ?? {})}`); };
  const log: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const kv = new FaultyStore(options.kv ?? openMemory({ clock, log }));
  const registry = await openRegistry({ freeze: true, ...options, clock, random, log, kv });
  opened.push(registry);
  return {
    registry, kv, clock, random, lines,
    put: (key, value) => overwrite(kv, key, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))),
    async stored(key) {
      const { kv: found } = await kv.get(key);
      return found && Buffer.from(found.value).toString('utf8');
    },
  };
}

async function overwrite(kv: KV, key: string, value: Buffer): Promise<void> {
  const { kv: there } = await kv.get(key);
  const cas = there ? await kv.update(key, value, there.modRevision) : await kv.create(key, value);
  if (!cas.ok) throw new Error(`${key} was written meanwhile`);
}

export interface WatchLog {
  /** `ADDED name=value`, as `describe` says. */
  readonly seen: readonly string[];
  /** Resolves once so many events have come; rejects when the watch ends before. */
  until(count: number): Promise<readonly string[]>;
  /** How the watch ended: undefined when nothing was wrong. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

export function watchLog<T extends KubeObject>(resources: Resources<T>, options: WatchOptions, describe: (object: T) => string = (o) => o.metadata.name ?? ''): WatchLog {
  const seen: string[] = [];
  const stopping = new AbortController();
  let wake = (): void => undefined;
  const text = (event: WatchEvent<T>): string => (event.type === 'BOOKMARK'
    ? `BOOKMARK${event.initialEventsEnd ? ' end of initial events' : ''}` : `${event.type} ${describe(event.object)}`);
  const follow = async (): Promise<void> => {
    for await (const batch of resources.watch(options, stopping.signal)) {
      seen.push(...batch.map(text));
      wake();
    }
  };
  let over = false;
  const ended = follow().then(() => undefined, (error: unknown) => error).finally(() => {
    over = true;
    wake();
  });
  return {
    seen,
    ended,
    stop: () => stopping.abort(),
    async until(count) {
      while (seen.length < count) {
        if (over) throw new Error(`the watch ended after ${seen.length} events`, { cause: await ended });
        await new Promise<void>((resolve) => { wake = resolve; });
      }
      return seen;
    },
  };
}
