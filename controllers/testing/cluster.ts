/** All controllers on a real registry in memory. Time stands still unless a test steps it; pods come to life by `runPods`. */
import { keyOf, kinds, seededRandom, silentLogger, SteppedClock, type Client, type core, type KubeObject, type Logger, type ObjectKey, type ResourceDefinition, type Resources } from '../../api';
import { createInformers, createRecorder, runControllers, type ControllerFactory, type ControllersContext, type NodeCalls, type ReadPath } from '../../client';
import { openRegistry, openStorage, type Admission, type Registry } from '../../registry';
import { runControllerManager } from '..';

export interface TestCluster {
  readonly clock: SteppedClock;
  readonly registry: Registry;
  /** What the controllers logged as an error. */
  readonly errors: readonly string[];
  /** Another process goes on where the controllers have stopped. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestClusterOptions {
  readonly admission?: readonly Admission[];
  /** What the controllers see of the registry. */
  readonly through?: (client: Client) => Client;
  /** The APIs of other servers. */
  readonly read?: ReadPath;
  /** What runs on nodes. */
  readonly nodeCalls?: NodeCalls;
  /** Default: all of them. */
  readonly controllers?: readonly ControllerFactory[];
}

export async function startCluster({ admission = [], through = (client) => client, read, nodeCalls, controllers }: TestClusterOptions = {}): Promise<TestCluster> {
  const clock = new SteppedClock();
  const errors: string[] = [];
  const log: Logger = { ...silentLogger, error: (message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`) };
  const deps = { clock, random: seededRandom(1), log };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), admission, freeze: true });
  const client = through(registry);
  const run = (): (() => Promise<void>) => {
    const stopping = new AbortController();
    const context: ControllersContext = {
      ...deps, client, informers: createInformers({ ...deps, client }), read, nodeCalls, signal: stopping.signal,
      recorderFor: (component) => createRecorder({ ...deps, client: registry, signal: stopping.signal, events: kinds.events, component }),
    };
    const done = controllers ? runControllers(controllers, context) : runControllerManager(context);
    return async () => {
      stopping.abort();
      await done;
    };
  };
  let end = run();
  return {
    clock, registry, errors,
    async restart() {
      await end();
      end = run();
    },
    async stop() {
      await end();
      await registry.close();
    },
  };
}

/** The first state of the object, the current one included, that is as asked for; undefined stands for its absence. */
export async function until<T extends KubeObject>(resources: Resources<T>, key: ObjectKey, holds: (object: T | undefined) => boolean): Promise<T | undefined> {
  let current = (await resources.list({ namespace: key.namespace })).items.find(({ metadata }) => metadata.name === key.name);
  if (holds(current)) return current;
  return untilAll(resources, key.namespace, (objects) => {
    current = objects.find(({ metadata }) => metadata.name === key.name);
    return holds(current);
  }).then(() => current);
}

/** Resolves with the objects of a namespace once they are together as asked for. */
export async function untilAll<T extends KubeObject>(resources: Resources<T>, namespace: string | undefined, holds: (objects: readonly T[]) => boolean): Promise<readonly T[]> {
  const { items, resourceVersion } = await resources.list({ namespace });
  const objects = new Map(items.map((object) => [object.metadata.name ?? '', object]));
  if (holds(items)) return items;
  const found = new AbortController();
  try {
    for await (const batch of resources.watch({ namespace, resourceVersion }, found.signal)) {
      for (const event of batch) {
        if (event.type === 'BOOKMARK') continue;
        if (event.type === 'DELETED') objects.delete(event.object.metadata.name ?? '');
        else objects.set(event.object.metadata.name ?? '', event.object);
        if (holds([...objects.values()])) return [...objects.values()];
      }
    }
  } finally {
    found.abort();
  }
  throw new Error('the watch ended before anything was as expected');
}

/** Lets time pass, `ms` at a go, until something has come true. */
export async function whilePassing<T>({ clock }: TestCluster, ms: number, waiting: Promise<T>): Promise<T> {
  let over = false;
  const result = waiting.finally(() => { over = true; });
  while (!over) await clock.step(ms);
  return result;
}

/** A client whose calls about one kind are as `change` says, and otherwise as they were. */
export function changed({ names }: ResourceDefinition, change: <T extends KubeObject>(resources: Resources<T>) => Partial<Resources<T>>): (client: Client) => Client {
  const of = <T extends KubeObject>(resources: Resources<T>): Resources<T> => ({
    get: (...args) => resources.get(...args), list: (...args) => resources.list(...args), create: (...args) => resources.create(...args),
    update: (...args) => resources.update(...args), invoke: (...args) => resources.invoke(...args), delete: (...args) => resources.delete(...args),
    watch: (...args) => resources.watch(...args), ...change(resources),
  });
  return (client) => ({ of: (definition) => (definition.names.plural === names.plural ? of(client.of(definition)) : client.of(definition)) });
}

export interface Gate {
  readonly through: (client: Client) => Client;
  open(): void;
}

/** A client whose watches of pods show nothing until the gate is opened: an informer that trails behind. */
export function podWatchGate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => { open = resolve; });
  async function* gated<E>(batches: AsyncIterable<E>): AsyncGenerator<E> {
    await opened;
    yield* batches;
  }
  return {
    open: () => open(),
    through: changed(kinds.pods, (pods) => ({ watch: (...args) => gated(pods.watch(...args)) })),
  };
}

/** How a pod lives on: `undefined` leaves it as it is. */
export type PodLife = (pod: core.Pod) => core.PodStatus | undefined;

/** Gives every pod an address and lets it run, unless `life` says otherwise; lets deleted pods go, unless nobody is there to stop them. Returns how to end it. */
export function runPods({ registry, clock }: TestCluster, life: PodLife = () => undefined, isOutOfReach: (pod: core.Pod) => boolean = () => false): () => void {
  const ending = new AbortController();
  let addresses = 0;
  const running = (): core.PodStatus => ({
    phase: 'Running', podIP: `10.0.${addresses >> 8}.${addresses++ & 255}`,
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: new Date(clock.now()).toISOString() }],
  });
  const step = async (pod: core.Pod): Promise<void> => {
    const pods = registry.of(kinds.pods);
    if (pod.metadata.deletionTimestamp) {
      if ((pod.metadata.deletionGracePeriodSeconds ?? 0) > 0 && !isOutOfReach(pod)) await pods.delete(keyOf(pod), { gracePeriodSeconds: 0 });
      return;
    }
    if (pod.status.phase !== 'Pending') return;
    const status = life(pod) ?? running();
    if (status.phase !== 'Pending') await pods.update(keyOf(pod), (current) => ({ ...current, status }), { subresource: 'status' });
  };
  const follow = async (): Promise<void> => {
    for await (const batch of registry.of(kinds.pods).watch({}, ending.signal)) {
      // A pod may be gone by the time its turn comes.
      await Promise.allSettled(batch.map(async (event) => { if (event.type === 'ADDED' || event.type === 'MODIFIED') await step(event.object); }));
    }
  };
  void follow();
  return () => ending.abort();
}
