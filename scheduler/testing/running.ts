/** The whole scheduler on a real registry in memory. Time stands still unless a test steps it. */
import { kinds, seededRandom, silentLogger, SteppedClock, type Client, type core, type KubeObject, type ObjectKey, type Resources } from '../../api';
import { createInformers, createRecorder } from '../../client';
import { openRegistry, openStorage, type Registry } from '../../registry';
import { runScheduler, type SchedulerOptions } from '../scheduler';
import { node, pod, type NodeSketch, type PodSketch } from './objects';

export interface Bench {
  clock: SteppedClock;
  registry: Registry;
  addNode(sketch?: NodeSketch): Promise<core.Node>;
  addPod(sketch?: PodSketch): Promise<core.Pod>;
  pod(name?: string): Promise<core.Pod>;
  /** Resolves with the pod once it is as asked for, by its watch events. */
  until(name: string, holds: (pod: core.Pod) => boolean): Promise<core.Pod>;
  /** The message of the first event with that reason, once it is written. */
  event(reason: string): Promise<string | undefined>;
}

/** The first object of a watch, existing ones included, that is as asked for. */
async function first<T extends KubeObject>(resources: Resources<T>, holds: (object: T) => boolean): Promise<T> {
  const found = new AbortController();
  try {
    for await (const batch of resources.watch({ namespace: 'default' }, found.signal)) {
      for (const event of batch) if (event.type !== 'BOOKMARK' && holds(event.object)) return event.object;
    }
  } finally {
    found.abort();
  }
  throw new Error('the watch ended before anything was as expected');
}

const running: (() => Promise<void>)[] = [];
export const stopAll = async (): Promise<void> => { for (const stop of running.splice(0)) await stop(); };

export async function start(options: SchedulerOptions = {}, through: (client: Client) => Client = (client) => client): Promise<Bench> {
  const clock = new SteppedClock();
  const deps = { clock, random: seededRandom(1), log: silentLogger };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  const stopping = new AbortController();
  const context = { ...deps, client: through(registry), signal: stopping.signal };
  const recorder = createRecorder({ ...context, events: kinds.events, component: 'default-scheduler' });
  const done = runScheduler({ ...context, informers: createInformers(context), recorder }, options);
  running.push(async () => {
    stopping.abort();
    await done;
    await registry.close();
  });
  const pods = registry.of(kinds.pods);
  const keyOf = (name: string): ObjectKey => ({ namespace: 'default', name });
  return {
    clock, registry,
    addNode: (sketch) => registry.of(kinds.nodes).create(node(sketch)),
    addPod: (sketch) => pods.create(pod(sketch)),
    pod: (name = 'web') => pods.get(keyOf(name)),
    until: (name, holds) => first(pods, (one) => one.metadata.name === name && holds(one)),
    event: async (reason) => (await first(registry.of(kinds.events), (event) => event.reason === reason)).message,
  };
}

export const isBound = (one: core.Pod): boolean => Boolean(one.spec.nodeName);
export const conditionOf = (one: core.Pod): core.PodCondition | undefined => one.status.conditions?.find(({ type }) => type === 'PodScheduled');
export const isRejected = (one: core.Pod): boolean => conditionOf(one)?.status === 'False';
