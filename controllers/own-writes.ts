/**
 * Objects as this controller last wrote them, for as long as the informer trails behind: a decision on a status
 * older than one's own last write would count twice or create too much. Resource versions of one resource can be
 * compared (KEP-5504).
 */
import type { KubeObject } from '../api';
import type { Informer } from '../client';
import { uidOf } from './ownership';

const revisionOf = (object: KubeObject): number => Number(object.metadata.resourceVersion ?? 0);

export class OwnWrites<T extends KubeObject> {
  private readonly ahead = new Map<string, T>();

  constructor(informer: Informer<T>) {
    informer.on({ updated: (object) => this.seen(object), deleted: (object) => this.ahead.delete(uidOf(object)) });
  }

  note(written: T): T {
    this.ahead.set(uidOf(written), written);
    return written;
  }

  /** The newer of what the informer says and what was written. */
  newest(cached: T): T {
    const written = this.ahead.get(uidOf(cached));
    return written && revisionOf(written) > revisionOf(cached) ? written : cached;
  }

  private seen(object: T): void {
    const written = this.ahead.get(uidOf(object));
    if (written && revisionOf(written) <= revisionOf(object)) this.ahead.delete(uidOf(object));
  }
}
