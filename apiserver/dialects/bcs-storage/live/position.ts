/**
 * How far a tale has come, over restarts: a document on a shelf of its own, on which nobody else's are. That there is one says that the API
 * has been used.
 */
import type { Clock, DocumentKey, Logger, Timer } from '../../../../api';
import type { Documents } from '../../../../registry';
import { timeText } from '../rendering';

export interface PositionDeps {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly log: Logger;
  readonly cluster: string;
  /** Of the tale. */
  readonly name: string;
}

/** How often it is written down. */
const everyMs = 5000;

export class Position {
  reached = 0;
  private kept = 0;
  private timer: Timer | undefined;
  private writing: Promise<void> | undefined;
  private readonly key: DocumentKey;

  constructor(private readonly deps: PositionDeps) {
    this.key = { shelf: 'feed', cluster: deps.cluster, type: 'position', name: deps.name };
  }

  /** `now`: how far it could be; what is beyond it was said of another store, of which this one is an older copy. */
  async read(now: number): Promise<void> {
    const found = await this.deps.documents.get(this.key);
    const reached = reachedIn(found?.value);
    this.reached = this.kept = reached > now ? 0 : reached;
  }

  moveTo(reached: number): void {
    if (reached <= this.reached) return;
    this.reached = reached;
    // The first is written at once: from now on the API counts as used.
    if (this.kept === 0) this.write();
    else this.timer ??= this.deps.clock.after(everyMs, () => this.write());
  }

  async stop(): Promise<void> {
    await this.writing;
    if (this.kept !== this.reached) this.write();
    await this.writing;
  }

  private write(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.kept = this.reached;
    this.writing = this.keep(this.reached);
  }

  private async keep(revision: number): Promise<void> {
    const { documents, cluster, log } = this.deps;
    try {
      await documents.put(this.key, (current, { id, now }) => {
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

function reachedIn(value: unknown): number {
  const { revision } = (value ?? {}) as { readonly revision?: unknown };
  return typeof revision === 'number' && Number.isSafeInteger(revision) && revision > 0 ? revision : 0;
}
