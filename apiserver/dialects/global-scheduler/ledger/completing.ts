/**
 * Carries out what a commit has decided: each Allocation gets its place. Anybody may do it, more than once and late: a place is given to the
 * Allocation that was decided on (by its uid), once, and not to one that is on its way out.
 */
import { ApiError, ledgerUser, type Clock, type globalscheduler, type Logger } from '../../../../api';
import type { ResourceStore } from '../../../../registry';
import { placedStatus } from './status';

type Allocation = globalscheduler.Allocation;
type Intent = globalscheduler.Intent;

export type Completed =
  | { readonly type: 'placed'; readonly allocation: Allocation }
  /** Somebody has deleted it. */
  | { readonly type: 'gone' }
  /** It may not be written: it is taken away. */
  | { readonly type: 'refused'; readonly error: ApiError };

export interface CompletingDeps {
  readonly store: ResourceStore<Allocation>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Rejects when it is not known whether it was done: then it is to be done again. */
export async function complete({ store, clock, log }: CompletingDeps, intent: Intent, sequence: number): Promise<Completed> {
  const { namespace, name, uid } = intent;
  let isThere = false;
  try {
    const { entry } = await store.update({ namespace, name }, (current) => {
      isThere = current.metadata.uid === uid && !current.metadata.deletionTimestamp;
      return !isThere || current.status?.sequence ? current : { ...current, status: placedStatus(current.status, sequence, intent, clock.now()) };
    }, { subresource: 'status', user: ledgerUser });
    return isThere ? { type: 'placed', allocation: entry.object } : { type: 'gone' };
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return { type: 'gone' };
    if (!(error instanceof ApiError) || mayPass(error)) throw error;
    log.error('an allocation may not be given its place, and is deleted', { namespace, name, error: error.message });
    await remove(store, intent);
    return { type: 'refused', error };
  }
}

/** The store is away, somebody is asked who does not answer: another time. Anything else is meant. */
const mayPass = ({ code }: ApiError): boolean => code >= 500 || code === 409 || code === 429;

/** This one, and none that has its name by now. */
export async function remove(store: ResourceStore<Allocation>, { namespace, name, uid }: Pick<Intent, 'namespace' | 'name' | 'uid'>): Promise<void> {
  try {
    await store.delete({ namespace, name }, { preconditions: { uid }, user: ledgerUser });
  } catch (error) {
    if (!ApiError.is(error, 'NotFound') && !ApiError.is(error, 'Conflict')) throw error;
  }
}
