/**
 * How far Events have been told, over restarts: a document on a shelf of its own, on which nobody else's are. That there is one says
 * that the API has been used.
 */
import type { Clock, Logger, Timer } from '../../../../api';
import type { Documents } from '../../../../registry';
import { timeText } from '../rendering';

export interface PositionDeps {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly log: Logger;
  readonly cluster: string;
}

/** How often it is written down. */
const everyMs = 5000;

export class Position {
  revision = 0;
  private kept = 0;
  private timer: Timer | undefined;
  private writing: Promise<void> | undefined;

  constructor(private readonly deps: PositionDeps) {}

  /** `now`: the store's revision; what is beyond it was said of another store, of which this one is an older copy. */
  async read(now: number): Promise<void> {
    const found = await this.deps.documents.get(positionKey(this.deps.cluster));
    const revision = revisionIn(found?.value);
    this.revision = this.kept = revision > now ? 0 : revision;
  }

  moveTo(revision: number): void {
    if (revision <= this.revision) return;
    this.revision = revision;
    // The first is written at once: from now on the API counts as used.
    if (this.kept === 0) this.write();
    else this.timer ??= this.deps.clock.after(everyMs, () => this.write());
  }

  async stop(): Promise<void> {
    await this.writing;
    if (this.kept !== this.revision) this.write();
    await this.writing;
  }

  private write(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.kept = this.revision;
    this.writing = this.keep(this.revision);
  }

  private async keep(revision: number): Promise<void> {
    const { documents, cluster, log } = this.deps;
    try {
      await documents.put(positionKey(cluster), (current, { id, now }) => {
        const createTime = timeText(current?.createTime ?? now);
        return JSON.stringify({ _id: current?.id ?? id, clusterId: cluster, revision, createTime, updateTime: timeText(now) });
      });
    } catch (error) {
      // Known ids are written no second time: a later one will do.
      this.kept = -1;
      log.warn('how far events have been told could not be kept', { error: String(error) });
    }
  }
}

const positionKey = (cluster: string) => ({ shelf: 'feed', cluster, type: 'position', name: 'events' });

function revisionIn(value: unknown): number {
  const { revision } = (value ?? {}) as { readonly revision?: unknown };
  return typeof revision === 'number' && Number.isSafeInteger(revision) && revision > 0 ? revision : 0;
}
