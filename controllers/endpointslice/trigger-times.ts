/** When the first of the changes happened that a service's slices have not told yet (upstream's TriggerTimeTracker). */
import type { core } from '../../api';

const readySince = ({ status: { conditions = [] } }: core.Pod): string => conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '';

interface Known {
  service: string;
  pods: Map<string, string>;
}

export class TriggerTimes {
  private readonly known = new Map<string, Known>();

  /** Times of RFC 3339 in whole seconds are in the order of their texts. Undefined: nothing has a new time. */
  next(key: string, service: core.Service, pods: readonly core.Pod[]): string | undefined {
    const known = this.known.get(key) ?? { service: '', pods: new Map<string, string>() };
    const created = service.metadata.creationTimestamp ?? '';
    const times = pods.map((pod) => [pod.metadata.name ?? '', readySince(pod)] as const);
    const fresh = times.filter(([name, time]) => time > (known.pods.get(name) ?? '')).map(([, time]) => time);
    if (created > known.service) fresh.push(created);
    this.known.set(key, { service: created, pods: new Map(times) });
    return fresh.length > 0 ? fresh.reduce((first, time) => (time < first ? time : first)) : undefined;
  }

  forget(key: string): void {
    this.known.delete(key);
  }
}
