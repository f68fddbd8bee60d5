/**
 * The scheduler: read this file first, then framework.ts (what a plugin is).
 *
 *     watch events -> cache + queue -> one pod at a time: scheduling cycle (in memory) -> binding cycle (writes)
 *                                          | no node                                        | failed
 *                                          +-> event, condition, back to the queue <--------+
 *                                          +-> (nominated for a node, its victims sent away) ^
 *
 * What is known of the cluster is kept here; what is done with it by the engine (engine.ts), which gives way to another
 * one when the configuration changes: between two pods, when what it has begun to write is written. Pods without a node
 * are then queued anew.
 */
import { setMaxListeners } from 'node:events';
import { ApiError, kinds, type core, type SchedulerConfiguration, type SchedulerControl } from '../api';
import { createAnswers, type Answers } from './answers';
import { backoffOf } from './cooling';
import type { Configurations } from './configuration/configurations';
import { frameworksOf } from './configuration/frameworks';
import { emptyConfiguration, planOf, type Plan } from './configuration/plan';
import { followAgentSettings, followStorage, nodeEvents, PodEvents } from './cluster-events';
import type { SchedulerSlot } from './control-slot';
import { Engine, type EngineParts } from './engine';
import { Extenders } from './extenders/extenders';
import { followSurroundings, type FollowedSurroundings } from './following-surroundings';
import type { ClusterChange, PluginFactory, PluginIngredients } from './framework';
import type { PodInfo } from './pod-info';
import { defaultProfile, type Profile } from './profile';
import { startRecording, type Recording, type RecordOptions } from './records/recording';
import type { SchedulerContext } from './scheduler-context';
import { defaultSchedulerName } from './scheduler-name';
import { ClusterCache } from './snapshot';

export interface SchedulerOptions {
  /** What it goes by; default: an empty KubeSchedulerConfiguration. */
  readonly configurations?: Configurations;
  /** In the place of the configuration's profiles, for who embeds it. */
  readonly profile?: Profile;
  /** Of `profile`; default `default-scheduler`. */
  readonly schedulerName?: string;
  /** Plugins beside the built-in ones, by the name that the profile uses. */
  readonly plugins?: Readonly<Record<string, PluginFactory>>;
  /** Where it can be found while it runs. */
  readonly slot?: SchedulerSlot;
  /** What is recorded of decisions; default nothing. */
  readonly records?: RecordOptions;
}

/** Places pods until the signal aborts; resolves when the last write has ended. Throws for a profile that cannot work. */
export async function runScheduler(context: SchedulerContext, options: SchedulerOptions = {}): Promise<void> {
  const scheduler = new Scheduler(context, options);
  const leave = options.slot?.fill(scheduler);
  try {
    await scheduler.run();
  } finally {
    leave?.();
  }
}

/** What is to come after the present engine. */
interface Successor {
  readonly engine: Engine;
  readonly plan: Plan;
  /** It has begun, or never will. */
  settled(error?: Error): void;
}

const ended = (): ApiError => ApiError.unavailable('the scheduler does not run in this process');

class Scheduler implements SchedulerControl {
  private readonly cache: ClusterCache;
  private readonly surroundings: FollowedSurroundings;
  private readonly pods: PodEvents;
  private readonly answers: Answers;
  private readonly recording: Recording;
  private engine: Engine;
  private readonly configurations: Configurations;
  private present: Plan;
  private successor: Successor | undefined;
  /** Changes of the configuration come one after the other. */
  private lastChange: Promise<void> = Promise.resolve();

  constructor(private readonly context: SchedulerContext, private readonly options: SchedulerOptions) {
    this.recording = startRecording(options.records ?? {}, context);
    this.configurations = options.configurations ?? { initial: embedded(options), read: planOf };
    this.present = this.configurations.initial;
    // What cannot work is said before anything is followed.
    const parts = this.partsOf(this.present);
    this.surroundings = followSurroundings(context.informers);
    this.cache = new ClusterCache(context.clock, (pod, node) => this.assumptionExpired(pod, node), this.surroundings);
    this.pods = new PodEvents(this.cache, () => this.engine);
    this.engine = new Engine(context, this.cache, parts);
    this.answers = createAnswers({
      ...context,
      snapshot: () => this.cache.snapshot(),
      nominations: () => this.engine.nominations,
      plan: () => this.present,
      planOf: (configuration) => this.configurations.read(configuration),
      factories: options.plugins,
      book: this.recording.book,
    });
  }

  async configuration(): Promise<SchedulerConfiguration> {
    return this.present.configuration;
  }

  async initialConfiguration(): Promise<SchedulerConfiguration> {
    return this.configurations.initial.configuration;
  }

  configure(configuration: unknown): Promise<void> {
    const change = this.lastChange.then(() => this.change(configuration));
    this.lastChange = change.catch(() => undefined);
    return change;
  }

  explain: Answers['explain'] = (pod) => this.answers.explain(pod);
  whatIf: Answers['whatIf'] = (question) => this.answers.whatIf(question);

  async run(): Promise<void> {
    const { informers, signal } = this.context;
    // Each informer listens to it.
    setMaxListeners(0, signal);
    const leave = this.follow();
    const stop = (): void => this.engine.close();
    signal.addEventListener('abort', stop);
    try {
      informers.start(signal);
      await informers.synced(signal);
      if (!signal.aborted) await this.runEngines();
    } finally {
      signal.removeEventListener('abort', stop);
      leave();
      this.engine.close();
      this.cache.close();
      await this.recording.idle();
      this.successor?.settled(ended());
    }
  }

  private follow(): () => void {
    const { informers } = this.context;
    const leaveNodes = informers.of(kinds.nodes).on(nodeEvents(this.cache, this.wake));
    const leavePods = informers.of(kinds.pods).on(this.pods);
    const leaveStorage = followStorage(informers, this.wake);
    const leaveSettings = followAgentSettings(informers, this.cache, this.wake);
    const leaveRecords = this.recording.follow(informers.of(kinds.pods));
    return () => { leaveNodes(); leavePods(); leaveStorage(); leaveSettings(); leaveRecords(); this.surroundings.leave(); };
  }

  private readonly wake = (change: ClusterChange): void => this.engine.queue.wake(change);

  private async runEngines(): Promise<void> {
    for (;;) {
      await this.engine.run();
      const next = this.successor;
      if (!next || this.context.signal.aborted) return;
      this.successor = undefined;
      this.engine = next.engine;
      this.present = next.plan;
      this.pods.queueAnew(this.context.informers.of(kinds.pods).lister.list());
      next.settled();
    }
  }

  /** The new engine is built while the old one works, and its plugins have what they follow before it begins. */
  private async change(configuration: unknown): Promise<void> {
    const { informers, signal } = this.context;
    const plan = this.configurations.read(configuration);
    const engine = new Engine(this.context, this.cache, this.partsOf(plan));
    informers.start(signal);
    await informers.synced(signal);
    if (signal.aborted) throw ended();
    await new Promise<void>((resolve, reject) => {
      this.successor = { engine, plan, settled: (error) => (error ? reject(error) : resolve()) };
      this.engine.close();
    });
  }

  private partsOf(plan: Plan): EngineParts {
    const { clock, random, informers, client, log } = this.context;
    const frameworks = frameworksOf(plan, { clock, random, bind: this.bind, informers, client, factories: this.options.plugins, book: this.recording.book });
    const extenders = plan.extenders.length ? { extenders: new Extenders(plan.extenders, this.context, log) } : {};
    return { frameworks, backoff: backoffOf(plan.backoff), ...extenders };
  }

  private readonly bind: PluginIngredients['bind'] = (pod, node, annotations) => this.context.client.of(kinds.pods).invoke(pod.key, 'binding', bindingOf(pod, node, annotations));

  private assumptionExpired(pod: PodInfo, node: string): void {
    this.context.log.warn('bound pod was not seen in time', { pod: pod.id, node });
    this.wake({ subject: 'AssignedPod', kinds: ['PodGone'], pod });
  }
}

const embedded = ({ profile = defaultProfile, schedulerName = defaultSchedulerName }: SchedulerOptions): Plan =>
  ({ ...planOf(emptyConfiguration), profiles: [{ schedulerName, ...profile }] });

const bindingOf = ({ key, uid }: PodInfo, node: string, annotations?: Readonly<Record<string, string>>): core.Binding =>
  ({ apiVersion: 'v1', kind: 'Binding', metadata: { ...key, uid, ...(annotations && { annotations: { ...annotations } }) }, target: { apiVersion: 'v1', kind: 'Node', name: node } });
