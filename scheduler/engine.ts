/**
 * The way of one pod, by one configuration: queue -> scheduling cycle (in memory) -> binding cycle (writes), and back to
 * the queue where something stands against it. Another configuration is another engine over the same cache (scheduler.ts).
 */
import { setMaxListeners } from 'node:events';
import { bindingCycle, type BindingContext } from './binding';
import { giveUp, schedulingCycle, type Assumed, type Rejected } from './cycle';
import { Evictions } from './evictions';
import type { Nomination, QueuedPod } from './framework';
import { Nominations } from './nominations';
import { Placer } from './placing';
import type { FailureReason } from './pod-condition';
import type { PodInfo } from './pod-info';
import { PodReports } from './pod-reports';
import type { Framework } from './profile';
import { SchedulingQueue } from './queue';
import type { SchedulerContext } from './scheduler-context';
import { Slots } from './slots';
import type { ClusterCache } from './snapshot';
import { WaitingPods } from './waiting-pods';

/** Bindings and status updates on their way at one time. */
const maxWrites = 64;
/** Cycles between two looks at the event loop. */
const cyclesPerTurn = 8;

export class Engine {
  readonly queue: SchedulingQueue;
  readonly nominations = new Nominations();
  private readonly placer: Placer;
  private readonly waiting = new WaitingPods();
  private readonly evictions: Evictions;
  private readonly reports: PodReports;
  private readonly writes = new Slots(maxWrites);
  private readonly bindingContext: BindingContext;
  private readonly ending = new AbortController();

  constructor(private readonly context: SchedulerContext, private readonly cache: ClusterCache, private readonly framework: Framework) {
    const { clock, random, signal } = context;
    this.placer = new Placer(framework, random, this.nominations);
    this.evictions = new Evictions(context, this.waiting);
    this.reports = new PodReports(context);
    this.queue = new SchedulingQueue(clock, framework.plugins);
    setMaxListeners(0, this.ending.signal);
    this.bindingContext = { clock, signal: AbortSignal.any([signal, this.ending.signal]), waiting: this.waiting, writes: this.writes };
  }

  /** Whether pods that ask for this scheduler are placed here. */
  serves(schedulerName: string): boolean {
    return schedulerName === this.framework.schedulerName;
  }

  /** Places pods until it is closed; resolves when the last write has ended. */
  async run(): Promise<void> {
    try {
      await this.schedulePods();
    } finally {
      await this.writes.idle();
    }
  }

  /** Takes no more pods. Those that wait for a permission or for volumes are let go of. */
  close(): void {
    this.queue.close();
    this.ending.abort();
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
    try {
      const refused = await bindingCycle(assumed, this.framework, this.bindingContext);
      if (refused) await this.takeBack(assumed, 'Unschedulable', refused.message);
      else this.bound(assumed);
    } catch (error) {
      await this.takeBack(assumed, 'SchedulerError', messageOf(error));
    }
  }

  private bound({ cycle, node }: Assumed): void {
    const { pod } = cycle;
    this.framework.book?.endOf(cycle, { outcome: 'Placed', node });
    this.cache.finishBinding(pod.uid);
    this.queue.done(pod.uid);
    this.context.recorder.event(pod.pod, 'Normal', 'Scheduled', `Successfully assigned ${pod.id} to ${node}`);
  }

  private async takeBack({ cycle, node }: Assumed, reason: FailureReason, message: string): Promise<void> {
    const { pod } = cycle;
    this.framework.book?.endOf(cycle, { outcome: reason === 'SchedulerError' ? 'Failed' : 'Unschedulable', message });
    const known = this.queue.has(pod.uid);
    giveUp(cycle, node, this.framework, this.cache);
    if (known && cycle.nominatedNode) this.nominations.put(pod, cycle.nominatedNode);
    this.queue.wake({ subject: 'AssignedPod', kinds: ['PodGone'], pod });
    this.queue.retryLater(pod.uid);
    this.context.log.warn('pod not bound', { pod: pod.id, node, error: message });
    if (known && !this.bindingContext.signal.aborted) await this.reports.unscheduled(pod, { reason, message });
  }

  private async reject(pod: PodInfo, { rejectedBy, message, nomination }: Rejected): Promise<void> {
    this.context.log.debug('pod unschedulable', { pod: pod.id, message });
    this.framework.book?.end(pod, { outcome: 'Unschedulable', message });
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
    this.framework.book?.end(pod, { outcome: 'Failed', message: messageOf(error) });
    this.queue.retryLater(pod.uid);
    this.context.log.error('scheduling failed', { pod: pod.id, error: messageOf(error) });
    await this.writes.start(() => this.reports.unscheduled(pod, { reason: 'SchedulerError', message: messageOf(error) }));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
