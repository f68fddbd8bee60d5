/**
 * The way of the pods of one profile: scheduling cycle (in memory) -> binding cycle (writes), and back to the queue where
 * something stands against it.
 */
import type { Logger } from '../api';
import type { EventRecorder } from '../client';
import { bindingCycle, type BindingContext } from './binding';
import { extendedSchedulingCycle, giveUp, schedulingCycle, type Assumed, type Gone, type Rejected } from './cycle';
import { Evictions } from './evictions';
import { ExtendedPlacer } from './extenders/extended-placer';
import { heardBy } from './extenders/heard';
import type { Nomination, QueuedPod } from './framework';
import type { Nominations } from './nominations';
import { Placer } from './placing';
import type { FailureReason } from './pod-condition';
import type { PodInfo } from './pod-info';
import { PodReports } from './pod-reports';
import type { Framework } from './profile';
import type { SchedulingQueue } from './queue';
import type { SchedulerContext } from './scheduler-context';
import type { ClusterCache } from './snapshot';

/** What the lanes of an engine share. */
export interface Desk {
  readonly queue: SchedulingQueue;
  readonly nominations: Nominations;
  readonly cache: ClusterCache;
  readonly binding: BindingContext;
}

export class Lane {
  private readonly placer: Placer;
  /** Absent: there are no extenders, and nothing is waited for. */
  private readonly extended: ExtendedPlacer | undefined;
  private readonly log: Logger;
  private readonly recorder: EventRecorder;
  private readonly evictions: Evictions;
  private readonly reports: PodReports;

  constructor(private readonly framework: Framework, private readonly desk: Desk, context: SchedulerContext) {
    this.recorder = context.recorderFor?.(framework.schedulerName) ?? context.recorder;
    const told = { ...context, recorder: this.recorder };
    this.log = context.log;
    const { extenders } = desk.binding;
    this.placer = new Placer(framework, context.random, desk.nominations, framework.scorers.length > 0 || extenders?.can('filter') || extenders?.can('prioritize'));
    this.extended = extenders && new ExtendedPlacer(this.placer, extenders, heardBy(framework));
    this.evictions = new Evictions(told, desk.binding.waiting);
    this.reports = new PodReports(told);
  }

  /** One attempt. Resolves when the next pod may be tried: what has to be written is then on its way. */
  async schedule({ pod }: QueuedPod): Promise<void> {
    if (pod.pod.metadata.deletionTimestamp) return this.skipDeleting(pod);
    try {
      const result = this.extended ? await this.askExtenders(pod, this.extended) : schedulingCycle(pod, this.framework, this.placer, this.desk.cache);
      if (result.outcome === 'assumed') await this.take(result);
      else if (result.outcome === 'rejected') await this.reject(pod, result);
    } catch (error) {
      await this.fail(pod, error);
    }
  }

  private askExtenders(pod: PodInfo, placer: ExtendedPlacer): Promise<Assumed | Rejected | Gone> {
    const { nominations, queue, cache } = this.desk;
    return extendedSchedulingCycle(pod, this.framework, cache, { placer, nominations, wanted: () => queue.has(pod.uid) });
  }

  private async take(assumed: Assumed): Promise<void> {
    this.desk.nominations.delete(assumed.cycle.pod.uid);
    await this.desk.binding.writes.start(() => this.finish(assumed));
  }

  private skipDeleting(pod: PodInfo): void {
    this.desk.queue.done(pod.uid);
    this.recorder.event(pod.pod, 'Warning', 'FailedScheduling', `skip schedule deleting pod: ${pod.id}`);
  }

  /** Binds what the scheduling cycle has decided, or takes it back. */
  private async finish(assumed: Assumed): Promise<void> {
    try {
      const refused = await bindingCycle(assumed, this.framework, this.desk.binding);
      if (refused) await this.takeBack(assumed, 'Unschedulable', refused.message);
      else this.bound(assumed);
    } catch (error) {
      await this.takeBack(assumed, 'SchedulerError', messageOf(error));
    }
  }

  private bound({ cycle, node }: Assumed): void {
    const { pod } = cycle;
    this.framework.book?.endOf(cycle, { outcome: 'Placed', node });
    this.desk.cache.finishBinding(pod.uid);
    this.desk.queue.done(pod.uid);
    this.recorder.event(pod.pod, 'Normal', 'Scheduled', `Successfully assigned ${pod.id} to ${node}`);
  }

  private async takeBack({ cycle, node }: Assumed, reason: FailureReason, message: string): Promise<void> {
    const { pod } = cycle;
    this.framework.book?.endOf(cycle, { outcome: reason === 'SchedulerError' ? 'Failed' : 'Unschedulable', message });
    const known = this.desk.queue.has(pod.uid);
    giveUp(cycle, node, this.framework, this.desk.cache);
    if (known && cycle.nominatedNode) this.desk.nominations.put(pod, cycle.nominatedNode);
    this.desk.queue.wake({ subject: 'AssignedPod', kinds: ['PodGone'], pod });
    this.desk.queue.retryLater(pod.uid);
    this.log.warn('pod not bound', { pod: pod.id, node, error: message });
    if (known && !this.desk.binding.signal.aborted) await this.reports.unscheduled(pod, { reason, message });
  }

  private async reject(pod: PodInfo, { rejectedBy, message, nomination }: Rejected): Promise<void> {
    this.log.debug('pod unschedulable', { pod: pod.id, message });
    this.framework.book?.end(pod, { outcome: 'Unschedulable', message });
    const report = (): Promise<void> => this.reports.unscheduled(pod, { reason: 'Unschedulable', message, nominate: nomination?.nominate });
    if (nomination) this.nominate(pod, nomination.nominate);
    if (nomination?.evict) return this.desk.binding.writes.start(() => this.makeRoom(pod, rejectedBy, nomination, report));
    this.desk.queue.requeue(pod.uid, rejectedBy);
    await this.desk.binding.writes.start(report);
  }

  private nominate(pod: PodInfo, node: string): void {
    if (node) this.desk.nominations.put(pod, node);
    else this.desk.nominations.delete(pod.uid);
  }

  /** The pod stays in flight until its victims know: it must not look for others meanwhile (KEP-4832). */
  private async makeRoom(pod: PodInfo, rejectedBy: ReadonlySet<string>, { nominate, evict = [] }: Nomination, report: () => Promise<void>): Promise<void> {
    const overruled = this.desk.nominations.on(nominate).filter(({ priority }) => priority < pod.priority);
    for (const { uid } of overruled) this.desk.nominations.delete(uid);
    try {
      await Promise.all([report(), this.evictions.makeRoom(pod, nominate, evict), ...overruled.map((other) => this.reports.nominationEnds(other))]);
      this.desk.queue.requeue(pod.uid, rejectedBy);
    } catch (error) {
      this.log.error('preemption failed', { pod: pod.id, node: nominate, error: messageOf(error) });
      this.desk.queue.retryLater(pod.uid);
    }
  }

  private async fail(pod: PodInfo, error: unknown): Promise<void> {
    this.framework.book?.end(pod, { outcome: 'Failed', message: messageOf(error) });
    this.desk.queue.retryLater(pod.uid);
    // Whoever was asked was hung up on.
    if (this.desk.binding.signal.aborted) return;
    this.log.error('scheduling failed', { pod: pod.id, error: messageOf(error) });
    await this.desk.binding.writes.start(() => this.reports.unscheduled(pod, { reason: 'SchedulerError', message: messageOf(error) }));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
