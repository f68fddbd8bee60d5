/**
 * The latest commit: the status of the Scheduler `default`. Whoever commits takes its place by compare-and-swap, so that of all servers
 * one at a time decides on what there is.
 */
import { ApiError, kinds, ledgerName, ledgerUser, type globalscheduler, type Logger } from '../../../../api';
import type { Entry, ResourceStore } from '../../../../registry';

type Scheduler = globalscheduler.Scheduler;
type Intent = globalscheduler.Intent;

export interface Commit {
  /** Another for every commit there ever was. */
  readonly id: string;
  readonly sequence: number;
  readonly intents: readonly Intent[];
  readonly resourceVersion: string;
}

const key = { name: ledgerName };

export class Journal {
  private uid: string | undefined;

  constructor(private readonly store: ResourceStore<Scheduler>, private readonly log: Logger) {}

  /** As it stands now, whoever wrote it last. */
  async latest(): Promise<Commit> {
    const scheduler = (await this.present()).object;
    const { uid = '' } = scheduler.metadata;
    if (this.uid !== undefined && this.uid !== uid) this.log.warn('the ledger of allocations is another one than before', { scheduler: ledgerName });
    this.uid = uid;
    return this.commitOf(scheduler);
  }

  /** Undefined: another commit came before. */
  async append(latest: Commit, intents: readonly Intent[]): Promise<Commit | undefined> {
    const { resourceVersion } = latest;
    const sequence = latest.sequence + 1;
    try {
      const { entry } = await this.store.update(key, (current) => ({
        ...current,
        metadata: { ...current.metadata, resourceVersion },
        status: { ...current.status, state: 'Active', sequence, intent: [...intents] },
      }), { subresource: 'status', user: ledgerUser });
      return this.commitOf(entry.object);
    } catch (error) {
      if (ApiError.is(error, 'Conflict') || ApiError.is(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  private async present(): Promise<Entry<Scheduler>> {
    try {
      return await this.store.get(key);
    } catch (error) {
      if (!ApiError.is(error, 'NotFound')) throw error;
    }
    if (this.uid !== undefined) this.log.warn('the ledger of allocations is gone, and made anew', { scheduler: ledgerName });
    try {
      return await this.store.create({ apiVersion, kind: 'Scheduler', metadata: { name: ledgerName }, spec: {} }, undefined, { user: ledgerUser });
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) return this.store.get(key);
      throw error;
    }
  }

  /** What foreign hands have put into the store is not believed. */
  private commitOf({ metadata: { uid = '', resourceVersion = '' }, status }: Scheduler): Commit {
    const { sequence = 0, intent = [] } = status ?? {};
    const isSound = Number.isSafeInteger(sequence) && sequence >= 0 && intents(intent);
    if (!isSound) this.log.error('the ledger of allocations cannot be read, and is begun anew', { scheduler: ledgerName });
    return { id: `${uid}/${sequence}`, sequence: isSound ? sequence : 0, intents: isSound ? intent : [], resourceVersion };
  }
}

const { group, version } = kinds.schedulers;
const apiVersion = `${group}/${version}`;

const intents = (value: unknown): boolean =>
  Array.isArray(value) && (value as Partial<Intent>[]).every((intent) => typeof intent.uid === 'string' && typeof intent.name === 'string' && Array.isArray(intent.resource_groups));
