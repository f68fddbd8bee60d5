/**
 * What has been written and the informer has not shown yet, by owner: who decides on what it shows would do it again
 * (upstream's EndpointSliceTracker). Resource versions of one resource can be compared (KEP-5504).
 */
import { keyOf, type Clock, type KubeObject } from '../api';
import type { Informer } from '../client';
import { uidOf } from './ownership';

/** What has not come by then was overtaken: made, say, and deleted by somebody else before the informer looked. */
const longestMs = 5 * 60_000;

interface Write {
  readonly object: KubeObject;
  readonly isGone: boolean;
  readonly at: number;
}

const revisionOf = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion ?? 0);

export class Unseen<T extends KubeObject> {
  /** By owner, then by uid. */
  private readonly writes = new Map<string, Map<string, Write>>();
  /** By uid. */
  private readonly owners = new Map<string, string>();

  constructor(private readonly informer: Pick<Informer<T>, 'lister' | 'on'>, private readonly clock: Clock) {
    // What is shown no more has been shown, whatever was written.
    informer.on({ deleted: (object) => this.shown(uidOf(object)) });
  }

  written(owner: string, object: T): void {
    this.note(owner, { object, isGone: false, at: this.clock.monotonic() });
  }

  deleted(owner: string, object: T): void {
    this.note(owner, { object, isGone: true, at: this.clock.monotonic() });
  }

  /** Whether the informer trails behind what was done for the owner. */
  any(owner: string): boolean {
    const writes = this.writes.get(owner);
    if (!writes) return false;
    for (const [uid, write] of writes) if (this.isSeen(write)) this.shown(uid);
    return writes.size > 0;
  }

  forget(owner: string): void {
    for (const uid of this.writes.get(owner)?.keys() ?? []) this.owners.delete(uid);
    this.writes.delete(owner);
  }

  private note(owner: string, write: Write): void {
    const writes = this.writes.get(owner) ?? new Map<string, Write>();
    const uid = uidOf(write.object);
    this.writes.set(owner, writes.set(uid, write));
    this.owners.set(uid, owner);
  }

  private shown(uid: string): void {
    const owner = this.owners.get(uid);
    const writes = owner === undefined ? undefined : this.writes.get(owner);
    this.owners.delete(uid);
    writes?.delete(uid);
    if (owner !== undefined && writes?.size === 0) this.writes.delete(owner);
  }

  private isSeen({ object, isGone, at }: Write): boolean {
    if (this.clock.monotonic() - at > longestMs) return true;
    const shown = this.informer.lister.get(keyOf(object));
    if (isGone) return shown?.metadata.uid !== object.metadata.uid;
    return shown !== undefined && revisionOf(shown) >= revisionOf(object);
  }
}
