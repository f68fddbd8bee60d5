/** What a pod's user is told when it has found no node: an event each time, its condition and nomination when they are news. */
import { ApiError, kinds, type core } from '../api';
import type { EvictionContext } from './evictions';
import { says, withUnscheduled, type Unscheduled } from './pod-condition';
import type { PodInfo } from './pod-info';

/** Length of an event's message (k8s.io/kubernetes pkg/apis/core/validation NoteLengthLimit). */
const maxNote = 1024;

export class PodReports {
  constructor(private readonly context: EvictionContext) {}

  async unscheduled(info: PodInfo, news: Unscheduled): Promise<void> {
    const { message } = news;
    this.context.recorder.event(info.pod, 'Warning', 'FailedScheduling', message.length > maxNote ? `${message.slice(0, maxNote - 4)} ...` : message);
    if (!says(info.pod, news)) await this.write(info, (pod) => withUnscheduled(pod, news, this.context.clock.now()));
  }

  /** The node is another's now. */
  async nominationEnds(info: PodInfo): Promise<void> {
    await this.write(info, (pod) => (pod.status?.nominatedNodeName ? { ...pod, status: { ...pod.status, nominatedNodeName: undefined } } : pod));
  }

  private async write({ key, id, uid }: PodInfo, change: (pod: core.Pod) => core.Pod): Promise<void> {
    const { client, log } = this.context;
    try {
      await client.of(kinds.pods).update(key, (current) => (current.metadata.uid === uid ? change(current) : current), { subresource: 'status' });
    } catch (error) {
      // A pod that was deleted meanwhile needs no status.
      if (!ApiError.is(error, 'NotFound')) log.error('status not written', { pod: id, error: error instanceof Error ? error.message : String(error) });
    }
  }
}
