/**
 * Writes statuses: at once what says something new of the application, counts of taskgroups no more often than somebody can follow. Many pods begin to
 * run at a time; each would be a write otherwise.
 */
import { keyOf, kinds, omit, type bcs, type Client, type Clock } from '../../../api';
import { ifPresent, uidOf } from '../../ownership';
import { sameStatus } from '../../same-status';

/** Between two writes that are about counts alone. */
const countsMs = 300;

/** As many as are asked for, all of them well: a step of a rolling update waits for that. */
const isWhole = ({ spec }: bcs.BcsApplication, { instances, readyInstances }: bcs.BcsApplicationStatus): boolean => instances === spec.instances && readyInstances === spec.instances;

const withoutCounts = (status: bcs.BcsApplicationStatus): object => omit(status, 'instances', 'runningInstances', 'readyInstances', 'held', 'lastUpdateTime');

export class Told {
  /** When it was written last, by uid, on the monotonic clock. What is forgotten costs a write. */
  private readonly last = new Map<string, number>();

  constructor(private readonly client: Client, private readonly clock: Clock, private readonly written: (application: bcs.BcsApplication) => void) {}

  forget(uid: string): void {
    this.last.delete(uid);
  }

  /** In how many milliseconds it can be told; undefined: it has been. */
  async tell(application: bcs.BcsApplication, status: bcs.BcsApplicationStatus): Promise<number | undefined> {
    const { status: old = {} } = application;
    if (sameStatus(omit(status, 'lastUpdateTime'), omit(old, 'lastUpdateTime'))) return undefined;
    const uid = uidOf(application);
    const now = this.clock.monotonic();
    const isCounts = sameStatus(withoutCounts(status), withoutCounts(old)) && !isWhole(application, status);
    const wait = isCounts ? (this.last.get(uid) ?? -Infinity) + countsMs - now : 0;
    if (wait > 0) return wait;
    this.last.set(uid, now);
    const told = { ...status, lastUpdateTime: Math.floor(this.clock.now() / 1000) };
    const isNewer = (current: bcs.BcsApplication): boolean => (current.status?.observedGeneration ?? 0) > (status.observedGeneration ?? 0);
    const written = await ifPresent(this.client.of(kinds.bcsapplications).update(
      keyOf(application), (current) => (uidOf(current) !== uid || isNewer(current) ? current : { ...current, status: told }), { subresource: 'status' }));
    if (written && uidOf(written) === uid) this.written(written);
    return undefined;
  }
}
