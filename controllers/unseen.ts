/**
 * What has been written and the informer has not shown yet, by owner: who decides on what it shows would do it again
 * (upstream's EndpointSliceTracker). Resource versions of one resource can be compared (KEP-5504).
 */
import { keyOf, type Clock, type KubeObject } from '../api';
import type { Lister } from '../client';
import { uidOf } from './ownership';

/** What has not come by then was overtaken: made, say, and deleted by somebody else. */
const longestMs = 5 * 60_000;

interface Write {
  readonly object: KubeObject;
  readonly isGone: boolean;
  readonly at: number;
}

const revisionOf = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion ?? 0);

export class Unseen {
  /** By owner, then by uid. */
  private readonly writes = new Map<string, Map<string, Write>>();

  constructor(private readonly lister: Lister<KubeObject>, private readonly clock: Clock) {}

  written(owner: string, object: KubeObject): void {
    this.note(owner, { object, isGone: false, at: this.clock.monotonic() });
  }

  deleted(owner: string, object: KubeObject): void {
    this.note(owner, { object, isGone: true, at: this.clock.monotonic() });
  }

  /** Whether the informer trails behind what was done for the owner. */
  any(owner: string): boolean {
    const writes = this.writes.get(owner);
    if (!writes) return false;
    for (const [uid, write] of writes) if (this.isSeen(write)) writes.delete(uid);
    if (writes.size === 0) this.writes.delete(owner);
    return writes.size > 0;
  }

  forget(owner: string): void {
    this.writes.delete(owner);
  }

  private note(owner: string, write: Write): void {
    const writes = this.writes.get(owner) ?? new Map<string, Write>();
    this.writes.set(owner, writes.set(uidOf(write.object), write));
  }

  private isSeen({ object, isGone, at }: Write): boolean {
    if (this.clock.monotonic() - at > longestMs) return true;
    const shown = this.lister.get(keyOf(object));
    if (isGone) return shown?.metadata.uid !== object.metadata.uid;
    return shown !== undefined && revisionOf(shown) >= revisionOf(object);
  }
}
