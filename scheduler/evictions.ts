/** Pods leave a node for one of higher priority (kube-scheduler framework/preemption, Executor). */
import { ApiError, kinds, withPodCondition, type Client, type Clock, type core, type Logger } from '../api';
import type { EventRecorder } from '../client';
import { unschedulable, type PodInfo } from './framework';
import type { WaitingPods } from './waiting-pods';

export interface EvictionContext {
  readonly client: Client;
  readonly clock: Clock;
  readonly recorder: EventRecorder;
  readonly log: Logger;
}

const preempted = unschedulable('preempted');

export class Evictions {
  constructor(private readonly context: EvictionContext, private readonly waiting: WaitingPods) {}

  /** Resolves when all victims are on their way out; rejects when one of them cannot be told. */
  async makeRoom(preemptor: PodInfo, node: string, victims: readonly PodInfo[]): Promise<void> {
    await Promise.all(victims.filter(({ pod }) => !pod.metadata.deletionTimestamp).map((victim) => this.evict(victim, preemptor, node)));
  }

  private async evict(victim: PodInfo, preemptor: PodInfo, node: string): Promise<void> {
    // A pod that has not been bound is only told to look elsewhere.
    if (!this.waiting.sendAway(victim.uid, preempted) && !await this.remove(victim, preemptor)) return;
    this.context.log.info('preempted', { pod: victim.id, by: preemptor.id, node });
    this.context.recorder.event(victim.pod, 'Normal', 'Preempted', `Preempted by pod ${preemptor.uid} on node ${node}`);
  }

  /** False when it was gone already. */
  private async remove({ key, uid }: PodInfo, { pod: { spec } }: PodInfo): Promise<boolean> {
    const pods = this.context.client.of(kinds.pods);
    const message = `${spec?.schedulerName ?? ''}: preempting to accommodate a higher priority pod`;
    const tell = (pod: core.Pod): core.Pod => (pod.metadata.uid === uid
      ? { ...pod, status: withPodCondition(pod, { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message }, this.context.clock.now()) }
      : pod);
    try {
      const told = await pods.update(key, tell, { subresource: 'status' });
      if (told.metadata.uid !== uid) return false;
      await pods.delete(key, { preconditions: { uid } });
      return true;
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return false;
      throw error;
    }
  }
}
