/**
 * The scheduler: read this file first, then framework.ts (what a plugin is).
 *
 *     watch events -> cache + queue -> one pod at a time: scheduling cycle (in memory) -> binding cycle (writes)
 *                                          | no node                                        | failed
 *                                          +-> event, condition, back to the queue <--------+
 *                                          +-> (nominated for a node, its victims sent away) ^
 */
import { setMaxListeners } from 'node:events';
import { kinds, type core } from '../api';
import type { ComponentContext, EventRecorder } from '../client';
import { bindingCycle, type BindingContext } from './binding';
import { defaultSchedulerName, followStorage, nodeEvents, PodEvents } from './cluster-events';
import { giveUp, schedulingCycle, type Assumed, type Rejected } from './cycle';
import { Evictions } from './evictions';
import { followSurroundings, type FollowedSurroundings } from './following-surroundings';
import type { Nomination, PluginFactory, QueuedPod } from './framework';
import { Nominations } from './nominations';
import { Placer } from './placing';
import type { FailureReason } from './pod-condition';
import type { PodInfo } from './pod-info';
import { PodReports } from './pod-reports';
import { buildFramework, defaultProfile, type Framework, type Profile } from './profile';
import { SchedulingQueue } from './queue';
import { Slots } from './slots';
import { ClusterCache } from './snapshot';
import { WaitingPods } from './waiting-pods';

export type SchedulerContext = ComponentContext & { readonly recorder: EventRecorder };

export interface SchedulerOptions {
  /** Whose pods (spec.schedulerName); default `default-scheduler`. */
  readonly schedulerName?: string;
  readonly profile?: Profile;
  /** Plugins beside the built-in ones, by the name that the profile uses. */
  readonly plugins?: Readonly<Record<string, PluginFactory>>;
}

/** Bindings and status updates on their way at one time. */
const maxWrites = 64;
/** Cycles between two looks at the event loop. */
const cyclesPerTurn = 8;

/** Places pods until the signal aborts; resolves when the last write has ended. Throws for a profile that cannot work. */
export async function runScheduler(context: SchedulerContext, options: SchedulerOptions = {}): Promise<void> {
  await new Scheduler(context, options).run();
}

class Scheduler {
  private readonly framework: Framework;
  private readonly placer: Placer;
  private readonly queue: SchedulingQueue;
  private readonly cache: ClusterCache;
  private readonly surroundings: FollowedSurroundings;
  private readonly nominations = new Nominations();
  private readonly waiting = new WaitingPods();
  private readonly evictions: Evictions;
  private readonly reports: PodReports;
  private readonly writes = new Slots(maxWrites);
  private readonly bindingContext: BindingContext;
  private readonly schedulerName: string;

  constructor(private readonly context: SchedulerContext, options: SchedulerOptions) {
    this.schedulerName = options.schedulerName ?? defaultSchedulerName;
    const { clock, random, informers } = context;
    this.framework = buildFramework(options.profile ?? defaultProfile, {
      clock, random, bind: this.bind, informers, client: context.client, factories: options.plugins,
    });
    this.placer = new Placer(this.framework, random, this.nominations);
    this.evictions = new Evictions(context, this.waiting);
    this.reports = new PodReports(context);
    this.bindingContext = { clock, signal: context.signal, waiting: this.waiting, writes: this.writes };
    this.queue = new SchedulingQueue(context.clock, this.framework.plugins);
    this.surroundings = followSurroundings(context.informers);
    this.cache = new ClusterCache(context.clock, (pod, node) => this.assumptionExpired(pod, node), this.surroundings);
  }

  async run(): Promise<void> {
    const { signal } = this.context;
    // Each informer listens to it.
    setMaxListeners(0, signal);
    const leave = this.follow();
    const stop = (): void => this.queue.close();
    signal.addEventListener('abort', stop);
    try {
      this.context.informers.start(signal);
      await this.context.informers.synced(signal);
      if (!signal.aborted) await this.schedulePods();
    } finally {
      signal.removeEventListener('abort', stop);
      leave();
      this.queue.close();
      this.cache.close();
      await this.writes.idle();
    }
  }

  private follow(): () => void {
    const { informers } = this.context;
    const leaveNodes = informers.of(kinds.nodes).on(nodeEvents(this.cache, this.queue));
    const leavePods = informers.of(kinds.pods).on(new PodEvents(this.cache, this.queue, this.nominations, this.schedulerName));
    const leaveStorage = followStorage(informers, this.queue);
    return () => { leaveNodes(); leavePods(); leaveStorage(); this.surroundings.leave(); };
  }

  private async schedulePods(): Promise<void> {
    for (let cycles = 1; ; cycles++) {
      const next = await this.queue.take();
      if (!next) return;
      await this.schedule(next);
      if (cycles % cyclesPerTurn === 0) await new Promise((resolve) => { setImmediate(resolve); });
    }
  }

  private async schedule({ pod }: QueuedPod): Promise<void> {
    if (pod.pod.metadata.deletionTimestamp) return this.skipDeleting(pod);
    try {
      const result = schedulingCycle(pod, this.framework, this.placer, this.cache);
      if (result.outcome === 'assumed') await this.take(result);
      else await this.reject(pod, result);
    } catch (error) {
      await this.fail(pod, error);
    }
  }

  private async take(assumed: Assumed): Promise<void> {
    this.nominations.delete(assumed.cycle.pod.uid);
    await this.writes.start(() => this.finish(assumed));
  }

  private skipDeleting(pod: PodInfo): void {
    this.queue.done(pod.uid);
    this.context.recorder.event(pod.pod, 'Warning', 'FailedScheduling', `skip schedule deleting pod: ${pod.id}`);
  }

  /** Binds what the scheduling cycle has decided, or takes it back. */
  private async finish(assumed: Assumed): Promise<void> {
    const { pod } = assumed.cycle;
    try {
      const refused = await bindingCycle(assumed, this.framework, this.bindingContext);
      if (refused) await this.takeBack(assumed, 'Unschedulable', refused.message);
      else this.bound(pod, assumed.node);
    } catch (error) {
      await this.takeBack(assumed, 'SchedulerError', messageOf(error));
    }
  }

  private bound(pod: PodInfo, node: string): void {
    this.cache.finishBinding(pod.uid);
    this.queue.done(pod.uid);
    this.context.recorder.event(pod.pod, 'Normal', 'Scheduled', `Successfully assigned ${pod.id} to ${node}`);
  }

  private async takeBack({ cycle, node }: Assumed, reason: FailureReason, message: string): Promise<void> {
    const { pod } = cycle;
    const known = this.queue.has(pod.uid);
    giveUp(cycle, node, this.framework, this.cache);
    if (known && cycle.nominatedNode) this.nominations.put(pod, cycle.nominatedNode);
    this.queue.wake({ subject: 'AssignedPod', kinds: ['PodGone'], pod });
    this.queue.retryLater(pod.uid);
    this.context.log.warn('pod not bound', { pod: pod.id, node, error: message });
    if (known && !this.context.signal.aborted) await this.reports.unscheduled(pod, { reason, message });
  }

  private async reject(pod: PodInfo, { rejectedBy, message, nomination }: Rejected): Promise<void> {
    this.context.log.debug('pod unschedulable', { pod: pod.id, message });
    const report = (): Promise<void> => this.reports.unscheduled(pod, { reason: 'Unschedulable', message, nominate: nomination?.nominate });
    if (nomination) this.nominate(pod, nomination.nominate);
    if (nomination?.evict) return this.writes.start(() => this.makeRoom(pod, rejectedBy, nomination, report));
    this.queue.requeue(pod.uid, rejectedBy);
    await this.writes.start(report);
  }

  private nominate(pod: PodInfo, node: string): void {
    if (node) this.nominations.put(pod, node);
    else this.nominations.delete(pod.uid);
  }

  /** The pod stays in flight until its victims know: it must not look for others meanwhile (KEP-4832). */
  private async makeRoom(pod: PodInfo, rejectedBy: ReadonlySet<string>, { nominate, evict = [] }: Nomination, report: () => Promise<void>): Promise<void> {
    const overruled = this.nominations.on(nominate).filter(({ priority }) => priority < pod.priority);
    for (const { uid } of overruled) this.nominations.delete(uid);
    try {
      await Promise.all([report(), this.evictions.makeRoom(pod, nominate, evict), ...overruled.map((other) => this.reports.nominationEnds(other))]);
      this.queue.requeue(pod.uid, rejectedBy);
    } catch (error) {
      this.context.log.error('preemption failed', { pod: pod.id, node: nominate, error: messageOf(error) });
      this.queue.retryLater(pod.uid);
    }
  }

  private async fail(pod: PodInfo, error: unknown): Promise<void> {
    this.queue.retryLater(pod.uid);
    this.context.log.error('scheduling failed', { pod: pod.id, error: messageOf(error) });
    await this.writes.start(() => this.reports.unscheduled(pod, { reason: 'SchedulerError', message: messageOf(error) }));
  }

  private readonly bind = ({ key, uid }: PodInfo, node: string): Promise<void> => this.context.client.of(kinds.pods).invoke(key, 'binding', bindingOf(key, uid, node));

  private assumptionExpired(pod: PodInfo, node: string): void {
    this.context.log.warn('bound pod was not seen in time', { pod: pod.id, node });
    this.queue.wake({ subject: 'AssignedPod', kinds: ['PodGone'], pod });
  }
}

const bindingOf = (key: PodInfo['key'], uid: string, node: string): core.Binding =>
  ({ apiVersion: 'v1', kind: 'Binding', metadata: { ...key, uid }, target: { apiVersion: 'v1', kind: 'Node', name: node } });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
