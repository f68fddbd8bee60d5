/** What was written for an owner and the informer has not shown yet: who decides on what it shows would decide on what was. Resource versions of one resource can be compared (KEP-5504). */
import type { Clock, KubeObject } from '../../../api';
import type { Informer } from '../../../client';
import { uidOf } from '../../ownership';

/** What has not come by then was overtaken: made, say, and deleted while the informer did not look. */
const longestMs = 60_000;

interface Write { readonly owner: string; readonly revision: number; readonly at: number }

const revisionOf = ({ metadata: { resourceVersion } }: KubeObject): number => Number(resourceVersion ?? 0);

export class Trailing<T extends KubeObject> {
  /** By uid of what was written. */
  private readonly writes = new Map<string, Write>();

  constructor(private readonly informer: Informer<T>, private readonly clock: Clock) {
    const seen = (object: T): void => {
      if ((this.writes.get(uidOf(object))?.revision ?? Infinity) <= revisionOf(object)) this.writes.delete(uidOf(object));
    };
    informer.on({ added: seen, updated: seen, deleted: (object) => this.writes.delete(uidOf(object)) });
  }

  /** `owner`: a uid. */
  note(owner: string, written: T): void {
    const shown = this.informer.lister.get({ namespace: written.metadata.namespace, name: written.metadata.name ?? '' });
    if (shown && uidOf(shown) === uidOf(written) && revisionOf(shown) >= revisionOf(written)) return;
    this.writes.set(uidOf(written), { owner, revision: revisionOf(written), at: this.clock.monotonic() });
  }

  behind(owner: string): boolean {
    const now = this.clock.monotonic();
    for (const [uid, { at }] of this.writes) if (now - at > longestMs) this.writes.delete(uid);
    return [...this.writes.values()].some((write) => write.owner === owner);
  }
}
