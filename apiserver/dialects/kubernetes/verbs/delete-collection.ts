/** DELETE of a collection: lists once, then deletes what the list shows (k8s.io/apiserver registry/generic Store.DeleteCollection). */
import { ApiError, type DeleteOptions } from '../../../../api';
import type { Entry, ResourceStore } from '../../../../registry';
import type { VerbHandler } from '../call';
import { deleteOptions } from '../delete-options';
import { listOptions } from '../list-options';
import { sendPage } from './list';

/** Deletions under way at once. */
const workers = 16;

export const deleteCollection: VerbHandler = async (call) => {
  const selected = listOptions(call);
  const options = await deleteOptions(call);
  const page = await call.store.list(selected);
  await deleteAll(call.store, page.entries, options);
  sendPage(call, page);
};

/** The first failure stops the rest and is thrown once all that were under way are done. */
async function deleteAll(store: ResourceStore, entries: readonly Entry[], options: DeleteOptions): Promise<void> {
  let next = 0;
  let failure: unknown;
  const work = async (): Promise<void> => {
    while (next < entries.length && failure === undefined) {
      try {
        await deleteOne(store, entries[next++]!, options);
      } catch (error) {
        failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, entries.length) }, work));
  if (failure !== undefined) throw failure;
}

async function deleteOne(store: ResourceStore, { key }: Entry, options: DeleteOptions): Promise<void> {
  try {
    await store.delete(key, options);
  } catch (error) {
    if (!ApiError.is(error, 'NotFound')) throw error;
  }
}
