/** Places the pods of a world with the scheduler itself, until nothing moves any more. */
import { setMaxListeners } from 'node:events';
import { formatKey, keyOf, kinds, silentLogger, type Client, type core, type KubeObject, type ObjectKey, type Resources } from '../../api';
import { createInformers, runControllers, wrapped, type ComponentContext, type EventRecorder } from '../../client';
import { preSchedulingControllers } from '../../controllers';
import { runScheduler, SchedulerSlot, type Decision, type SchedulerOptions } from '../../scheduler';
import { counted, KnownInformers, Quiet, Traffic } from './quiet';
import type { World } from './world';

/** What the scheduler said of pods, by uid. */
export interface Said {
  /** Of the last attempt; absent: the pod has a node. */
  readonly failures: ReadonlyMap<string, string>;
  readonly victims: ReadonlyMap<string, Victim>;
  /** Of those that have got a node, which was the first one, the second one, … */
  readonly turns: ReadonlyMap<string, number>;
  readonly explanations: ReadonlyMap<string, Explanation>;
}

export interface Explanation {
  /** Plain words. */
  readonly sentence: string;
  /** Of a pod that has a node: all nodes that had as many points, in the order of their names. */
  readonly equals?: readonly string[];
  /** That it had; absent: there was no other node. */
  readonly points?: number;
}

export interface PlacingOptions {
  readonly scheduler?: SchedulerOptions;
  /** Which pods are explained beside those that have no node; default none. */
  readonly explain?: 'all';
}

export interface Victim {
  readonly pod: core.Pod;
  /** The uid of the pod that it made room for. */
  readonly by: string;
}

/** Of the simulated time. A wait for volumes ends after ten minutes. */
const second = 1000;
const quietMs = second;
const mostMs = 60 * second;
const longWaitMs = 11 * 60 * second;

/** Resolves when every pod has a node, or nothing would give it one. */
export async function placePods(world: World, { scheduler, explain }: PlacingOptions = {}): Promise<Said> {
  const { registry, clock, random } = world;
  const traffic = new Traffic();
  const stopping = new AbortController();
  // Each informer listens to it.
  setMaxListeners(0, stopping.signal);
  const client = counted(immediate(registry, orderOf(world)), traffic);
  const shared = { client, clock, random, log: silentLogger, signal: stopping.signal };
  const [forControllers, forScheduler] = [new KnownInformers(createInformers(shared)), new KnownInformers(createInformers(shared))];
  const witness = new Witness(traffic);
  const slot = new SchedulerSlot();
  const controllers = runControllers(preSchedulingControllers, { ...shared, informers: forControllers, recorderFor: () => silent });
  const ended: Promise<void>[] = [controllers];
  try {
    // What waits for nobody is bound before.
    await new Quiet(clock, traffic, registry, [forControllers]).after(quietMs, mostMs);
    ended.push(runScheduler({ ...shared, informers: forScheduler, recorder: witness } satisfies ComponentContext & { recorder: EventRecorder },
      { ...scheduler, slot, records: { level: 'explain' } }));
    const quiet = new Quiet(clock, traffic, registry, [forControllers, forScheduler]);
    await quiet.after(quietMs, mostMs);
    if ((await undecided(world, witness)).length) await quiet.after(longWaitMs, 2 * longWaitMs);
    return { ...witness.said, explanations: await explanations(await podsOf(world), slot, explain) };
  } finally {
    stopping.abort();
    await Promise.all(ended);
  }
}

const silent: EventRecorder = { event: () => undefined, flush: () => Promise.resolve() };

const podsOf = async ({ registry }: World): Promise<readonly core.Pod[]> => (await registry.of(kinds.pods).list()).items;

/** Pods of which nothing has been said although somebody may be at it. */
async function undecided(world: World, { said: { failures } }: Witness): Promise<readonly core.Pod[]> {
  return (await podsOf(world)).filter(({ metadata, spec, status }) =>
    !spec.nodeName && !spec.schedulingGates?.length && status.phase === 'Pending' && !failures.has(metadata.uid ?? ''));
}

async function explanations(pods: readonly core.Pod[], slot: SchedulerSlot, which: PlacingOptions['explain']): Promise<Map<string, Explanation>> {
  const found = new Map<string, Explanation>();
  for (const pod of pods) {
    const decision = which === 'all' || !pod.spec.nodeName ? await slot.explain(keyOf(pod)) as Decision | undefined : undefined;
    if (decision?.basis === 'Recorded') found.set(pod.metadata.uid ?? '', { sentence: decision.sentence, ...(pod.spec.nodeName && comparisonOf(decision, pod.spec.nodeName)) });
  }
  return found;
}

function comparisonOf({ nodes }: Decision, chosen: string): Pick<Explanation, 'equals' | 'points'> {
  const points = nodes.find(({ name }) => name === chosen)?.total;
  if (points === undefined) return { equals: [chosen] };
  return { equals: nodes.filter(({ total }) => total === points).map(({ name }) => name).sort(), points };
}

class Witness implements EventRecorder {
  private readonly failures = new Map<string, string>();
  private readonly victims = new Map<string, Victim>();
  private readonly turns = new Map<string, number>();

  constructor(private readonly traffic: Traffic) {}

  get said(): Omit<Said, 'explanations'> {
    return { failures: this.failures, victims: this.victims, turns: this.turns };
  }

  event(about: KubeObject, _type: string, reason: string, message: string): void {
    this.traffic.note();
    const uid = about.metadata.uid ?? '';
    if (reason === 'FailedScheduling') this.failures.set(uid, message);
    else if (reason === 'Scheduled') this.scheduled(uid);
    else if (reason === 'Preempted') this.victims.set(uid, { pod: about as core.Pod, by: /^Preempted by pod (\S+)/.exec(message)?.[1] ?? '' });
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  private scheduled(uid: string): void {
    this.failures.delete(uid);
    this.turns.set(uid, this.turns.size + 1);
  }
}

/** Pods that wait come in the order in which they were asked for, those of the snapshot first. */
function orderOf({ wanted }: World): (key: ObjectKey) => number {
  const places = new Map(wanted.map(({ key }, place) => [formatKey(key), place]));
  return (key) => places.get(formatKey(key)) ?? -1;
}

/** There are no kubelets that would take their time: who is deleted is gone. */
const immediate = (client: Client, order: (key: ObjectKey) => number): Client => wrapped(client, <T extends KubeObject>(resources: Resources<T>): Resources<T> => ({
  get: (key) => resources.get(key),
  async list(options) {
    const list = await resources.list(options);
    return { ...list, items: [...list.items].sort((a, b) => order(keyOf(a)) - order(keyOf(b))) };
  },
  watch: (options, signal) => resources.watch(options, signal),
  create: (object, options) => resources.create(object, options),
  update: (key, change, options) => resources.update(key, change, options),
  invoke: (key, action, body, options) => resources.invoke(key, action, body, options),
  delete: (key, options) => resources.delete(key, { ...options, gracePeriodSeconds: 0 }),
}));
